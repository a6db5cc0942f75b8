"""The doorway `fer-edge data`: look at a data set, picture it, fetch one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.commands.data.collect import collect
from fer_edge.cli.commands.data.convert import convert
from fer_edge.cli.commands.data.crop import crop
from fer_edge.cli.console import note, say
from fer_edge.cli.faces import tell_notes
from fer_edge.cli.options import SettingsDoorway, add, with_settings
from fer_edge.cli.output import check_apart, png, writable, write_json, write_picture
from fer_edge.data.settings import ReadingSettings

if TYPE_CHECKING:
    from fer_edge.data.faces import FaceSet
    from fer_edge.data.inspection import DatasetIssues, LabelConflicts

data = typer.Typer(no_args_is_help=True, help="Look at a data set before training on it.")

Root = Annotated[str, typer.Argument(help='A folder of splits, fer2013.csv, or "synthetic" for drawn faces.')]


@data.command()
@with_settings
def inspect(
    ctx: typer.Context,
    reading: ReadingSettings,
    root: Root = "data",
    votes: Annotated[Path | None, typer.Option(help="FER+ votes, found beside the data; none: without.")] = None,
    json: Annotated[
        str | None, typer.Option(help='Write the findings as JSON to this file, "-" for stdout.', callback=writable)
    ] = None,
) -> None:
    """Count the faces of each class and split, and name what cannot or should not be used.

    With FER+ votes beside the data it also tells which labels the crowd contradicts.
    """
    from fer_edge.data.faces import SPLITS
    from fer_edge.data.inspection import find_issues
    from fer_edge.data.loading import load_split
    from fer_edge.data.votes import choose_votes
    from fer_edge.errors import MissingError

    chosen = choose_votes(votes, root)
    check_apart(ctx, *([chosen] if chosen else []))
    splits, missing = {}, {}
    for split in SPLITS:
        try:
            splits[split] = load_split(root, split, reading)
        except MissingError as error:
            missing[split] = str(error)
    tell_notes(*splits.values())
    if json != "-":
        _print_counts(splits)
    for reason in dict.fromkeys(missing.values()):
        note(f"{', '.join(split for split, why in missing.items() if why == reason)}: {reason}")
    if not splits:
        raise MissingError(f"no usable split in {root}: see the reasons above, or try the drawn faces: synthetic")
    issues = find_issues(splits)
    conflicts = _conflicts(splits, chosen)
    if json != "-":
        _print_issues(issues)
        _print_conflicts(conflicts)
    if json:
        write_json(_findings(splits, missing, issues) | {"contradicted": _named(splits, conflicts)}, json)


def _conflicts(splits: dict[str, "FaceSet"], votes: Path | None) -> "dict[str, LabelConflicts]":
    from fer_edge.data.inspection import find_label_conflicts
    from fer_edge.data.votes import check_votes, load_votes, tell_use
    from fer_edge.errors import DataError

    if votes is None:
        return {}
    found = {}
    for name, split in splits.items():
        shares = load_votes(votes, split.rows, split.names)
        note(f"{name}: {tell_use(shares, votes)}")
        found[name] = find_label_conflicts(split.labels, split.classes, shares)
        try:
            check_votes(shares, split, votes)
        except DataError as error:  # To say what is wrong is what this is for.
            note(f"{name}: {error}")
    return found


def _print_conflicts(found: "dict[str, LabelConflicts]") -> None:
    for name, odd in found.items():
        say(f"{name}: the votes contradict {len(odd.faces)} labels, and see no face in {len(odd.no_face)}")
        worst = list(odd.counts.items())[:6]
        say("  " + ", ".join(f"{label} is {answer} {count}" for (label, answer), count in worst))


def _named(splits: dict[str, "FaceSet"], found: "dict[str, LabelConflicts]") -> dict[str, Any]:
    """LabelConflicts by what a user can look up: rows of fer2013.csv, names of files, and words."""
    from fer_edge.data.labels import FER_PLUS_ORDER

    named = {}
    for name, odd in found.items():
        split = splits[name]
        rows, labels = split.rows, split.labels
        called = split.names or ("",) * len(rows)
        faces = [
            {
                "row": int(rows[face]),
                "name": called[face],
                "label": split.classes[labels[face]],
                "votes": FER_PLUS_ORDER[answer],
            }
            for face, answer in zip(odd.faces, odd.answers, strict=True)
        ]
        named[name] = {"faces": faces, "no_face": rows[odd.no_face].tolist()}
    return named


def _print_counts(splits: dict[str, "FaceSet"]) -> None:
    for name, faces in splits.items():
        counts = "  ".join(f"{label} {count}" for label, count in faces.counts().items())
        say(f"{name}: {len(faces.labels)} faces  {counts}")
        if faces.left_out:
            say(f"  skipped {faces.left_out}:")
        for line in faces.skipped:
            say(f"  skipped {line}")


def _print_issues(issues: "DatasetIssues") -> None:
    for name, blank in issues.blank.items():
        extra = sum(len(group) - 1 for group in issues.copies[name])
        disputed = len(issues.disputed[name])
        say(f"{name}: {len(blank)} blank, {extra} copies of another face, {disputed} with two labels")
    for (first, second), pairs in issues.shared.items():
        say(f"{first} and {second}: {len(pairs)} faces of {first} are in both")


def _findings(splits: dict[str, "FaceSet"], missing: dict[str, str], issues: "DatasetIssues") -> dict[str, Any]:
    return {
        "splits": {
            name: {
                "faces": len(faces.labels),
                "counts": faces.counts(),
                "skipped": list(faces.skipped),
                "left_out": faces.left_out,
                "blank": issues.blank[name],
                "copies": issues.copies[name],
                "disputed": issues.disputed[name],
            }
            for name, faces in splits.items()
        },
        "missing": missing,
        "shared": [{"splits": list(names), "pairs": pairs} for names, pairs in issues.shared.items()],
    }


@data.command()
@with_settings
def preview(
    ctx: typer.Context,
    reading: ReadingSettings,
    root: Root = "data",
    out: Annotated[Path, typer.Option(help="The picture to write, a .png.", callback=png)] = Path("preview.png"),
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "train",
) -> None:
    """Picture ten random faces of each expression."""
    from fer_edge.data.faces import check_split
    from fer_edge.data.loading import load_split
    from fer_edge.data.preview import draw_preview

    check_split(split)
    check_apart(ctx)
    faces = load_split(root, split, reading)
    tell_notes(faces)
    write_picture(draw_preview(faces), out)
    say(f"wrote {out}")


@data.command()
def fetch() -> None:
    """Download the FER-2013 faces from Kaggle, and say where they are."""
    from fer_edge.data.kaggle import download

    folder = download()
    say(str(folder))
    say(f"use it with --data {folder}")


COMMANDS: dict[str, SettingsDoorway] = {"crop": crop, "convert": convert, "collect": collect}
"""Those whose options are settings."""

for name, command in COMMANDS.items():
    add(data, command, name)
