"""One compact file of arrays: faces, labels, classes, split and names."""

from pathlib import Path

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.data.writers.names import file_names


def write_arrays(splits: dict[str, FaceSet], path: Path) -> None:
    """Write an .npz.

    faces: uint8 [N, side, side], or [N, side, side, 3] of R, G, B. labels: int64 [N], indices into classes. classes:
    texts [C]. split, names: texts [N].
    """
    sets = list(splits.values())
    faces = np.concatenate([one.faces for one in sets])
    with path.open("wb") as file:  # By its name, numpy would put a suffix behind it.
        np.savez_compressed(
            file,
            faces=faces[..., 0] if faces.shape[3] == 1 else faces,
            labels=np.concatenate([one.labels for one in sets]),
            classes=np.array(sets[0].classes),
            split=np.repeat(list(splits), [len(one.labels) for one in sets]),
            names=np.array([name for one in sets for name in file_names(one)]),
        )
