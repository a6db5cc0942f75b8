import io
import tarfile

import pytest

from fer_edge.deploy.fleet.archive import open_archive
from fer_edge.errors import FerEdgeError, MissingError
from tests.deploy.fleet.bundles import bundle_id, make_bundle


def test_a_bundle_tells_what_it_is(tmp_path):
    path = make_bundle(tmp_path, "0.1.0", size=10)
    archive = open_archive(path)
    assert (archive.folder, archive.manifest.id, archive.size) == (
        "fer-edge-0.1.0-little",
        bundle_id(path),
        path.stat().st_size,
    )


def test_one_that_is_not_there_is_missing(tmp_path):
    with pytest.raises(MissingError, match="no bundle"):
        open_archive(tmp_path / "nothing")


def tar_of(path, **files):
    with tarfile.open(path, "w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))


WHOLE = '{"format": 1, "fer_edge": "1", "target": "t", "id": "abc", "machine": "m", "python": "3.11", "glibc": "2.17"}'


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"a/x": "", "b/y": ""},
        {"a/../../x": ""},
        {"/etc/x": ""},
        {"-a/install.sh": "", "-a/manifest.json": WHOLE},
        {"a/manifest.json": WHOLE},
        {"a/install.sh": ""},
        {"a/install.sh": "", "a/manifest.json": "[]"},
        {"a/install.sh": "", "a/manifest.json": "[" * 100_000},
        {"a/install.sh": "", "a/manifest.json": WHOLE.replace('"format": 1', '"format": 2')},
        {"a/install.sh": "", "a/manifest.json": WHOLE.replace("abc", "../x")},
        {"a/install.sh": "", "a/manifest.json": WHOLE.replace('"abc"', "3")},
    ],
)
def test_what_is_no_whole_bundle_is_refused(tmp_path, files):
    path = tmp_path / "b.tar.gz"
    tar_of(path, **files)
    with pytest.raises(FerEdgeError, match="no whole bundle"):
        open_archive(path)


def test_one_that_is_cut_short_is_refused(tmp_path):
    path = make_bundle(tmp_path, "0.1.0", size=10_000)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(FerEdgeError, match="no whole bundle"):
        open_archive(path)
