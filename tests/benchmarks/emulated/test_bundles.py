"""Bundles, unpacked and damaged."""

import tarfile

from benchmarks.emulated.bundles import flip_byte, folder_bytes, unpack


def test_a_flipped_byte_is_one_byte_and_flips_back(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(range(9)))
    flip_byte(path)
    assert path.read_bytes() == bytes([0, 1, 2, 3, 5, 5, 6, 7, 8])
    flip_byte(path)
    assert path.read_bytes() == bytes(range(9))


def test_a_bundle_is_unpacked_anew_and_its_bytes_counted(tmp_path):
    (tmp_path / "fer-edge-1").mkdir()
    (tmp_path / "fer-edge-1/run.toml").write_bytes(b"12345")
    (tmp_path / "fer-edge-1/link").symlink_to("run.toml")
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "fer-edge-1", "fer-edge-1")
    for _ in range(2):
        folder = unpack(tmp_path / "b.tar.gz", tmp_path / "here")
        assert (folder.name, folder_bytes(folder)) == ("fer-edge-1", 5)
        (tmp_path / "here/other").mkdir()
