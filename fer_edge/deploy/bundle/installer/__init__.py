"""install.sh in its parts: shell, and checks in Python that know the standard library alone."""

from pathlib import Path

CHECKS = {"WHOLE": "whole.py", "FITS": "fits.py", "RIGHT": "right.py", "LOCK": "lock.py"}
"""Variables of install.sh, and the files whose text they hold in a bundle."""

PARTS = ("folders.sh", "service.sh")
"""Files whose texts stand in a bundle where install.sh names them on a line of its own."""

HERE = Path(__file__).parent


def installer() -> bytes:
    """install.sh as a bundle has it: one file with all of its parts."""
    text = _text("install.sh")
    for part in PARTS:
        text = text.replace(f"\n# {part}\n", f"\n{_text(part)}")
    for name, file in CHECKS.items():
        program = _text(file).replace("'", "'\\''")
        text = text.replace(f"\n{name}=''\n", f"\n{name}='{program}'\n")
    return text.encode()


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
