"""What an export can be asked for; apart from the exporters so that a command line can show it at once."""

from dataclasses import dataclass

from fer_edge.artifact.limits import MAX_DROP
from fer_edge.system.settings import Checked, setting

CALIBRATIONS = ("auto", "minmax", "entropy", "percentile")


@dataclass(frozen=True, kw_only=True)
class ExportSettings(Checked):
    """How a trained model is exported."""

    int8: bool = setting(False, "Integer files too: smaller, faster, gated.", flag=True)
    data: str | None = setting(None, "The faces to calibrate and prove on; those trained on.")
    max_drop: float = setting(
        MAX_DROP,
        "Accuracy that an int8 file may lose, as it is and as the mean of shifts, as a fraction; below 0: has to gain.",
        minimum=-1,
        maximum=1,
    )
    calibration: str = setting(
        "auto", "How ranges are read; auto: what agrees best with the float file.", choices=CALIBRATIONS
    )
    shift_faces: int = setting(
        1200,
        "Validation faces, drawn by chance, on which the files are read under shifts too; 0: none.",
        minimum=0,
        unit="faces",
    )
    calibration_faces: int = setting(100, "Training faces per class.", minimum=72, unit="faces")
