"""Ask model files about faces, one at a time, on any machine: `python answers.py FACES.npy OUT.npz FILE…`."""

import sys
from pathlib import Path

import numpy as np

from fer_edge.runtime.engines.opening import open_engine


def main() -> None:
    """Write the probabilities [N, C] of each file under the name of its folder and its own."""
    faces, answers = np.load(sys.argv[1]), {}
    for path in map(Path, sys.argv[3:]):
        engine = open_engine(path)
        answers[f"{path.parent.name}/{path.name}"] = np.concatenate([engine.predict(face[None]) for face in faces])
    np.savez(sys.argv[2], **answers)


if __name__ == "__main__":
    main()
