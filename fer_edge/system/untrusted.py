"""Reading what others have written: bounded in size and depth, from regular files alone, and never waiting for one."""

import dataclasses
import errno
import functools
import json
import math
import os
import stat
from pathlib import Path
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

MEGABYTE = 1_000_000

WORDS = {
    str: "a text",
    int: "a whole number",
    float: "a finite number",
    bool: "true or false",
    tuple: "a list",
    dict: "an object",
}
"""What people call the types of a JSON value."""


def read_file(path: Path, most: int = MEGABYTE) -> bytes:
    """The content of a regular file of at most so many bytes.

    Raises OSError, with words for people, when it is not there, no regular file (a pipe could be waited for without an
    end) or larger.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it has more than {most} bytes", str(path))
    return content


def parse_json(content: str | bytes) -> Any:
    """The value of a JSON text. Raises ValueError when it is none, or nested deeper than Python can follow."""
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def build(kind: type, value: Any, name: str = "") -> Any:
    """A dataclass out of a JSON object, every value of the type its field declares.

    name: of the object, for messages. Raises ValueError, which says where, what was expected and what was there.
    """
    if not isinstance(value, dict):
        raise ValueError(_unlike(name, "an object", value))
    types = _types(kind)
    known = {field.name: field for field in dataclasses.fields(kind)}
    prefix = f"{name}." if name else ""
    for key in value:
        if key not in known:
            raise ValueError(f"{prefix}{str(key)[:40]} is no field of it")
    for field in known.values():
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and field.name not in value:
            raise ValueError(f"{prefix}{field.name} is missing")
    return kind(**{key: typed(types[key], one, f"{prefix}{key}") for key, one in value.items()})


@functools.cache
def _types(kind: type) -> dict[str, Any]:
    """A record of many lines is built of one class."""
    return get_type_hints(kind)


def typed(kind: Any, value: Any, name: str) -> Any:
    """A JSON value of a declared type: lists as tuples, objects as dataclasses. Raises ValueError, as `build` does."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Any or (value is None and type(None) in parts):
        return value
    if origin in (Union, UnionType):
        return typed(next(part for part in parts if part is not type(None)), value, name)
    if dataclasses.is_dataclass(kind):
        return build(cast(type, kind), value, name)
    if origin is tuple and isinstance(value, list):
        return tuple(typed(parts[0], one, f"{name}[{index}]") for index, one in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return {key: typed(parts[1], one, f"{name}.{key[:40]}") for key, one in value.items()}
    numbers = (int, float) if kind is float else (kind,)
    if origin is None and type(value) in numbers and (type(value) is not float or math.isfinite(value)):
        return value
    raise ValueError(_unlike(name, WORDS.get(origin or kind, "something else"), value))


def _unlike(name: str, expected: str, value: Any) -> str:
    got = repr(value)
    return f"{name or 'it'} should be {expected}, got {got if len(got) <= 40 else f'{got[:37]}...'}"
