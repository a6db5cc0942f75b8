import csv
import json
import sys

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge.cli.commands.data import data
from fer_edge.data.labels import FER_PLUS_ORDER, LABELS
from fer_edge.data.loading import load_split
from fer_edge.data.settings import ReadingSettings
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import MissingError, UsageError
from tests.data.layouts import write_folders, write_own_labels
from tests.schemas import conform


def done(*words: object):
    """The result of a command that does not fail."""
    result = CliRunner().invoke(data, [str(word) for word in words])
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result


def refused(kind: type[Exception], *words: object) -> str:
    result = CliRunner().invoke(data, [str(word) for word in words])
    assert isinstance(result.exception, kind), result.output + repr(result.exception)
    return str(result.exception)


def listed(path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def drawn(root, each=6):
    """Drawn faces in folders, of which two training ones are equal and one is in validation too, a little lighter."""
    for split in ("train", "validation"):
        faces = draw_split(split, each)
        if split == "train":
            faces.faces[1], faces.labels[1] = faces.faces[0], faces.labels[0]
            first = faces.faces[0], faces.labels[0]
        else:
            faces.faces[0] = np.clip(first[0].astype(int) + 5, 0, 255)
            faces.labels[0] = first[1]
        for number, (face, label) in enumerate(zip(faces.faces, faces.labels, strict=True)):
            folder = root / split / LABELS[label]
            folder.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(folder / f"{split}{number}.png"), face)
    return root


def test_inspect_emits_pure_json():
    found = conform("data-inspect", json.loads(done("inspect", "synthetic", "--json", "-").stdout))
    assert found["splits"]["train"]["faces"] == 7 * 150


def test_inspect_tells_copies_and_what_two_splits_share(tmp_path):
    told = done("inspect", drawn(tmp_path / "d"), "--json", tmp_path / "f.json").output
    assert "train and validation share 0 faces of validation (0 of train), and nearly 1 more (2)" in told
    found = conform("data-inspect", json.loads((tmp_path / "f.json").read_text()))
    assert [len(found["splits"]["train"][kind]) for kind in ("copies", "near", "blank", "disputed")] == [1, 0, 0, 0]
    both = next(pair for pair in found["shared"] if pair["splits"] == ["train", "validation"])
    assert len(both["near"]) == 2 and both["near"][0][1].endswith("validation0.png")


def test_inspect_of_nothing_is_one_clear_error(tmp_path):
    refused(MissingError, "inspect", tmp_path)


def test_a_hostile_name_is_escaped_on_the_page(tmp_path):
    root = write_folders(tmp_path / "<b>x")
    (root / "train" / "happy" / "0.png").rename(
        root / "train" / "happy" / "<script>alert(1)</script>".replace("/", "\\")
    )
    for name in ("happy", "sad"):
        cv2.imwrite(str(root / "train" / name / "<img src=x>.png"), np.full((48, 48), 9, np.uint8))
    done("inspect", root, "--html", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "&lt;img src=x&gt;" in page and "<img src=x" not in page and "<script" not in page and "<b>x" not in page
    assert "default-src 'none'" in page and "http:" not in page and "https:" not in page


def test_no_output_is_the_data_that_is_read(tmp_path):
    (tmp_path / "l.csv").write_text("path,label,split\n")
    for option in ("--json", "--html"):
        assert "name another file" in refused(UsageError, "inspect", tmp_path / "l.csv", option, tmp_path / "l.csv")
    assert "name another file" in refused(UsageError, "split", tmp_path / "l.csv", "--out", tmp_path / "l.csv")


def test_split_keeps_copies_together_and_its_list_is_data(tmp_path, monkeypatch):
    root = drawn(tmp_path / "d", each=20)
    told = done("split", root, "--out", tmp_path / "list.csv", "--validation", "0.2", "--test", "0.2")
    assert "kept together: 3 faces in 1 groups" in told.output and "no name tells whose face" in told.output
    rows = listed(tmp_path / "list.csv")
    same = [row["split"] for row in rows if row["path"].endswith(("/train0.png", "/train1.png", "/validation0.png"))]
    assert len(rows) == 280 and len(same) == 3 and len(set(same)) == 1
    (tmp_path / "else").mkdir()
    monkeypatch.chdir(tmp_path / "else")
    sizes = [len(load_split("../list.csv", split).labels) for split in ("train", "validation", "test")]
    assert sum(sizes) == 280 and all(abs(size - want) < 8 for size, want in zip(sizes, (168, 56, 56), strict=True))


def test_split_keeps_a_person_together(tmp_path):
    root = write_own_labels(tmp_path / "d", each=20)
    told = done("split", root, "--out", tmp_path / "list.csv", "--group", r"(\d+)\.png", "--json", tmp_path / "s.json")
    assert "20 people by --group, in 60 of 60 names" in told.output
    rows = listed(tmp_path / "list.csv")
    splits = {}
    for row in rows:
        splits.setdefault(row["path"].rpartition("/")[2], set()).add(row["split"])
    assert len(splits) == 20 and all(len(of) == 1 for of in splits.values())
    assert conform("data-split", json.loads((tmp_path / "s.json").read_text()))["people"] == 20


@pytest.mark.parametrize(
    ("person", "said"),
    [("(awake)", "no face of awake to validate on"), (r"(\d+)\.png", "next: fer-edge train")],
)
def test_split_says_where_training_would_find_nothing_to_validate_on(tmp_path, person, said):
    root = write_own_labels(tmp_path / "d", each=12)
    for path in list((root / "awake").iterdir()):
        path.rename(path.with_name(f"awake-{path.name}"))
    assert said in done("split", root, "--out", tmp_path / "list.csv", "--group", person).stderr


def test_split_says_which_split_got_no_face(tmp_path):
    root = write_own_labels(tmp_path / "d", each=12)
    words = ("split", root, "--out", tmp_path / "list.csv", "--test", "0.1", "--group")
    told = done(*words, r"(png)").stderr  # One person on every picture.
    assert "no face for validation: what is kept together" in told and "no face for test:" in told
    assert "no face for" not in done(*words, r"(\d+)\.png").stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--holdout", "0.2"), "--validation says here"),
        (("--validation", "0.5", "--test", "0.5"), "nothing to train on"),
        (("--out", "list.txt"), "ends in .csv"),
    ],
)
def test_split_refuses_what_makes_no_sense(tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    write_own_labels(tmp_path / "d")
    assert message in refused(UsageError, "split", "d", *words)
    assert not list(tmp_path.glob("list*"))


def test_clean_lists_and_every_reader_takes_the_list(tmp_path):
    root = drawn(tmp_path / "d")
    (root / "train" / "sad" / "x.png").write_bytes(b"\x89PNG broken")
    told = done("clean", root, "--out", tmp_path / "leave.csv", "--json", tmp_path / "c.json").output
    conform("data-clean", json.loads((tmp_path / "c.json").read_text()))
    rows = listed(tmp_path / "leave.csv")
    assert sorted(row["reason"].partition(":")[0] for row in rows) == ["copies", "damaged", "near"]
    assert "wrote" in told and (root / "train" / "sad" / "x.png").exists()
    read = load_split(root, "train", ReadingSettings(leave_out=str(tmp_path / "leave.csv")))
    assert len(read.labels) == 40 and read.left_out == 3
    again = done("clean", root, "--leave-out", tmp_path / "leave.csv", "--out", tmp_path / "more.csv").output
    assert "wrote" in again and len((tmp_path / "more.csv").read_text().splitlines()) == 2  # The damaged one.


def test_clean_by_votes_needs_votes(tmp_path):
    root = write_folders(tmp_path / "d")
    assert "no votes" in refused(UsageError, "clean", root, "--rules", "votes", "--out", tmp_path / "l.csv")
    assert "there is no dust" in refused(UsageError, "clean", root, "--rules", "dust", "--out", tmp_path / "l.csv")


def test_preview_writes_a_picture(tmp_path):
    done("preview", "synthetic", "--out", tmp_path / "faces.png")
    assert cv2.imread(str(tmp_path / "faces.png")) is not None


def test_fetch_names_what_it_lacks(monkeypatch):
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    assert "pip install kagglehub" in refused(MissingError, "fetch")


def numbered(tmp_path, shift: int):
    """Faces of every expression with the numbers of rows, and votes for their labels, or for those `shift` farther."""
    root = write_folders(tmp_path / "faces")
    counts = np.eye(10, dtype=int)[[FER_PLUS_ORDER.index(LABELS[(row + shift) % 7]) for row in range(7)]]
    lines = [f"Training,,{','.join(map(str, row))}" for row in counts]
    (tmp_path / "fer2013new.csv").write_text("\n".join(["head", *lines]))
    for row, label in enumerate(LABELS):
        (root / "train" / label / "0.png").rename(root / "train" / label / f"{row}.png")
    return root


def test_inspect_says_for_how_many_faces_it_used_votes(tmp_path):
    told = done("inspect", numbered(tmp_path, 0)).output
    assert "votes used for 7 of 7 faces" in told and "of other faces" not in told
    assert "votes" not in done("inspect", tmp_path / "faces", "--votes", "none").output


def test_inspect_says_that_votes_are_of_other_faces(tmp_path):
    told = done("inspect", numbered(tmp_path, 1), "--html", tmp_path / "p.html", "--json", tmp_path / "f.json").output
    assert "it is of other faces" in " ".join(told.split())
    found = conform("data-inspect", json.loads((tmp_path / "f.json").read_text()))["contradicted"]["train"]["faces"]
    assert len(found) == 7 and found[0]["row"] == 0 and (found[0]["label"], found[0]["votes"]) == LABELS[:2]
    assert "angry → <b>disgust</b>" in (tmp_path / "p.html").read_text()


def test_votes_go_by_the_labels_that_a_map_makes(tmp_path):
    root = numbered(tmp_path, 0)
    lines = [f'{label} = "{"good" if label in ("happy", "surprise") else "bad"}"' for label in LABELS]
    (tmp_path / "map.toml").write_text("\n".join(lines))
    told = done("inspect", root, "--classes", tmp_path / "map.toml").output
    assert "the votes contradict 0 labels" in told and "train: 6 faces" in told
    for number in range(7):
        (root / "train" / LABELS[number]).rename(root / "train" / f"mood {number}")
    own = " ".join(done("inspect", root).output.split())
    assert "the labels mood 0, mood 1" in own and "a map in --classes" in own
