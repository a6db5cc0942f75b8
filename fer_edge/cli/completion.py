"""What the shell offers after Tab."""

from pathlib import Path


def complete_model(incomplete: str) -> list[str]:
    """Names of the models that are there, own and shipped."""
    from fer_edge.artifact.store import model_roots

    names = {card.parent.name for place in model_roots() for card in place.glob("*/card.json")}
    return sorted(name for name in names if name.startswith(incomplete))


def complete_target(incomplete: str) -> list[str]:
    """Machines that a bundle can be made for."""
    from fer_edge.deploy.bundle.target import TARGETS

    return [name for name in TARGETS if name.startswith(incomplete)]


def complete_recipe(incomplete: str) -> list[str]:
    """Names of the recipes that ship with the package."""
    from fer_edge.training.recipes import recipe_names

    return [name for name in recipe_names() if name.startswith(incomplete)]


def complete_camera(incomplete: str) -> list[str]:
    """Indices of the video devices, and csi."""
    found = sorted(int(path.name[5:]) for path in Path("/dev").glob("video*") if path.name[5:].isdecimal())
    return [name for name in [*map(str, found), "csi"] if name.startswith(incomplete)]
