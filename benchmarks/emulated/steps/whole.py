"""Whether what a run wrote into a folder is whole; only the standard library: it runs on the emulated machine."""

import csv
import json
import sys
from pathlib import Path


def look(folder: Path) -> tuple[list[str], list[str]]:
    """What is there, and what is wrong with it."""
    found, wrong = [], []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".jsonl":
            lines = path.read_bytes().splitlines(keepends=True)
            broken = sum(not _is_record(line) for line in lines)
            found.append(f"{path.name} of {len(lines)} lines")
            if broken:
                wrong.append(f"{broken} lines of {path.name} are no records")
            if not lines:
                wrong.append(f"{path.name} is empty")
        elif path.suffix == ".csv":
            with path.open(newline="") as file:
                rows = list(csv.reader(file))
            found.append(f"{path.name} of {len(rows)} rows")
            if not rows or any(len(row) != len(rows[0]) for row in rows):
                wrong.append(f"{path.name} has rows of different lengths, or none")
    if not found:
        wrong.append(f"nothing in {folder}")
    return found, wrong


def _is_record(line: bytes) -> bool:
    """Whether a line, which has to be ended, is one of run's JSON lines."""
    try:
        return line.endswith(b"\n") and "faces" in json.loads(line)
    except ValueError:
        return False


if __name__ == "__main__":
    there, wrong = look(Path(sys.argv[1]))
    print("; ".join(wrong or there))
    sys.exit(bool(wrong))
