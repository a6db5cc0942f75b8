import base64
import hashlib
import os
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fer_edge.deploy.fetch import RemoteFile, fetch, is_right, make_request
from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.writing.locks import open_locked
from tests.waiting import until

CONTENT = bytes(range(256)) * 1000


def remote(address: str = "http://127.0.0.1:9/nothing") -> RemoteFile:
    return RemoteFile(name="it.onnx", address=address, sha256=hashlib.sha256(CONTENT).hexdigest(), size=len(CONTENT))


@contextmanager
def serving(content: bytes, breaks_at: int | None = None, login: str = ""):
    """A server that honours ranges, and breaks its first answer off after so many bytes; gives address and ranges."""
    ranges: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            wanted = self.headers.get("Range", "")
            ranges.append(wanted)
            if login and self.headers.get("Authorization") != login:
                self.send_error(401)
                return
            start = int(wanted.removeprefix("bytes=").rstrip("-") or 0)
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = breaks_at if breaks_at and len(ranges) == 1 else len(content)
            self.wfile.write(content[start:end])

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/it.onnx", ranges
    finally:
        server.shutdown()
        server.server_close()


def test_a_file_is_fetched_and_told_of(tmp_path):
    told = []
    with serving(CONTENT) as (address, _):
        path = fetch(remote(address), tmp_path / "new", progress=lambda here, all_: told.append((here, all_)))
    assert path.read_bytes() == CONTENT and told[-1] == (len(CONTENT), len(CONTENT))
    assert [file.name for file in path.parent.iterdir()] == ["it.onnx"]


@pytest.mark.parametrize("first_breaks", [False, True])
def test_of_two_at_once_one_waits_and_both_have_it(tmp_path, first_breaks):
    held, told, got = open_locked(tmp_path / "it.onnx.part"), [], []
    with serving(CONTENT) as (address, ranges):
        second = threading.Thread(
            target=lambda: got.append(fetch(remote(address), tmp_path, report=told.append)), daemon=True
        )
        second.start()
        until(lambda: told)
        (tmp_path / "it.onnx.part").write_bytes(CONTENT[:1000] if first_breaks else CONTENT)
        if not first_breaks:
            (tmp_path / "it.onnx.part").rename(tmp_path / "it.onnx")
        os.close(held)
        second.join(8)
    assert [is_right(remote(), path) for path in got] == [True] and told == [
        "another process is fetching it.onnx: waiting for it"
    ]
    assert ranges == (["bytes=1000-"] if first_breaks else [])
    assert [path.name for path in tmp_path.iterdir()] == ["it.onnx"]


def test_who_waits_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_edge.deploy.fetch.OTHER", 0.0)
    held = open_locked(tmp_path / "it.onnx.part")
    with pytest.raises(FerEdgeError, match="another process"):
        fetch(remote(), tmp_path)
    os.close(held)


def test_a_transfer_that_broke_off_is_gone_on_with(tmp_path):
    with serving(CONTENT, breaks_at=100_000) as (address, ranges):
        with pytest.raises(MissingError):
            fetch(remote(address), tmp_path)
        assert not (tmp_path / "it.onnx").exists()
        kept = (tmp_path / "it.onnx.part").stat().st_size
        assert is_right(remote(), fetch(remote(address), tmp_path))
    assert kept > 0 and ranges == ["", f"bytes={kept}-"]


@pytest.mark.parametrize("content", [b"x" * len(CONTENT), CONTENT + b"more", b"log in to this network"])
def test_another_file_replaces_nothing(tmp_path, content):
    (tmp_path / "it.onnx").write_bytes(b"old")
    with serving(content) as (address, _), pytest.raises(FerEdgeError, match=r"is not it\.onnx"):
        fetch(remote(address), tmp_path)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("it.onnx", b"old")]


def test_a_file_at_hand_is_taken_and_a_missing_one_is_named(tmp_path):
    (tmp_path / "mine").write_bytes(CONTENT)
    assert is_right(remote(), fetch(remote(), tmp_path / "cache", str(tmp_path / "mine")))
    with pytest.raises(MissingError, match="nowhere"):
        fetch(remote(), tmp_path / "cache", str(tmp_path / "nowhere"))


def test_a_wrong_file_at_hand_does_not_spoil_the_next_download(tmp_path):
    (tmp_path / "mine").write_bytes(b"too short")
    with serving(CONTENT) as (address, ranges):
        with pytest.raises(FerEdgeError, match="sha256"):
            fetch(remote(address), tmp_path / "cache", str(tmp_path / "mine"))
        assert is_right(remote(), fetch(remote(address), tmp_path / "cache"))
    assert ranges == [""]


def test_another_file_leaves_what_had_come_of_the_right_one(tmp_path):
    (tmp_path / "it.onnx.part").write_bytes(CONTENT[:1000])
    with serving(CONTENT + b"more") as (address, _), pytest.raises(FerEdgeError, match="expected 256000"):
        fetch(remote(address), tmp_path)
    with serving(CONTENT) as (address, ranges):
        assert is_right(remote(), fetch(remote(address), tmp_path))
    assert ranges == ["bytes=1000-"]


def test_what_is_no_address_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="no address"):
        fetch(remote(), tmp_path, "://nothing")


def test_no_server_is_one_line(tmp_path):
    with pytest.raises(MissingError, match="cannot reach http"):
        fetch(remote(), tmp_path)


def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "home").touch()
    with pytest.raises(FerEdgeError, match=r"cannot keep it\.onnx in .*home/cache") as refused:
        fetch(remote(), tmp_path / "home" / "cache")
    assert refused.value.exit_code == 1 and "goes on where it stopped" not in str(refused.value)


def test_a_mirror_is_logged_in_to_and_the_password_is_not_told(tmp_path):
    login = "Basic " + base64.b64encode(b"me:s/e#c@ret").decode()
    with serving(CONTENT, login=login) as (address, _):
        mirror = address.replace("http://", "http://me:s/e#c@ret@")
        assert is_right(remote(), fetch(remote(), tmp_path / "right", mirror))
        with pytest.raises(MissingError, match="Unauthorized") as refused:
            fetch(remote(), tmp_path / "wrong", mirror.replace("ret@", "rot@"))
    assert "s/e" not in str(refused.value) and "***@127.0.0.1" in str(refused.value)


def test_a_login_does_not_go_along_to_another_server():
    request = make_request("https://me:secret@host/it.onnx")
    assert request.full_url == "https://host/it.onnx"
    assert "Authorization" in request.unredirected_hdrs and "Authorization" not in request.headers
