"""Whether a camera goes on sending one and the same picture."""

import numpy as np

STRIDE = 16
"""Pixels from one sample to the next. A camera's noise shows there at once, so whole pictures are seldom compared."""

CONTRAST = 16
"""Below this range of values a picture is of one colour: a dark room or a covered lens, which tells nothing."""


class FreezeDetector:
    """Compares each picture, uint8 [H, W, 3], with the one before, bit by bit; a sensor's noise never repeats."""

    def __init__(self) -> None:
        self._image: np.ndarray | None = None
        self._sample = np.empty(0, np.uint8)

    def repeats(self, image: np.ndarray) -> bool:
        """Whether it is the picture before once more, and one that would change if the camera were alive."""
        sample = image[::STRIDE, ::STRIDE].copy()
        same = (
            self._image is not None
            and np.array_equal(sample, self._sample)
            and np.array_equal(image, self._image)
            and int(sample.max()) - int(sample.min()) >= CONTRAST
        )
        self._image, self._sample = image, sample
        return same
