"""One level of layers: networks inside a network are replaced by their layers, which can be folded, counted, frozen."""

from typing import Any

import keras
from keras import KerasTensor


def flatten(network: keras.Model, faces: KerasTensor) -> KerasTensor:
    """What a network makes of `faces`, through copies of all its layers with the same weights.

    A layer without weights that is called in several places becomes several. Raises ValueError when one with weights
    is, or when a layer is none of Keras's, whose file could not be loaded without its code.
    """
    copies = _Copies()
    outputs = network._run_through_graph(faces, lambda layer: layer, call_fn=copies.call)
    for layer, copy in copies.made:
        copy.set_weights(layer.get_weights())
    return outputs


class _Copies:
    """Copies of layers, each with a name of its own. made: each layer and its copy."""

    def __init__(self) -> None:
        self.made: list[tuple[keras.Layer, keras.Layer]] = []
        self._names: set[str] = set()

    def call(self, layer: Any, *args: Any, **kwargs: Any) -> KerasTensor:
        """What a layer, a network, or an operation of Keras makes of its inputs, by a copy."""
        if isinstance(layer, keras.Sequential | keras.Model):
            return self._inside(layer, *args, **kwargs)
        if not isinstance(layer, keras.Layer):
            return layer(*args, **kwargs)
        _check(layer)
        if layer.weights and any(layer is other for other, _ in self.made):
            raise ValueError(f"its layer {layer.name} has weights and is called twice: give each place its own")
        copy = type(layer).from_config(layer.get_config() | {"name": self._free(layer.name)})
        outputs = copy(*args, **kwargs)
        self.made.append((layer, copy))
        return outputs

    def _inside(self, network: keras.Model, inputs: Any, **kwargs: Any) -> KerasTensor:
        graph = network._functional if isinstance(network, keras.Sequential) else network
        if not hasattr(graph, "_run_through_graph"):
            raise ValueError(f"its network {network.name} is a class of its own: compose it of keras.layers")
        trained = {"training": kwargs["training"]} if kwargs.get("training") is not None else {}

        def call(layer: Any, *args: Any, **more: Any) -> KerasTensor:
            return self.call(layer, *args, **more | (trained if isinstance(layer, keras.Layer) else {}))

        return graph._run_through_graph(inputs, lambda layer: layer, call_fn=call)

    def _free(self, name: str) -> str:
        """The name, with a number where another layer has it."""
        free, number = name, 1
        while free in self._names:
            free, number = f"{name}_{number}", number + 1
        self._names.add(free)
        return free


def _check(layer: keras.Layer) -> None:
    if isinstance(layer, keras.layers.Lambda) or not type(layer).__module__.startswith("keras."):
        raise ValueError(
            f"its layer {layer.name} ({type(layer).__name__}) could not be loaded elsewhere: use layers of "
            "Keras's, without Lambda"
        )
