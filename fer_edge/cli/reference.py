"""The pages of all options, from their declarations: `python -m fer_edge.cli.reference` writes them below docs/."""

import sys
from collections.abc import Iterator
from pathlib import Path

from fer_edge.cli.commands.data import COMMANDS as DATA_COMMANDS
from fer_edge.cli.listing import LISTED, doorways
from fer_edge.system.files import atomic_write
from fer_edge.system.settings import Declared, declared

INDEX, FOLDER = "options.md", "options"

HEAD = """# Options

Each option is also a key of a `--config FILE.toml`, at the top of it or in a table of the command's name. The command
line wins over the file, and the file over a `--recipe`. Made by `make docs` from the settings in the code.
"""

BACK = "[All commands](../options.md), and how options are given in a file.\n"


def reference() -> dict[str, str]:
    """Every page as Markdown by its path below docs/: the index, and one for each first word of a command."""
    every = doorways() | {f"data {name}": command for name, command in DATA_COMMANDS.items()}
    sections: dict[str, list[str]] = {}
    for name, command in every.items():
        sections.setdefault(name.split()[0], []).append(_section(name, command.kinds))
    pages = {_path(word): f"# Options of fer-edge {word}\n\n{BACK}" + "".join(of) for word, of in sections.items()}
    return {INDEX: _index(pages)} | pages


def write_reference(docs: Path) -> None:
    """Write the pages below `docs`, and remove those of commands that are gone."""
    pages = reference()
    (docs / FOLDER).mkdir(exist_ok=True)
    for path, text in pages.items():
        with atomic_write(docs / path) as part:
            part.write_text(text, encoding="utf-8")
    for old in set((docs / FOLDER).glob("*.md")) - {docs / path for path in pages}:
        old.unlink()


def _path(word: str) -> str:
    return f"{FOLDER}/{word}.md"


def _index(pages: dict[str, str]) -> str:
    """A table of commands under each heading of the help; a command without a page has few options, or none."""
    tables = ""
    for panel in dict.fromkeys(listed.panel for listed in LISTED.values()):
        tables += f"\n## {panel}\n\n| command | what it does |\n|---|---|\n"
        for name, listed in LISTED.items():
            if listed.panel == panel:
                path = _path(name.split()[0])
                shown = f"[fer-edge {name}]({path})" if path in pages else f"`fer-edge {name} --help`"
                tables += f"| {shown} | {listed.line} |\n"
    return HEAD + tables


def _section(name: str, kinds: dict[str, type]) -> str:
    known = [one for kind in kinds.values() for one in declared(kind)]
    heading = f"\n## fer-edge {name}\n\n| option | default | allowed | unit | what it does |\n|---|---|---|---|---|\n"
    return heading + "".join(f"| {' | '.join(_cells(one))} |\n" for one in known)


def _cells(known: Declared) -> Iterator[str]:
    older = f" (once `--{'`, `--'.join(known.option.aliases)}`)" if known.option.aliases else ""
    yield f"`--{known.name}`{older}"
    yield _default(known)
    yield _allowed(known)
    yield known.option.unit
    yield known.option.help.replace("|", r"\|")


def _default(known: Declared) -> str:
    if known.option.default_text:
        return known.option.default_text
    if known.default is None or known.default == ():
        return ""
    if isinstance(known.default, bool):
        return "yes" if known.default else "no"
    return f"{known.default}"


def _allowed(known: Declared) -> str:
    option = known.option
    if option.choices:
        return ", ".join((*option.choices, *([option.form] if option.form else [])))
    if option.minimum is None and option.maximum is None:
        return "several, with commas" if option.many else ""
    least = "" if option.minimum is None else f"from {option.minimum:g}"
    most = "" if option.maximum is None else f"to {option.maximum:g}"
    return f"{least} {most}".strip()


if __name__ == "__main__":
    write_reference(Path(*sys.argv[1:2] or ["docs"]))
