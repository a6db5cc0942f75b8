"""The doorway `fer-edge data`: look at a data set, picture it, fetch one."""

import json as jsonlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.console import note

if TYPE_CHECKING:
    from fer_edge.datasets import FaceSet
    from fer_edge.inspection import Contradictions, Oddities

KAGGLE = "jonathanoheix/face-expression-recognition-dataset"

data = typer.Typer(no_args_is_help=True, help="Look at a data set before training on it.")

Root = Annotated[str, typer.Argument(help='A folder of splits, fer2013.csv, or "synthetic" for drawn faces.')]


def read_split(root: str, split: str) -> "FaceSet":
    """One split of the data set at `root`, or of the drawn faces. Raises MissingError as `load_split` does."""
    from fer_edge.synthetic import SYNTHETIC, draw_split

    if root == SYNTHETIC:
        return draw_split(split)
    from fer_edge.datasets import load_split

    return load_split(Path(root), split)


def writable(target: Any) -> Any:
    """Look at an option that names a result's file before the work begins, which may take hours.

    Raises UsageError when it is a folder, or when its own folder is not there or is not to be written to.
    """
    from fer_edge.errors import UsageError

    if not target or target == "-":
        return target
    path = Path(target)
    if path.is_dir():
        raise UsageError(f"cannot write {target}: it is a folder; name a file")
    if not path.exists() and not os.access(path.parent, os.W_OK):
        raise UsageError(f"cannot write {target}: no folder {path.parent} to write to; name another file")
    return target


def png(path: Any) -> Any:
    """As `writable`, of a picture's file. Raises UsageError when its name does not end in .png."""
    from fer_edge.errors import UsageError

    if path is not None and path.suffix.lower() != ".png":
        raise UsageError(f"{path} is not a PNG: expected a name that ends in .png")
    return writable(path)


def write_json(value: Any, target: str) -> None:
    """Write JSON to a file, or to stdout where `target` is "-". Raises FerEdgeError when it cannot."""
    from fer_edge.store import write_whole

    text = jsonlib.dumps(value, indent=2) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    with write_whole(Path(target)) as part:
        part.write_text(text, encoding="utf-8")


def write_picture(image: Any, path: Path) -> None:
    """Write a picture uint8 [H, W] or [H, W, 3] as PNG. Raises FerEdgeError when it cannot."""
    import cv2

    from fer_edge.store import write_whole

    with write_whole(path) as part:
        part.write_bytes(cv2.imencode(".png", image)[1].tobytes())


@data.command()
def inspect(
    root: Root = "data",
    votes: Annotated[Path | None, typer.Option(help="FER+ votes (fer2013new.csv), found beside the data.")] = None,
    json: Annotated[
        str | None, typer.Option(help='Write the findings as JSON to this file, "-" for stdout.', callback=writable)
    ] = None,
) -> None:
    """Count the faces of each class and split, and name what cannot or should not be used.

    With FER+ votes beside the data it also tells which labels the crowd contradicts.
    """
    from fer_edge.errors import MissingError
    from fer_edge.inspection import find_oddities

    splits, missing = {}, {}
    for split in ("train", "validation", "test"):
        try:
            splits[split] = read_split(root, split)
        except MissingError as error:
            missing[split] = str(error)
    if json != "-":
        _print_counts(splits)
    for split, reason in missing.items():
        note(f"{split}: {reason}")
    if not splits:
        raise MissingError(f"no usable split in {root}: see the reasons above, or try the drawn faces: synthetic")
    odd = find_oddities(splits)
    disagreed = _contradictions(splits, find_votes(root) if votes is None else votes)
    if json != "-":
        _print_oddities(odd)
        _print_contradictions(disagreed)
    if json:
        write_json(_findings(splits, missing, odd) | {"contradicted": _named(splits, disagreed)}, json)


def find_votes(root: str) -> Path | None:
    """The FER+ votes that lie in a data set's folder or beside it."""
    places = [Path(root) / "fer2013new.csv", Path(root).parent / "fer2013new.csv"]
    return next((path for path in places if path.is_file()), None)


def _contradictions(splits: dict[str, "FaceSet"], votes: Path | None) -> "dict[str, Contradictions]":
    from fer_edge.datasets import load_votes
    from fer_edge.inspection import find_contradictions

    if votes is None:
        return {}
    return {name: find_contradictions(split.labels, load_votes(votes, split.rows)) for name, split in splits.items()}


def _print_contradictions(found: "dict[str, Contradictions]") -> None:
    for name, odd in found.items():
        print(f"{name}: the votes contradict {len(odd.faces)} labels, and see no face in {len(odd.no_face)}")
        worst = list(odd.counts.items())[:6]
        print("  " + ", ".join(f"{label} is {answer} {count}" for (label, answer), count in worst))


def _named(splits: dict[str, "FaceSet"], found: "dict[str, Contradictions]") -> dict[str, Any]:
    """Contradictions by what a user can look up: rows of fer2013.csv, and words."""
    from fer_edge.labels import FER_PLUS_ORDER, LABELS

    named = {}
    for name, odd in found.items():
        rows, labels = splits[name].rows, splits[name].labels
        faces = [
            {"row": int(rows[face]), "label": LABELS[labels[face]], "votes": FER_PLUS_ORDER[answer]}
            for face, answer in zip(odd.faces, odd.answers, strict=True)
        ]
        named[name] = {"faces": faces, "no_face": rows[odd.no_face].tolist()}
    return named


def _print_counts(splits: dict[str, "FaceSet"]) -> None:
    for name, faces in splits.items():
        counts = "  ".join(f"{label} {count}" for label, count in faces.counts().items())
        print(f"{name}: {len(faces.labels)} faces  {counts}")
        for line in faces.skipped:
            print(f"  skipped {line}")


def _print_oddities(odd: "Oddities") -> None:
    for name, blank in odd.blank.items():
        extra = sum(len(group) - 1 for group in odd.copies[name])
        print(f"{name}: {len(blank)} blank, {extra} copies of another face, {len(odd.disputed[name])} with two labels")
    for (first, second), pairs in odd.shared.items():
        print(f"{first} and {second}: {len(pairs)} faces of {first} are in both")


def _findings(splits: dict[str, "FaceSet"], missing: dict[str, str], odd: "Oddities") -> dict[str, Any]:
    return {
        "splits": {
            name: {
                "faces": len(faces.labels),
                "counts": faces.counts(),
                "skipped": list(faces.skipped),
                "blank": odd.blank[name],
                "copies": odd.copies[name],
                "disputed": odd.disputed[name],
            }
            for name, faces in splits.items()
        },
        "missing": missing,
        "shared": [{"splits": list(names), "pairs": pairs} for names, pairs in odd.shared.items()],
    }


@data.command()
def preview(
    root: Root = "data",
    out: Annotated[Path, typer.Option(help="The picture to write, a .png.", callback=png)] = Path("preview.png"),
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "train",
) -> None:
    """Picture ten random faces of each expression."""
    from fer_edge.inspection import draw_preview

    check_split(split)
    write_picture(draw_preview(read_split(root, split)), out)
    print(f"wrote {out}")


def check_split(split: str) -> None:
    """Raises UsageError when there is no split of that name."""
    from fer_edge.errors import UsageError

    if split not in ("train", "validation", "test"):
        raise UsageError(f"no split named {split}: there are train, validation, test")


@data.command()
def fetch() -> None:
    """Download the FER-2013 faces from Kaggle, and say where they are."""
    from fer_edge.errors import FerEdgeError, MissingError

    try:
        import kagglehub
    except ImportError as error:
        raise MissingError("fetching from Kaggle needs kagglehub: pip install kagglehub") from error
    try:
        folder = kagglehub.dataset_download(KAGGLE)
    # Every network error of requests, which kagglehub lets through, is an OSError.
    except OSError as error:
        reason = " ".join(str(error).split())
        raise FerEdgeError(f"cannot download {KAGGLE}: {reason}; check the network and try again") from error
    print(f"{folder}\nuse it with --data {folder}")
