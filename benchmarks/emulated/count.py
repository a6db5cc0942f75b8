"""Instructions per frame of the loop on an emulated board: `python -m benchmarks.emulated.count`."""

from typing import Annotated

import typer

from benchmarks.emulated.boards import BOARD_OF
from benchmarks.emulated.counting import FILES, MODELS, Counter
from benchmarks.emulated.doorway import CACHE, Cache, Clip, YuNet, find_yunet, start
from benchmarks.emulated.frames import COUNT, read_frames
from fer_edge.cli.console import note
from fer_edge.cli.output import write_json


def main(
    yunet: YuNet = None,
    source: Clip = None,
    cpu: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(BOARD_OF)}; the first.")] = None,
    model: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(MODELS)}; all.")] = None,
    frames: Annotated[int, typer.Option(min=25, help="Of the clip; the first 24 are not counted.")] = COUNT,
    inferences: Annotated[bool, typer.Option(help="Count single inferences of each file too.")] = False,
    cache: Cache = CACHE,
    json: Annotated[str | None, typer.Option(help='The counts as JSON, "-" for stdout.')] = None,
) -> None:
    """Count the instructions of the loop, by stage: one face, YuNet, int8 ONNX, one thread, decoding apart."""
    shown, counts = read_frames(source, frames), {}
    for processor in cpu or list(BOARD_OF)[:1]:
        counter = Counter(processor, cache, note=note)
        counts[processor] = {"loop": {}}
        for name in model or MODELS:
            counts[processor]["loop"][name] = counter.loop(name, find_yunet(yunet), shown)
            show(f"{name} on {processor}", counts[processor]["loop"][name])
        if inferences:
            files = tuple(f"{name}/{file}" for name in model or MODELS for file in FILES)
            counts[processor]["inferences"] = counter.inferences(files)
            for file, cost in counts[processor]["inferences"].items():
                note(f"{file} on {processor}: {cost['millions']:.2f} M an inference, {cost['dots']:.2f} M dot products")
    if json:
        write_json(counts, json)


def show(title: str, counted: dict) -> None:
    """Print the stages of a loop on stderr, as a small table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, title=f"{title}: {counted['millions_per_frame']:.2f} million instructions per frame")
    for name in ("stage", "M per frame", "times", "M each"):
        table.add_column(name, justify="left" if name == "stage" else "right")
    for name, stage in counted["stages"].items():
        each = f"{stage['per_frame'] * counted['frames'] / stage['times']:.3f}" if stage["times"] else ""
        table.add_row(name, f"{stage['per_frame']:.3f}", str(stage["times"]), each)
    Console(stderr=True).print(table)


if __name__ == "__main__":
    start(main)
