"""Whether this processor's integer products saturate in ONNX Runtime, found out by one product.

On x86-64 without VNNI (before Intel's Ice Lake and AMD's Zen 4), ONNX Runtime multiplies uint8 activations by int8
weights with an instruction that adds pairs of products in 16 bits and clips at 32767: 255 * 127 + 255 * 127 already
does not fit, and an int8 network answers other than it was proven to. The session entry PRECISE widens the numbers
before they are multiplied. It takes time, so it is set only where it is needed: where VNNI is, it changes no answer
and made the shipped networks 2.1 to 2.6 times slower.

Source: microsoft/onnxruntime, issues 6004 and 14642.
"""

import platform
from functools import cache

import numpy as np

PRECISE = "session.x64quantprecision"
"""ONNX Runtime's session entry, "1" for integer products that are exact on every x86-64 processor."""

FACTOR, WEIGHT, COUNT = 255, 127, 4
EXACT = FACTOR * WEIGHT * COUNT
"""What PROBE gives for `COUNT` times `FACTOR` where products are exact."""

PROBE = bytes.fromhex(
    "0808 3a72"  # IR version 8, and a graph with
    "0a1e 0a0161 0a0162 0a017a 0a0177 120179 220d 4d61744d756c496e7465676572"  # a node of
    "120170"  # its own, p: y = MatMulInteger(a, b, z, w);
    "2a0f 0804 0801 1003 2a04 7f7f7f7f 420162"  # b is int8 [4, 1], each 127;
    "2a08 1002 4a0100 42017a 2a08 1003 4a0100 420177"  # z and w, the zero points of a and b, are uint8 and int8 0;
    "5a13 0a0161 120e 0a0c 0802 1208 0a020801 0a020804"  # it takes a, uint8 [1, 4],
    "6213 0a0179 120e 0a0c 0806 1208 0a020801 0a020801"  # and gives y, int32 [1, 1].
    "4204 0a00 100d"  # Opset 13.
)
"""An ONNX file that multiplies uint8 [1, 4] by int8 [4, 1], each 127. Without zero points, which may be left out, ONNX
Runtime before 1.30 aborts the process under PRECISE where there is no VNNI."""


@cache
def products_saturate() -> bool:
    """Whether a session without PRECISE clips integer products here; asked once per process, in about 1 ms."""
    return platform.machine().lower() in ("x86_64", "amd64") and probe_product() != EXACT


def probe_product(precise: bool = False) -> int:
    """What ONNX Runtime gives for the product of PROBE, on this processor, with or without PRECISE."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry(PRECISE, "1" if precise else "0")
    session = onnxruntime.InferenceSession(PROBE, options, providers=["CPUExecutionProvider"])
    return int(session.run(None, {"a": np.full((1, COUNT), FACTOR, np.uint8)})[0].item())
