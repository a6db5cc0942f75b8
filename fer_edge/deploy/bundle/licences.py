"""The licences of all that a bundle holds, as their packages carry them."""

from collections.abc import Sequence

from fer_edge.deploy.bundle.archive import Content
from fer_edge.deploy.bundle.wheels.metadata import Wheel, licence_files

HEAD = """# Licences

Of what is in this bundle, as the packages name them; their texts are in the folders beside this file.

| package | version | licence | texts |
|---|---|---|---|
"""

YUNET_ROW = "| YuNet ({}) | 2023mar | MIT (Shiqi Yu, opencv_zoo) | |\n"


def licence_texts(wheels: Sequence[Wheel], yunet: str = "") -> dict[str, Content]:
    """licences/README.md and a folder a package. yunet: the name of the detector's file, where it is there."""
    files: dict[str, Content] = {}
    rows = []
    for wheel in wheels:
        folder, texts = f"{wheel.name}-{wheel.version}", licence_files(wheel.path)
        files |= {f"licences/{folder}/{name}": text for name, text in texts.items()}
        told = folder if texts else "none in the wheel"
        rows.append(f"| {wheel.name} | {wheel.version} | {_cell(wheel.licence)} | {told} |\n")
    page = HEAD + "".join(rows) + (YUNET_ROW.format(yunet) if yunet else "")
    return {**files, "licences/README.md": page.encode()}


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")
