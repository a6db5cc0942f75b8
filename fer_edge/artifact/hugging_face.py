"""A model's card as the README.md of a model repository on the Hugging Face Hub: its metadata, then our own page."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fer_edge.artifact.card import ModelCard
from fer_edge.artifact.page import PREFERRED, card_page

LIBRARIES = {".onnx": "onnx", ".tflite": "tflite", ".keras": "keras"}
"""What the Hub calls the library that a file is for."""

LICENCE_NAME = "terms-of-the-training-data"
"""The Hub knows no licence by which weights follow the terms of what they were learned from; the page says them."""

METRICS = {
    "accuracy": ("accuracy", "accuracy"),
    "balanced_accuracy": ("recall", "balanced accuracy (macro recall)"),
    "calibration_error": ("expected_calibration_error", "expected calibration error"),
}
"""A card's figures by the Hub's type of metric and the name that is shown."""

USE = """
## How to use it

```python
import onnxruntime

session = onnxruntime.InferenceSession("{file}")
# faces: uint8 [N, {side}, {side}, {channels}], {colour}, 0 to 255, cropped as card.json says.
probabilities = session.run(None, {{session.get_inputs()[0].name: faces}})[0]  # [N, {classes}]
```

The columns are {labels}. `fer-edge run --model FOLDER` does it with a camera.
"""


def hub_page(card: ModelCard) -> str:
    """The README.md: YAML metadata between two lines of dashes, then the page for people."""
    return "\n".join(["---", *_yaml(metadata(card)), "---", "", card_page(card).rstrip("\n"), *_use(card)])


def metadata(card: ModelCard) -> dict[str, Any]:
    """What the Hub reads of a model; a figure's name begins with the split that it was read on."""
    file = next((name for name in PREFERRED if "accuracy" in card.figures.get(name, {})), None)
    data = str(card.trained.get("data") or "")
    int8 = ["int8"] if any(".int8." in name for name in card.figures) else []
    known: dict[str, Any] = {"license": "other", "license_name": LICENCE_NAME}
    if file:
        known["library_name"] = LIBRARIES["." + file.rpartition(".")[2]]
    known["pipeline_tag"] = "image-classification"
    known["tags"] = ["facial-expression-recognition", "fer-edge", *int8]
    if _identifier(data):
        known["datasets"] = [_identifier(data)]
    if file:
        known["metrics"] = ["accuracy"]
        known["model-index"] = [{"name": card.name, "results": [_result(card.figures[file], data)]}]
    return known


def _result(read: Mapping[str, Any], data: str) -> dict[str, Any]:
    """One entry of the model's index: what was read of a file on one split of one data set."""
    split = str(read.get("split") or "unknown split")
    metrics = [
        {"type": kind, "value": round(float(read[key]), 4), "name": f"{split.capitalize()} {name}"}
        for key, (kind, name) in METRICS.items()
        if _is_share(read.get(key))
    ]
    shifted = read.get("robustness")
    if isinstance(shifted, dict) and _is_share(shifted.get("mean")):
        name = f"{split.capitalize()} accuracy, mean under {len(shifted) - 1} shifts"
        metrics.append({"type": "accuracy", "value": round(float(shifted["mean"]), 4), "name": name})
    return {
        "task": {"type": "image-classification", "name": "Facial expression recognition"},
        "dataset": {"type": _identifier(data) or "unknown", "name": data or "unknown", "split": split},
        "metrics": metrics,
    }


def _is_share(value: Any) -> bool:
    """Also of a card that somebody else has written."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def _use(card: ModelCard) -> Iterator[str]:
    file = next((name for name in PREFERRED if name in card.figures and name.endswith(".onnx")), None)
    if file is None:
        return
    # Code and prose of a page: what a label may hold beside words is left out.
    labels = ", ".join(re.sub(r"[^\w ./-]", "_", label) for label in card.labels)
    colour = "grey" if card.channels == 1 else "RGB"
    shape = {"side": card.side, "channels": card.channels, "colour": colour, "classes": len(card.labels)}
    yield USE.format(file=file, labels=labels, **shape).rstrip("\n")


def _identifier(name: str) -> str:
    """A data set's name as the Hub writes one: letters, digits, dashes and dots."""
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.")


def _yaml(known: dict[str, Any]) -> Iterator[str]:
    """A line for each key; what JSON writes is YAML too, and a text stays a text whatever it holds."""
    for key, value in known.items():
        yield f"{key}: {json.dumps(_printable(value), ensure_ascii=False)}"


def _printable(value: Any) -> Any:
    """Without control characters, which YAML does not take."""
    if isinstance(value, str):
        return "".join(sign for sign in value if sign.isprintable())
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else value
