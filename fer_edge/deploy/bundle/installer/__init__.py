"""install.sh in its parts: shell, and checks in Python that know the standard library alone."""

from pathlib import Path

CHECKS = {"WHOLE": "whole.py", "FITS": "fits.py", "RIGHT": "right.py"}
"""Variables of install.sh, and the files whose text they hold in a bundle."""

PART = "service.sh"
"""A file whose text stands in a bundle where install.sh names it on a line of its own."""

HERE = Path(__file__).parent


def installer() -> bytes:
    """install.sh as a bundle has it: one file with all of its parts."""
    text = _text("install.sh").replace(f"\n# {PART}\n", f"\n{_text(PART)}")
    for name, file in CHECKS.items():
        program = _text(file).replace("'", "'\\''")
        text = text.replace(f"\n{name}=''\n", f"\n{name}='{program}'\n")
    return text.encode()


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
