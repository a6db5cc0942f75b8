import cv2
import numpy as np
import pytest

from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.data.writers.conversion import check_new, convert
from fer_edge.errors import DataError, UsageError
from tests.data.layouts import OWN_LABELS, write_csv, write_folders, write_own_labels

AS_IT_IS = ReadingSettings()


def digests(source, reading=AS_IT_IS):
    return {split: load_split(source, split, reading).digest() for split in ("train", "validation")}


def quiet(step):
    pass


def own(root):
    for split in ("train", "valid"):
        write_own_labels(root / split)
    return root


@pytest.mark.parametrize("name", ["out", "out.csv", "out.npz"])
def test_own_labels_in_grey_stay_the_same(tmp_path, name):
    source = own(tmp_path / "data")
    layout = {"out": "folders", "out.csv": "csv", "out.npz": "npz"}[name]
    done = convert(str(source), tmp_path / name, layout, AS_IT_IS, quiet)
    assert digests(tmp_path / name) == digests(source)
    assert load_split(tmp_path / name, "train").classes == OWN_LABELS and "test" in done.missing


def test_there_and_back(tmp_path):
    source = own(tmp_path / "data")
    convert(str(source), tmp_path / "a.csv", "csv", AS_IT_IS, quiet)
    convert(str(tmp_path / "a.csv"), tmp_path / "b", "folders", AS_IT_IS, quiet)
    assert digests(tmp_path / "b") == digests(source)


def test_colours_stay_in_folders_and_the_option_is_told(tmp_path):
    source, colour = own(tmp_path / "data"), ReadingSettings(colour=True)
    done = convert(str(source), tmp_path / "out", "folders", colour, quiet)
    assert done.options == "--colour" and digests(tmp_path / "out", colour) == digests(source, colour)
    with pytest.raises(UsageError, match="grey"):
        convert(str(source), tmp_path / "out.csv", "csv", colour, quiet)
    assert not (tmp_path / "out.csv").exists()


def test_the_default_labels_become_the_original_layout(tmp_path):
    source = write_csv(tmp_path)
    convert(str(tmp_path), tmp_path / "out.csv", "csv", AS_IT_IS, quiet)
    first = (tmp_path / "out.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in first] == ["emotion", "0", "1", "2", "3", "6", "4", "5"]
    assert sorted(first) == sorted(source.read_text().splitlines())


def test_rows_of_the_table_become_names(tmp_path):
    write_csv(tmp_path)
    convert(str(tmp_path), tmp_path / "out", "folders", AS_IT_IS, quiet)
    assert load_split(tmp_path / "out", "train").rows.tolist() == list(range(7))
    convert(str(tmp_path / "out"), tmp_path / "out.npz", "npz", AS_IT_IS, quiet)
    assert load_split(tmp_path / "out.npz", "train").rows.tolist() == list(range(7))


def test_arrays_hold_everything(tmp_path):
    source = own(tmp_path / "data")
    done = convert(str(source), tmp_path / "out.npz", "npz", ReadingSettings(colour=True), quiet)
    with np.load(tmp_path / "out.npz", allow_pickle=False) as found:
        assert set(found) == {"faces", "labels", "classes", "split", "names"}
        assert tuple(found["classes"]) == OWN_LABELS
        for split, faces in done.splits.items():
            of = found["split"] == split
            np.testing.assert_array_equal(found["faces"][of], faces.faces)
            np.testing.assert_array_equal(found["labels"][of], faces.labels)
            assert [name.partition(".")[0] for name in found["names"][of]] == [
                name.partition(".")[0] for name in faces.names
            ]


def test_a_held_out_share_becomes_a_split(tmp_path):
    source = write_own_labels(tmp_path / "data")
    convert(str(source), tmp_path / "out", "folders", AS_IT_IS, quiet)
    assert (tmp_path / "out" / "validation").is_dir() and digests(tmp_path / "out") == digests(source)


def test_nothing_is_overwritten_and_nothing_half_remains(tmp_path):
    write_folders(tmp_path / "there")
    with pytest.raises(UsageError, match="nothing is overwritten"):
        check_new(tmp_path / "there")
    check_new(tmp_path / "new")
    bad = write_folders(tmp_path / "bad")
    cv2.imwrite(str(bad / "train" / "sad" / "0.png"), np.zeros((20, 20), np.uint8))
    with pytest.raises(DataError, match="no usable face of sad"):
        convert(str(bad), tmp_path / "new", "folders", AS_IT_IS, quiet)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "there"]


def test_labels_that_a_csv_would_take_for_numbers_are_refused(tmp_path):
    for name in ("1st", "2nd"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for face in range(4):
            cv2.imwrite(str(tmp_path / "data" / name / f"{face}.png"), np.full((48, 48), face, np.uint8))
    with pytest.raises(UsageError, match="begin with a digit"):
        convert(str(tmp_path / "data"), tmp_path / "out.csv", "csv", AS_IT_IS, quiet)
