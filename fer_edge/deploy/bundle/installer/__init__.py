"""install.sh, and the checks it has Python make: programs of their own that know the standard library alone."""

from pathlib import Path

CHECKS = {"WHOLE": "whole.py", "FITS": "fits.py", "RIGHT": "right.py"}
"""Variables of install.sh, and the files whose text they hold in a bundle."""

HERE = Path(__file__).parent


def installer() -> bytes:
    """install.sh as a bundle has it: one file, with the checks in it."""
    text = (HERE / "install.sh").read_text(encoding="utf-8")
    for name, file in CHECKS.items():
        program = (HERE / file).read_text(encoding="utf-8").replace("'", "'\\''")
        text = text.replace(f"\n{name}=''\n", f"\n{name}='{program}'\n")
    return text.encode()
