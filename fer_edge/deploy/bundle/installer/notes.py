"""What the doctor found odd about the files of a model, one a line: run takes another in the place of such a one.

Argument: the JSON of `fer-edge doctor`.
"""

import json
import sys


def main(path: str) -> None:
    """Print them. The sums told that no file is damaged; a processor may rightly answer otherwise than another."""
    with open(path, encoding="utf-8") as file:
        for row in json.load(file):
            if row["name"].startswith("model") and row["state"] != "ok":
                print("; ".join(text for text in (row["found"], row.get("remedy")) if text))


if __name__ == "__main__":
    main(sys.argv[1])
