"""Who is compared: fer-edge's files, packages from PyPI, and each network that converts in ONNX Runtime too."""

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.converted import write_converted
from benchmarks.peers.environments import REPOSITORY, Environment, environment
from fer_edge.cli.console import note

MODELS = ("edge", "nano")
OURS = {"onnxruntime": "model.int8.onnx", "LiteRT": "model.int8.tflite"}
BOTH = ("faces", "frames")


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """One row of the table. package, runtime: as a reader knows them. network: what classifies, and in which file.

    program: the interpreter, a module of this package and its last arguments. ways: of BOTH, what it can read.
    trained: whether its weights are; else its accuracy says nothing. megabytes: of what is installed, 10^6 bytes.
    reason: why it is not compared at all.
    """

    name: str
    package: str
    network: str
    runtime: str
    program: tuple[str, ...] = ()
    ways: tuple[str, ...] = BOTH
    trained: bool = True
    megabytes: int | None = None
    reason: str | None = None

    def reads(self, what: str) -> bool:
        """Whether it can be asked for "faces" or "frames"."""
        return what in self.ways and self.reason is None

    def command(self, what: str, stored: Path) -> list[str]:
        """The command that reads an array of faces or frames."""
        python, module, *last = self.program
        return [python, "-m", f"benchmarks.peers.{module}", what, str(stored), *last]


def contestants(folder: Path, yunet: Path) -> list[Contestant]:
    """All of them, their environments made below `folder` where they are not there yet; ours first."""
    fer, deepface, own = (environment(name, folder) for name in ("fer", "deepface", "fer-edge"))
    weights = next(Path(fer.python).parents[1].rglob("fer/data/emotion_model.hdf5"), None)
    if not (folder / "tutorial.onnx").is_file():
        note("converting the peers' networks for ONNX Runtime …")
        write_converted(folder, weights)
    return [*_ours(own, yunet), *_packages(fer, deepface), *_tutorial(folder), _opencv()]


def _ours(own: Environment, yunet: Path) -> list[Contestant]:
    return [
        Contestant(
            name=f"{model}, {runtime}",
            package=f"fer-edge {own.version}",
            network=f"{model}, {file}",
            runtime=runtime,
            # LiteRT is an extra: its rows run in the environment that has it.
            program=(
                own.python if runtime == "onnxruntime" else sys.executable,
                "ours",
                str(REPOSITORY / "models" / model / file),
                str(yunet.absolute()),
            ),
            megabytes=own.megabytes if runtime == "onnxruntime" else None,
        )
        for model in MODELS
        for runtime, file in OURS.items()
    ]


def _packages(fer: Environment, deepface: Environment) -> list[Contestant]:
    return [
        *(
            Contestant(
                name=f"fer, {runtime}",
                package=f"fer {fer.version}",
                network="mini_XCEPTION",
                runtime=runtime,
                program=(fer.python, "fer_package", *last),
                megabytes=fer.megabytes,
            )
            for runtime, last in {"TensorFlow Lite": (), "Keras": ("keras",)}.items()
        ),
        Contestant(
            name="deepface",
            package=f"deepface {deepface.version}",
            network="its own CNN",
            runtime="TensorFlow",
            program=(deepface.python, "deepface_package"),
            megabytes=deepface.megabytes,
        ),
    ]


def _tutorial(folder: Path) -> list[Contestant]:
    cnn = "CNN of 4.5 million parameters"
    converted = [("mini_XCEPTION of fer", "mini_xception.onnx", True), (cnn, "tutorial.onnx", False)]
    return [
        Contestant(
            name="tutorial",
            package="the plain loop of tutorials",
            network=cnn,
            runtime="Keras",
            program=(sys.executable, "tutorial"),
            trained=False,
        ),
        *(
            Contestant(
                name=f"{network}, onnxruntime",
                package="the network alone",
                network=network,
                runtime="onnxruntime",
                program=(sys.executable, "converted", str((folder / file).absolute())),
                ways=("faces",),
                trained=trained,
            )
            for network, file, trained in converted
            if (folder / file).is_file()
        ),
    ]


def _opencv() -> Contestant:
    return Contestant(
        name="opencv",
        package="OpenCV's sample",
        network="MobileFaceNet",
        runtime="OpenCV",
        reason="its weights are in no package: they are a download from its repository's large-file store",
    )
