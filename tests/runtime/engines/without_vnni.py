"""Predicts as on a processor without VNNI, AVX-512 and AMX: run as a process, it hides them from itself.

python -m tests.runtime.engines.without_vnni FACES.npy OUT.npz MODEL.onnx...

Linux on x86-64 can make CPUID fault (arch_prctl's ARCH_SET_CPUID); the signal's handler carries the instruction out
and takes bits from what it says. Ends with UNSUPPORTED where kernel or processor cannot.
"""

import ctypes
import mmap
import platform
import signal
import sys
from pathlib import Path
from typing import Any

UNSUPPORTED = 77
"""Exit code, that of a skipped test in automake's tests."""

ARCH_PRCTL, ARCH_SET_CPUID = 158, 0x1012
SA_SIGINFO, SA_NODEFER = 0x4, 0x40000000
GENERAL_REGISTERS = 40
"""Where a ucontext_t keeps them; below, the places of some among them, in eights of bytes."""
RBX, RDX, RAX, RCX, RIP = 11, 12, 13, 14, 16

CPUID = bytes.fromhex("53 4989d0 89f8 89f1 0fa2 418900 41895804 41894808 4189500c 5b c3")
"""Machine code of cpuid(edi: leaf, esi: subleaf, rdx: where eax, ebx, ecx and edx go)."""

HIDDEN = {
    (7, 0): {1: (16, 17, 21, 28, 30, 31), 2: (1, 6, 11, 12, 14), 3: (22, 23, 24, 25)},
    (7, 1): {0: (4, 5, 21, 23), 3: (4, 5, 8, 10)},
}
"""By leaf and subleaf, by place (eax, ebx, ecx, edx), the bits of AVX-512, AVX-VNNI and AMX in all their variants."""


class Sigaction(ctypes.Structure):
    """The C library's struct sigaction on x86-64."""

    _fields_ = (
        ("handler", ctypes.c_void_p),
        ("mask", ctypes.c_byte * 128),
        ("flags", ctypes.c_int),
        ("restorer", ctypes.c_void_p),
    )


def hide_vnni() -> list[Any] | None:
    """Hide the instructions from this thread and those it starts, as long as what is returned lives; None: cannot."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(CPUID)
    prototype = ctypes.CFUNCTYPE(None, ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p)
    cpuid = prototype(ctypes.addressof(ctypes.c_char.from_buffer(page)))

    def allow(yes: bool) -> int:
        return libc.syscall(ARCH_PRCTL, ARCH_SET_CPUID, ctypes.c_ulong(yes))

    @ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    def handle(number, info, context):
        registers = (ctypes.c_ulong * 23).from_address(context + GENERAL_REGISTERS)
        if ctypes.string_at(registers[RIP], 2) != b"\x0f\xa2":  # A fault of another kind: let it kill the process.
            signal.signal(signal.SIGSEGV, signal.SIG_DFL)
            return
        leaf, subleaf = registers[RAX] & 0xFFFFFFFF, registers[RCX] & 0xFFFFFFFF
        out = (ctypes.c_uint * 4)()
        allow(True)
        cpuid(leaf, subleaf, ctypes.addressof(out))
        allow(False)
        for place, bits in HIDDEN.get((leaf, subleaf), {}).items():
            out[place] &= ~sum(1 << bit for bit in bits)
        registers[RAX], registers[RBX], registers[RCX], registers[RDX] = out
        registers[RIP] += 2

    action = Sigaction(ctypes.cast(handle, ctypes.c_void_p).value, (ctypes.c_byte * 128)(), SA_SIGINFO | SA_NODEFER)
    if libc.sigaction(signal.SIGSEGV, ctypes.byref(action), None) or allow(False):
        return None
    return [page, cpuid, handle, action]


def predict(faces: Path, models: list[str]) -> dict[str, Any]:
    """Probabilities [N, C] of each model as its engine is opened here, and under "MODEL clipped" without its remedy.

    "MODEL refused": whether its probes notice, of the one and of the other. saturate, precise: whether products
    saturate here, and what the probe gives in a session where they must not.
    """
    import numpy as np

    from fer_edge.runtime.engines.onnx import OnnxEngine
    from fer_edge.runtime.engines.saturation import probe_product, products_saturate

    stored = np.load(faces)
    found: dict[str, Any] = {"saturate": products_saturate(), "precise": probe_product(precise=True)}
    for model in models:
        right, clipped = OnnxEngine(Path(model)), OnnxEngine(Path(model), precise=False)
        found[model], found[f"{model} clipped"] = right.predict(stored), clipped.predict(stored)
        found[f"{model} refused"] = [refused(right, Path(model)), refused(clipped, Path(model))]
    return found


def refused(engine: Any, path: Path) -> bool:
    """Whether the engine of a file answers the probes of its card otherwise than at the export."""
    from fer_edge.errors import ProbeError
    from fer_edge.runtime.engines.probing import replay_probes

    try:
        replay_probes(engine, path)
    except ProbeError:
        return True
    return False


def main() -> None:
    """Read the arguments, hide, predict and store."""
    faces, out, *models = sys.argv[1:]
    hidden = hide_vnni()  # Before numpy or ONNX Runtime has looked at the processor.
    if hidden is None:
        sys.exit(UNSUPPORTED)
    found = predict(Path(faces), models)
    import numpy as np

    np.savez(out, **found)


if __name__ == "__main__":
    main()
