import numpy as np
import pytest

from fer_edge.data.loading import load_split
from fer_edge.errors import MissingError
from tests.data.layouts import FACES, write_csv, write_folders


def test_folders_with_and_without_images_and_csv_give_the_same_arrays(tmp_path):
    plain = load_split(write_folders(tmp_path / "a"), "train")
    nested = load_split(write_folders(tmp_path / "b" / "images").parent, "train")
    table = load_split(write_csv(tmp_path), "train")
    for read in (plain, nested, table):
        assert read.labels.tolist() == list(range(7))
        np.testing.assert_array_equal(read.faces[..., 0], FACES)


def test_a_missing_split_is_an_error(tmp_path):
    with pytest.raises(MissingError, match="validation"):
        load_split(write_folders(tmp_path), "validation")


def test_nothing_there_is_missing(tmp_path):
    with pytest.raises(MissingError, match="no data set at"):
        load_split(tmp_path / "nowhere", "train")
