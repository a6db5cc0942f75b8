"""Large matrix products in ONNX Runtime: how many multiply-accumulates this machine does at its best."""

from typing import Any

import numpy as np

from fer_edge.runtime.engines.onnx import open_session

SIDE = 512
"""Of square matrices: far larger than the layers of a small network, and still inside a board's caches and patience."""

MACS = SIDE**3
"""Multiply-accumulates of one product."""

FLOAT, UINT8, INT8, INT32 = 1, 2, 3, 6
"""Element types, as ONNX numbers them."""

PRODUCTS = {"int8": ("MatMulInteger", UINT8, INT8, INT32), "float": ("MatMul", FLOAT, FLOAT, FLOAT)}
"""By name: the operation and the types of a, b and y = a b."""


def product_graph(name: str) -> bytes:
    """An ONNX file that multiplies a [SIDE, SIDE] by a constant of ones, written field by field: a device has no onnx.

    Source of the field numbers: onnx.proto of the ONNX project, IR version 8.
    """
    operation, left, right, result = PRODUCTS[name]
    ones = np.ones((SIDE, SIDE), np.float32 if right == FLOAT else np.int8)
    node = _text(1, "a") + _text(1, "b") + _text(2, "y") + _text(4, operation)
    constant = _number(1, SIDE) + _number(1, SIDE) + _number(2, right) + _text(8, "b") + _field(9, ones.tobytes())
    graph = _field(1, node) + _text(2, "product") + _field(5, constant) + _field(11, _value("a", left))
    graph += _field(12, _value("y", result))
    return _number(1, 8) + _field(7, graph) + _field(8, _number(2, 13))


def open_product(name: str, threads: int) -> tuple[Any, dict[str, np.ndarray]]:
    """A session for the product "int8" or "float", and what it takes."""
    kind = np.float32 if name == "float" else np.uint8
    return open_session(product_graph(name), threads), {"a": np.ones((SIDE, SIDE), kind)}


def _value(name: str, kind: int) -> bytes:
    """A ValueInfoProto of a square matrix."""
    shape = _field(1, _number(1, SIDE)) * 2
    return _text(1, name) + _field(2, _field(1, _number(1, kind) + _field(2, shape)))


def _varint(value: int) -> bytes:
    low = bytearray()
    while value > 0x7F:
        low.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*low, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _text(field: int, text: str) -> bytes:
    return _field(field, text.encode())
