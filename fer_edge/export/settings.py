"""What an export can be asked for; apart from the exporters so that a command line can show it at once."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ExportSettings:
    """How to export.

    int8: write the two integer files too. max_drop: accuracy an int8 file may lose against Keras, 0 to 1.
    calibration: minmax, entropy, percentile, or auto for the one that agrees best with the float file on other
    training faces (ONNX). calibration_faces: per class, at least 72 for 500 in all.
    """

    int8: bool = False
    max_drop: float = 0.01
    calibration: str = "auto"
    calibration_faces: int = 100
