"""The sides of benchmarks/throughput.py, each in a process of its own.

`python -m benchmarks.throughput_sides SIDE NETWORK DATA BATCH FOLDER` trains so many steps for each line on stdin with
a number, and writes the seconds of one.
"""

import io
import json
import os
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import IO

SIDES = {"ours": "`fer-edge train`", "ours_float32": "the same, float32", "plain": "plain Keras"}

WARM = 1
"""Steps at the beginning of a slice that do not count: batches were made while the side waited."""

EPOCHS = 1000
"""More than a measurement lasts."""


def make_baton(told: IO[str], said: IO[str]):
    """A Keras callback that trains so many steps for each line of `told`, and says the seconds of one."""
    import keras

    class Baton(keras.callbacks.Callback):
        left = 0

        def on_train_batch_begin(self, batch, logs=None):
            """Wait to be told."""
            if self.left:
                return
            line = told.readline()
            if not line:
                raise SystemExit
            self.counted = int(line)
            self.left = self.counted + WARM

        def on_train_batch_end(self, batch, logs=None):
            """Read the clock before the first step that counts and after the last, when their work is done."""
            self.left -= 1
            if self.left in (0, self.counted):
                float(logs["loss"])  # Which is waited for.
                now = time.perf_counter()
                if self.left:
                    self.began = now
                else:
                    said.write(f"{(now - self.began) / self.counted}\n")
                    said.flush()

    return Baton()


def ours(network: str, data: str, batch: int, folder: Path, precision: str) -> None:
    """The training of `fer-edge train`, with what surrounds it there, without a teacher and votes."""
    from fer_edge.data.loading import load_split
    from fer_edge.training.backend import prepare_training

    backend = prepare_training()
    from fer_edge.training.callbacks.progress import ProgressCallback
    from fer_edge.training.fit import fit
    from fer_edge.training.resolve import resolve
    from fer_edge.training.settings import TrainSettings

    began = time.perf_counter()
    train, validation = (load_split(data, split) for split in ("train", "validation"))
    read = time.perf_counter() - began
    settings = resolve(TrainSettings(arch=network, batch=batch, epochs=EPOCHS, precision=precision), backend)
    say({"precision": settings.precision, "read_seconds": round(read, 2)})
    fit(settings, train, validation, folder, extra=(ProgressCallback(Silence()), make_baton(sys.stdin, sys.stdout)))


class Silence:
    """A ProgressListener that shows nothing: the bar is drawn by a thread of its own."""

    def __getattr__(self, what):
        return lambda *values: None


def plain(network: str, data: str, batch: int) -> None:
    """The loop of tutorials: pictures from their files, the network, Adam."""
    from fer_edge.training.backend import prepare_training

    prepare_training()  # For TensorFlow's silence alone.
    import keras
    import tensorflow

    from fer_edge.training.networks import FEATURES

    generator = tensorflow.keras.preprocessing.image.ImageDataGenerator()
    with redirect_stdout(io.StringIO()):  # It tells how many pictures there are; stdout is for the seconds.
        faces = generator.flow_from_directory(
            f"{data}/train",
            target_size=(48, 48),
            color_mode="grayscale",
            batch_size=batch,
            class_mode="categorical",
            shuffle=True,
        )
    entry = keras.Input((48, 48, 1))
    features = FEATURES[network](keras.layers.Rescaling(1 / 255)(entry))
    model = keras.Model(entry, keras.layers.Dense(faces.num_classes, activation="softmax")(features))
    model.compile("adam", loss="categorical_crossentropy", metrics=["accuracy"])
    say({})
    model.fit(faces, epochs=EPOCHS, verbose=0, callbacks=[make_baton(sys.stdin, sys.stdout)])


def say(known: dict) -> None:
    """That it has started, and what is known of it."""
    print(json.dumps(known), flush=True)


def main(side: str, network: str, data: str, batch: str, folder: str) -> None:
    """Train."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if side == "plain":
        plain(network, data, int(batch))
    else:
        ours(network, data, int(batch), Path(folder), "float32" if side == "ours_float32" else "auto")


if __name__ == "__main__":
    main(*sys.argv[1:])
