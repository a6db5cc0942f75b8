"""The page of all settings, from their declarations: `python -m fer_edge.cli.reference > docs/options.md`."""

from collections.abc import Iterator

from fer_edge.cli.app import COMMANDS
from fer_edge.cli.commands.data import COMMANDS as DATA_COMMANDS
from fer_edge.system.settings import Declared, declared

HEAD = """# Options

Each option is also a key of a `--config FILE.toml`, at the top of it or in a table of the command's name. The command
line wins over the file, and the file over a `--recipe`. Made by `make docs` from the settings in the code.
"""


def reference() -> str:
    """The page as Markdown."""
    every = COMMANDS | {f"data {name}": command for name, command in DATA_COMMANDS.items()}
    return HEAD + "".join(_section(name, command.kinds) for name, command in every.items())


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
    print(reference(), end="")
