"""What a measurement was made of, named in its record so that a figure says which file it is a figure of."""

import hashlib
from pathlib import Path
from typing import Any


def name_file(path: Path) -> dict[str, str]:
    """A file's name after its folder's, and the sha256 of its bytes in hexadecimal."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256")
    return {"file": "/".join(path.resolve().parts[-2:]), "sha256": digest.hexdigest()}


def measured_model(record: dict[str, Any]) -> str:
    """The sha256 of the model file that a record, as of soak.json, was measured with. Raises KeyError if it names none.

    >>> measured_model({"model": {"file": "edge/model.int8.onnx", "sha256": "02ab"}})
    '02ab'
    """
    return record["model"]["sha256"]
