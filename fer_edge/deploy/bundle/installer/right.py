"""Whether the doctor found every file of the model right: run would take another in its place, but it is damaged then.

Argument: the JSON of `fer-edge doctor`.
"""

import json
import sys


def main(path):
    """End with what was found, where one is not as it should be."""
    with open(path, encoding="utf-8") as file:
        for row in json.load(file):
            if row["name"].startswith("model") and row["state"] != "ok":
                sys.exit(row["found"])


if __name__ == "__main__":
    main(sys.argv[1])
