"""Where models lie, and which folder or file is meant by a name, a path or nothing."""

from collections.abc import Iterator
from pathlib import Path

from fer_edge.artifact.replacement import finish_replacement
from fer_edge.errors import MissingError
from fer_edge.system.installation import installation
from fer_edge.system.untrusted import parse_json, read_file

MODEL_FILES = ("model.keras", "model.onnx", "model.int8.onnx", "model.tflite", "model.int8.tflite")
"""The five files of a model, as trained and as exported."""

USUAL, SHIPPED = "edge", ("edge", "nano")
"""The model that is taken where nobody trained one, and all that come with fer-edge."""

PACKAGE = Path(__file__).parents[1]

DEVICE_FILES = ("model.int8.onnx", "model.onnx")
"""What `run` takes of a model's folder, the first that is there: their runtime is always installed."""

NEXT_FILES = (*DEVICE_FILES, "model.int8.tflite", "model.tflite")
"""In which order the files of a folder stand in for one that answers otherwise on this machine than at its export."""

SUFFIXES = (".onnx", ".tflite", ".keras")


def shipped_models() -> Path:
    """The folder of the shipped models: inside the wheel, or beside the package in a checkout."""
    inside = PACKAGE / "models"
    return inside if inside.is_dir() else PACKAGE.parent / "models"


def find_model(name: str | None = None, needs: tuple[str, ...] = (), root: Path = Path("models")) -> Path:
    """The folder of a model that has at least one of the files in `needs` (and a card).

    name: a model under `root`, one that came in a bundle, a shipped one, or a folder; None takes the one trained last
    under `root`, else the bundle's, else the shipped one. What an interrupted export left to do in it is done. Raises
    MissingError when there is none.
    """
    if name is not None:
        return _named(name, needs, root)
    own = (path for path in root.glob("*/") if _has(path, needs) and not _is_shipped(path))
    trained = sorted(own, key=_trained_at)
    others = [path for path in (*bundled_models(), shipped_models() / USUAL) if _has(path, needs)]
    if not trained and not others:
        raise MissingError(f"no model with {' or '.join(needs)} in {root}/: train one with `fer-edge train`")
    return trained[-1] if trained else others[0]


def bundled_models() -> list[Path]:
    """The folders of the models that came in the bundle this program was installed from, if it was: one."""
    here = installation()
    return sorted(card.parent for card in here.models.glob("*/card.json")) if here else []


def model_roots(root: Path = Path("models")) -> list[Path]:
    """The folders that are looked through for a model's name, in this order."""
    here = installation()
    return [root, *([here.models] if here else []), shipped_models()]


def _is_shipped(folder: Path) -> bool:
    """Whether a folder came with fer-edge, as those under models/ of a checkout did: nobody trained it here."""
    return folder.name in SHIPPED and folder.resolve().parent == shipped_models().resolve()


def _named(name: str, needs: tuple[str, ...], root: Path) -> Path:
    # An empty name would be `root` itself, or the present folder.
    candidates = [*(base / name for base in model_roots(root)), Path(name)] if name else []
    folder = next((path for path in candidates if (path / "card.json").is_file()), None)
    if folder is None:
        known = ", ".join(sorted({p.parent.name for base in model_roots(root) for p in base.glob("*/card.json")}))
        raise MissingError(f"no model named {name or repr(name)}: there are {known or 'none'} in {root}/ and shipped")
    if not _has(folder, needs):
        made_by = "train" if needs == ("model.keras",) else f"export {name} --int8"
        raise MissingError(f"{folder} has no {' or '.join(needs)}: make it with `fer-edge {made_by}`")
    return folder


def _has(folder: Path, needs: tuple[str, ...]) -> bool:
    finish_replacement(folder)
    return (folder / "card.json").is_file() and (not needs or any((folder / file).is_file() for file in needs))


def _trained_at(folder: Path) -> str:
    """The date of a card, as ISO text, which sorts by time; a damaged card counts as the oldest."""
    try:
        return str(parse_json(read_file(folder / "card.json")).get("date", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def free_name(name: str, root: Path = Path("models")) -> str:
    """`name`, or name-2, name-3 … when taken under `root`."""
    number, free = 1, name
    while (root / free).exists():
        number += 1
        free = f"{name}-{number}"
    return free


def find_model_file(name: str | None, files: tuple[str, ...] = DEVICE_FILES, root: Path = Path("models")) -> Path:
    """The model file that is meant by a file's own path, or by a model's name or folder.

    files: what is taken of a folder, the first that is there. Raises MissingError when there is no such model.
    """
    if name is not None and names_file(name):
        return Path(name)
    folder = find_model(name, files, root)
    return next(folder / file for file in files if (folder / file).is_file())


def names_file(name: str) -> bool:
    """Whether a model is named by the path of one of its files, there or not, rather than by its name or folder."""
    return Path(name).suffix in SUFFIXES or Path(name).is_file()


def next_files(path: Path) -> Iterator[Path]:
    """The other files of a model's folder, from the one after `path` on; none where no card makes it a model's."""
    if path.name not in NEXT_FILES or not (path.parent / "card.json").is_file():
        return
    at = NEXT_FILES.index(path.name)
    for name in (*NEXT_FILES[at + 1 :], *NEXT_FILES[:at]):
        if (path.parent / name).is_file():
            yield path.parent / name
