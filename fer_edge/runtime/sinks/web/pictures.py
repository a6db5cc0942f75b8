"""The newest picture and its record as one block of bytes, made once for all viewers and only while there are any."""

import asyncio
import json
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from fer_edge.runtime.sinks.drawing import annotate
from fer_edge.runtime.sinks.jsonl import as_record
from fer_edge.runtime.types import Face, Frame

PICTURES_PER_SECOND = 15
LONGEST_SIDE = 960
"""Pixels: enough for a page, and a quarter of the bytes of a full HD picture."""

JPEG_QUALITY = 78


def pack(header: dict[str, Any], jpeg: bytes = b"") -> bytes:
    """One block of the stream: two lengths (uint32, big endian), a JSON object, a JPEG or nothing."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack(">II", len(text), len(jpeg)) + text + jpeg


Draw = Callable[[Frame, list[Face]], tuple[dict[str, Any], np.ndarray]]
"""From a frame and its faces to a block's JSON object and picture uint8 [H, W, 3], BGR."""


class PictureStream:
    """Frames come in by `put`, from any thread; everything else belongs to the server's event loop.

    draw: what a block shows of a frame; None: its record, and what was found drawn on it.
    block: the newest picture with its record, as `pack` makes it. number: counts the blocks. viewers: how many look.
    ended: no more will come.
    """

    def __init__(self, labels: tuple[str, ...], draw: Draw | None = None) -> None:
        self.labels, self._draw = labels, draw or self._annotated
        self.block, self.number, self.viewers, self.ended = b"", 0, 0, False
        self._newest: tuple[Frame, list[Face], float] | None = None
        self._watched, self._fresh = asyncio.Event(), asyncio.Event()

    def put(self, frame: Frame, faces: list[Face]) -> None:
        """Take the newest frame; costs nothing but keeping it."""
        self._newest = (frame, faces, time.monotonic())

    @property
    def silent(self) -> float | None:
        """Seconds since the newest frame came; None before the first."""
        newest = self._newest
        return None if newest is None else time.monotonic() - newest[2]

    @contextmanager
    def viewer(self) -> Iterator[None]:
        """Someone looks for the length of the block."""
        self.viewers += 1
        self._watched.set()
        try:
            yield
        finally:
            self.viewers -= 1
            if not self.viewers:
                self._watched.clear()

    async def keep_current(self) -> None:
        """Make blocks, evenly and not too often, in a worker thread; runs until cancelled."""
        shown = None
        while True:
            await self._watched.wait()
            due = time.monotonic() + 1 / PICTURES_PER_SECOND
            newest = self._newest
            if newest is not None and newest is not shown:
                self.block = await asyncio.to_thread(self._make, newest[0], newest[1])
                self.number += 1
                shown = newest
                self._wake()
            await asyncio.sleep(max(due - time.monotonic(), 0))

    async def wait(self, number: int, seconds: float) -> None:
        """Until there is a block after `number`, or the end, but not longer than `seconds`."""
        if self.number == number and not self.ended:
            fresh = self._fresh
            with suppress(TimeoutError):
                await asyncio.wait_for(fresh.wait(), seconds)

    def end(self) -> None:
        """Tell every viewer that no more will come."""
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        fresh, self._fresh = self._fresh, asyncio.Event()
        fresh.set()

    def _annotated(self, frame: Frame, faces: list[Face]) -> tuple[dict[str, Any], np.ndarray]:
        record = as_record(replace(frame, file=None), faces, self.labels)  # The page knows faces by their track.
        return {"record": record}, annotate(frame.image, faces, self.labels, fps=0.0)

    def _make(self, frame: Frame, faces: list[Face]) -> bytes:
        header, drawn = self._draw(frame, faces)
        scale = LONGEST_SIDE / max(drawn.shape[:2])
        if scale < 1:
            drawn = cv2.resize(drawn, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        _, jpeg = cv2.imencode(".jpg", drawn, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
        return pack(header, jpeg.tobytes())
