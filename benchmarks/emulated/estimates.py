"""What counted instructions let one expect of a board: frames per second, with the assumption beside."""

from typing import Any

from benchmarks.emulated.boards import BOARDS

ASSUMED = (
    "one thread at the highest clock, decoding apart; instructions per cycle are assumed, not measured; memory "
    "bandwidth, heat and throttling are in none of these"
)


def estimate(millions: dict[str, float]) -> dict[str, Any]:
    """Frames per second of each board. millions: of instructions per frame, by QEMU's name of the processor."""
    boards = {}
    for name, board in BOARDS.items():
        if board.cpu not in millions:
            continue
        least, likely, most = (round(board.megahertz * rate / millions[board.cpu], 1) for rate in board.per_cycle)
        boards[name] = {
            "model": board.model,
            "megahertz": board.megahertz,
            "instructions_per_cycle": list(board.per_cycle),
            "frames_per_second": {"least": least, "likely": likely, "most": most},
        }
    return boards
