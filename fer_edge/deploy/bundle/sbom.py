"""The bill of materials: what is in a bundle, as CycloneDX 1.6 JSON. It has no time of day: the same gives the same."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from packaging.requirements import Requirement

from fer_edge.deploy.bundle.manifest import About
from fer_edge.deploy.bundle.wheels.metadata import Wheel, normalized
from fer_edge.deploy.bundle.wheels.requirements import required_by

SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://pypi.org/project/fer-edge/")


def sbom(about: About, models: Mapping[str, str]) -> bytes:
    """The document. models: the sha256 of each file of the model and the detector, by its name in the bundle."""
    own = next(wheel for wheel in about.wheels if wheel.name == "fer-edge")
    others = [wheel for wheel in about.wheels if wheel is not own]
    sums = "".join(wheel.sha256 for wheel in about.wheels) + "".join(models.values())
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(SPACE, sums)}",
        "version": 1,
        "metadata": {
            "component": _package(own, "application"),
            "properties": [{"name": "fer-edge:target", "value": str(about.target)}],
        },
        "components": [_package(wheel, "library") for wheel in others] + [_file(*model) for model in models.items()],
        "dependencies": _dependencies(own, about.wheels, about, list(models)),
    }
    return (json.dumps(document, indent=2) + "\n").encode()


def _package(wheel: Wheel, kind: str) -> dict[str, Any]:
    licence = {"expression": wheel.licence} if wheel.expression else {"license": {"name": wheel.licence}}
    return {
        "type": kind,
        "bom-ref": _reference(wheel),
        "name": wheel.name,
        "version": wheel.version,
        "hashes": [{"alg": "SHA-256", "content": wheel.sha256}],
        "licenses": [licence],
        "purl": _reference(wheel),
    }


def _file(name: str, sha256: str) -> dict[str, Any]:
    kind = "machine-learning-model" if name.endswith((".onnx", ".tflite")) else "data"
    return {"type": kind, "bom-ref": name, "name": name, "hashes": [{"alg": "SHA-256", "content": sha256}]}


def _reference(wheel: Wheel) -> str:
    return f"pkg:pypi/{wheel.name}@{wheel.version}"


def _dependencies(own: Wheel, wheels: Sequence[Wheel], about: About, models: list[str]) -> list[dict[str, Any]]:
    here = {wheel.name: _reference(wheel) for wheel in wheels}
    rows = []
    for wheel in wheels:
        names = {normalized(_name(text)) for text in required_by(wheel, about.target)}
        if wheel is own:
            names |= here.keys() - {own.name}
        needs = sorted(here[name] for name in names if name in here)
        rows.append({"ref": here[wheel.name], "dependsOn": needs + (models if wheel is own else [])})
    return [*rows, *({"ref": name, "dependsOn": []} for name in models)]


def _name(requirement: str) -> str:
    return Requirement(requirement).name
