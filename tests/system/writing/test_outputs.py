"""No output is the file of an input or of another output, whatever leads to it."""

import os

import pytest

from fer_edge.errors import UsageError
from fer_edge.system.writing.outputs import check_outputs


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "data" / "train" / "happy" / "clip"
    path.parent.mkdir(parents=True)
    path.write_text("precious")
    (tmp_path / "hard").hardlink_to(path)
    (tmp_path / "soft").symlink_to(path)
    return path


@pytest.mark.parametrize("name", ["hard", "soft", "data/../hard", "data/train/happy/clip"])
@pytest.mark.parametrize("read", ["data/train/happy/clip", "data/train/happy", "data", "soft"])
def test_a_file_that_is_read_is_seen_by_what_it_is(tmp_path, clip, name, read):
    with pytest.raises(UsageError, match=r"--json and --source are both"):
        check_outputs([("--json", tmp_path / name)], [("--source", tmp_path / read)])


def test_a_link_within_a_folder_leads_to_a_file_that_is_read(tmp_path, clip):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").symlink_to(clip)
    with pytest.raises(UsageError, match="both"):
        check_outputs([("--json", clip)], [("--source", tmp_path / "photos")])


def test_other_files_are_written_also_beside_those_that_are_read(tmp_path, clip):
    (tmp_path / "old").touch()
    names = ("old", "data/new", "data/train/happy/new", "new")
    check_outputs(
        [(name, tmp_path / name) for name in names], [("--source", tmp_path / "data"), ("--source", "nothing")]
    )


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("a", "./a"), ("a", "link"), ("link", "a")])
def test_two_outputs_that_are_not_there_yet(tmp_path, monkeypatch, first, second):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to("a")
    outputs = [("--jsonl", first), ("--json", second)]
    if second == "b":
        check_outputs(outputs, [])
        return
    with pytest.raises(UsageError, match="--json and --jsonl are both"):
        check_outputs(outputs, [])


def test_devices_and_pipes_may_be_named_twice_and_standard_output_once():
    reader, writer = os.pipe()
    pipe = f"/dev/fd/{writer}"
    check_outputs([("--a", os.devnull), ("--b", os.devnull), ("--c", pipe), ("--d", pipe)], [("--e", os.devnull)])
    os.close(reader)
    os.close(writer)
    with pytest.raises(UsageError, match="--json and --jsonl"):
        check_outputs([("--jsonl", "-"), ("--json", "-")], [("--source", "-")])


@pytest.mark.parametrize("name", ["x" * 5000, "nul\0", "no/such/folder"])
def test_a_name_that_cannot_be_is_left_to_who_opens_it(name):
    check_outputs([("--json", name)], [("--source", "x" * 5000 + "y")])
