"""User and password in an address, as people write them: also with / ? or # in the password."""

import re
from urllib.parse import quote, unquote

WAY_OUT = "in a password write %2F for /, %3F for ?, %23 for #, %40 for @; behind the host write %40 for @"


def split_login(address: str) -> tuple[str, str | None, str | None]:
    """An address without its login; the user and the password, decoded, None where there is none.

    Raises ValueError, which repeats nothing of it, where "host:1/2@x" may be a port and a path or a password.
    """
    scheme, sign, rest = address.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    login, at, behind = host.rpartition("@")
    if at:
        return f"{scheme}{sign}{behind}{rest[len(host) :]}", *_decoded(login)
    user, colon, port = host.partition(":")
    if not (colon and user and "@" in rest) or host.startswith("["):
        return address, None, None
    if port.isdecimal() or not port:
        raise ValueError(f"where its password ends is not clear: {WAY_OUT}")
    login, _, behind = rest.rpartition("@")
    return f"{scheme}{sign}{behind}", *_decoded(login)


def join_login(address: str, user: str, password: str | None) -> str:
    """An address with a login put in, percent-encoded."""
    scheme, sign, rest = address.partition("://")
    secret = "" if password is None else f":{quote(password, safe='')}"
    return f"{scheme}{sign}{quote(user, safe='')}{secret}@{rest}"


def _decoded(login: str) -> tuple[str, str | None]:
    user, colon, password = login.partition(":")
    return unquote(user), unquote(password) if colon else None
