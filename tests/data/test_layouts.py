"""The layouts in which people find faces: what is read as it is, and which option is offered where one is needed."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge.cli.commands.data import data
from fer_edge.data.labels import FER2013_CSV_ORDER, LABELS
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import MissingError, UsageError
from tests.data.layouts import write_csv, write_folders

RAF_DB = ("surprise", "fear", "disgust", "happy", "sad", "angry", "neutral")
AFFECTNET = ("Anger", "Contempt", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise")
CK = ("anger", "contempt", "disgust", "fear", "happy", "sadness", "surprise")


def write_pictures(root: Path, names, each: int = 10, side=48, suffix: str = ".png") -> Path:
    """Pictures of noise in a folder for each name; side: of a square, or (width, height)."""
    random = np.random.default_rng(len(root.name))
    width, height = side if isinstance(side, tuple) else (side, side)
    for name in names:
        (root / name).mkdir(parents=True)
        for number in range(each):
            cv2.imwrite(
                str(root / name / f"{name}_{number}{suffix}"), random.integers(0, 255, (height, width, 3), np.uint8)
            )
    return root


def refused(root: Path, *words: str) -> str:
    """What `data inspect` says of a data set that it refuses."""
    done = CliRunner().invoke(data, ["inspect", str(root), *words])
    assert isinstance(done.exception, MissingError), done.exception
    return " ".join(done.output.split())


def inspected(root: Path, *words: str) -> str:
    done = CliRunner().invoke(data, ["inspect", str(root), *words])
    assert done.exit_code == 0, done.exception
    return " ".join(done.output.split())


def test_the_challenge_csv_with_blanks_in_its_head(tmp_path):
    table = write_csv(tmp_path).rename(tmp_path / "icml_face_data.csv")
    lines = [line.split(",") for line in table.read_text().splitlines()]
    told = "\n".join(f"{emotion}, {usage},{pixels}" for emotion, pixels, usage in lines[:1])
    rows = "\n".join(f"{emotion},{usage},{pixels}" for emotion, pixels, usage in lines[1:])
    table.write_text(f"{told}\n{rows}\n".replace("Usage,", "Usage, "))
    assert "train: 7 faces" in inspected(tmp_path)
    assert load_split(tmp_path, "train").digest() == load_split(write_folders(tmp_path / "same"), "train").digest()


@pytest.mark.parametrize(
    "dress",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace(",", ";"),
        lambda text: "\n".join('"' + line.replace(",", '","') + '"' for line in text.splitlines()),
    ],
    ids=["byte order mark", "semicolons", "quotes"],
)
def test_a_csv_as_spreadsheets_write_it(tmp_path, dress):
    plain = load_split(write_csv(tmp_path), "train")
    (tmp_path / "other.csv").write_text(dress((tmp_path / "fer2013.csv").read_text()), encoding="utf-8")
    assert load_split(tmp_path / "other.csv", "train").digest() == plain.digest()


def test_a_csv_of_larger_faces_and_more_classes(tmp_path):
    pixels = " ".join(["7"] * 64 * 64)
    rows = [f"{number},{pixels},{usage}" for number in range(8) for usage in ("Training", "PublicTest")]
    (tmp_path / "fer2013.csv").write_text("\n".join(["emotion,pixels,Usage", *rows, "3,1 2 3,Training"]))
    plain = load_split(tmp_path, "train")
    assert (plain.classes, plain.side) == (LABELS, 64)
    assert any("has the emotion '7', expected 0 to 6" in line for line in plain.skipped)
    assert any("has 3 pixels, expected 4096" in line for line in plain.skipped)
    more = load_split(tmp_path, "validation", ReadingSettings(classes="ck+48", side=48))
    assert more.classes == tuple(sorted((*LABELS, "contempt"))) and more.side == 48
    own = tmp_path / "map.toml"
    own.write_text('7 = ""\n1 = "angry"\n')
    fewer = load_split(tmp_path, "train", ReadingSettings(classes=str(own)))
    assert fewer.counts() == {"angry": 2} | dict.fromkeys(("fear", "happy", "neutral", "sad", "surprise"), 1)


def test_kaggle_with_train_and_test_alone(tmp_path):
    for split in ("train", "test"):
        write_pictures(tmp_path / split, LABELS)
    told = inspected(tmp_path)
    assert "no validation folder: 10% of train is held out, 7 of 70 faces" in told
    assert "train: 63 faces" in told and "validation: 7 faces" in told and "test: 70 faces" in told
    train, validation = load_split(tmp_path, "train"), load_split(tmp_path, "validation")
    assert set(validation.counts().values()) == {1} and train.holdout == 0.1
    assert not {*train.names} & {*validation.names} and len({*train.names, *validation.names}) == 70
    more = load_split(tmp_path, "validation", ReadingSettings(holdout=0.3))
    assert set(more.counts().values()) == {3} and {*validation.names} < {*more.names}


def test_raf_db_by_its_numbers(tmp_path):
    for split in ("train", "test"):
        write_pictures(tmp_path / split, "1234567", side=100, suffix=".jpg")
    assert "these look like RAF-DB: add --classes raf-db" in refused(tmp_path)
    assert "7 labels by raf-db: angry, disgust" in inspected(tmp_path, "--classes", "raf-db")
    found = load_split(tmp_path, "test", ReadingSettings(classes="raf-db"))
    assert (found.classes, found.side) == (LABELS, 100)
    words = [name.partition("_")[0] for name in found.names]
    assert [RAF_DB[int(word) - 1] for word in words] == [LABELS[label] for label in found.labels]


def test_affectnet_by_its_words_has_seven_labels_or_eight(tmp_path):
    for split in ("train", "val"):
        write_pictures(tmp_path / split, AFFECTNET, each=2)
    seven = load_split(tmp_path, "validation")
    assert seven.classes == LABELS and len(seven.labels) == 14
    assert seven.skipped == (f"{tmp_path}/val/Contempt: is the folder of no expression",)
    eight = load_split(tmp_path, "validation", ReadingSettings(classes="affectnet"))
    assert eight.counts() == dict.fromkeys(sorted((*LABELS, "contempt")), 2) and not eight.skipped
    (tmp_path / "map.toml").write_text('contempt = ""\nfear = "surprise"')
    six = load_split(tmp_path, "train", ReadingSettings(classes=str(tmp_path / "map.toml")))
    assert six.counts()["surprise"] == 4 and "fear" not in six.classes and not six.skipped


def test_faces_of_another_size_are_refused_with_the_option_that_resizes_them(tmp_path):
    for split in ("Train", "VAL"):
        write_pictures(tmp_path / "images" / split, AFFECTNET, each=1, side=96)
    assert "is 96x96 pixels, expected 48x48; --side 48 resizes it" in refused(tmp_path)
    assert "14 pictures" not in inspected(tmp_path, "--side", "96")
    assert "7 pictures were brought to 48x48" in inspected(tmp_path, "--side", "48")


def test_ck_has_no_splits_and_six_of_the_words(tmp_path):
    write_pictures(tmp_path, CK)
    assert "these look like CK+48: add --classes ck+48" in refused(tmp_path)
    told = inspected(tmp_path, "--classes", "ck+48")
    assert (
        "held out, 7 of 70 faces" in told and "train: 63 faces, 48x48 grey" in told and "contempt 9 14.3 1 14.3" in told
    )
    with pytest.raises(MissingError, match="no test split"):
        load_split(tmp_path, "test", ReadingSettings(classes="ck+48"))


def test_roboflow_with_labels_of_its_own_in_colour(tmp_path):
    for split in ("train", "valid", "test"):
        write_pictures(tmp_path / split, ("awake", "drowsy", "10", "9"), each=2, side=(64, 80), suffix=".jpg")
    told = inspected(tmp_path)
    assert "4 labels, the names of the folders: 9, 10, awake, drowsy" in told
    assert "8 pictures were brought to 48x48, the middle of 8 that are not square" in told
    found = load_split(tmp_path, "validation", ReadingSettings(colour=True, side=32))
    assert (found.faces.shape, found.classes) == ((8, 32, 32, 3), ("9", "10", "awake", "drowsy"))


def test_colours_are_red_green_blue(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / "train" / name).mkdir(parents=True)
        cv2.imwrite(str(tmp_path / "train" / name / "a.png"), np.full((32, 32, 3), (10, 20, 30), np.uint8))
    assert load_split(tmp_path, "train", ReadingSettings(colour=True)).faces[0, 0, 0].tolist() == [30, 20, 10]


def test_some_of_the_words_are_labels_of_their_own_when_asked_for(tmp_path):
    write_pictures(tmp_path / "train", ("Happy", "sad", "bored"), each=4)
    assert "--classes folders takes them as the labels" in refused(tmp_path)
    found = load_split(tmp_path, "train", ReadingSettings(classes="folders"))
    assert found.classes == ("bored", "Happy", "sad") and found.counts()["sad"] == 3


def test_numbers_of_two_data_sets_are_offered_both(tmp_path):
    write_pictures(tmp_path / "train", map(str, range(7)), each=1)
    assert "add --classes expw or --classes fer2013" in refused(tmp_path)
    assert load_split(tmp_path, "train", ReadingSettings(classes="fer2013")).labels.tolist() == [
        LABELS.index(label) for label in FER2013_CSV_ORDER
    ]


def test_what_a_data_set_has_not_is_refused(tmp_path):
    for split in ("train", "validation"):
        write_folders(tmp_path, split)
    with pytest.raises(UsageError, match="leave --holdout out"):
        load_split(tmp_path, "train", ReadingSettings(holdout=0.2))
    for option in ({"colour": True}, {"holdout": 0.2}, {"classes": "folders"}):
        name = next(iter(option))
        for source in (write_csv(tmp_path), "synthetic"):
            with pytest.raises(UsageError, match=f"--{name}"):
                load_split(source, "train", ReadingSettings(**option))
    assert load_split("synthetic", "test", ReadingSettings(side=32)).side == 32


def test_affectnet_in_folders_of_train_class(tmp_path):
    for split in ("train_class", "val_class"):
        write_pictures(tmp_path / split, "01234567", each=2)
    assert "add --classes affectnet" in refused(tmp_path)
    found = load_split(tmp_path, "validation", ReadingSettings(classes="affectnet"))
    words = [name.partition("_")[0] for name in found.names]
    order = ("neutral", "happy", "sad", "surprise", "fear", "disgust", "angry", "contempt")
    assert [order[int(word)] for word in words] == [found.classes[label] for label in found.labels] and len(words) == 16


def test_folders_for_a_yolo_classifier(tmp_path):
    for split in ("train", "val", "test"):
        write_pictures(tmp_path / split, ("awake", "drowsy"), each=3, side=(40, 30), suffix=".jpg")
    (tmp_path / "train.cache").touch()
    (tmp_path / "dataset.yaml").write_text("names: {0: awake, 1: drowsy}")
    told = inspected(tmp_path)
    assert all(f"{split}: 6 faces, 48x48 grey" in told for split in ("train", "validation", "test"))
    assert "skipped" not in told


def test_a_csv_without_usage_is_train_and_a_share_of_it_is_held_out(tmp_path):
    random = np.random.default_rng(0)
    rows = [f"{number % 7},{' '.join(map(str, random.integers(0, 256, 48 * 48)))}" for number in range(140)]
    (tmp_path / "fer2013.csv").write_text("\n".join(["emotion,pixels", *rows, "9,1 2 3"]))
    told = inspected(tmp_path)
    assert "no validation split: 10% of train is held out, 14 of 140 faces" in told
    train, validation = (load_split(tmp_path, split) for split in ("train", "validation"))
    assert set(validation.counts().values()) == {2} and len(train.labels) == 126 and train.holdout == 0.1
    assert not set(train.rows.tolist()) & set(validation.rows.tolist())
    assert "has the emotion '9'" in train.skipped[0] and not validation.skipped
    assert len(load_split(tmp_path, "validation", ReadingSettings(holdout=0.2)).labels) == 28
    with pytest.raises(MissingError, match="no test split in"):
        load_split(tmp_path, "test")
