"""A request to an HTTP server, with the user and password of its address."""

from contextlib import closing
from http.client import HTTPException
from typing import Any, Literal
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    build_opener,
)

PATIENCE = 2.0
"""Seconds for an answer."""

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM")
"""How the images begin that cameras send."""

FAILURES = (OSError, HTTPException, ValueError)
"""What a request raises: its own errors are OSErrors; a ValueError is of an address that is none."""

Kind = Literal["stream", "recording", "picture"]


def request(url: str) -> Any:
    """An open answer, with `headers` and `read`. Raises one of FAILURES."""
    parts = urlsplit(url)
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    handlers = []
    if parts.username:
        known = HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, bare, unquote(parts.username), unquote(parts.password or ""))
        handlers = [HTTPBasicAuthHandler(known), HTTPDigestAuthHandler(known)]
    return build_opener(*handlers).open(bare, timeout=PATIENCE)


def kind_of(url: str) -> Kind:
    """What an address gives; where it cannot be asked, a stream, which is tried again and again."""
    try:
        with closing(request(url)) as answer:
            media = answer.headers.get_content_type()
            if media.startswith("image/"):
                return "picture"
            if media.startswith("multipart/") or "mpegurl" in media or not answer.headers.get("Content-Length"):
                return "stream"
            return "picture" if answer.read(8).startswith(PICTURES) else "recording"
    except FAILURES:
        return "stream"
