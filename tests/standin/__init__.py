"""Models of a few hundred bytes: they open, take faces and answer as an exported one does, and the pixels decide."""

from pathlib import Path

RGB = Path(__file__).with_name("standin_3x32rgb.onnx")
"""Three labels, red, green and blue, for faces of 32x32 in colour: the channel that is brightest on the whole."""

GREY = Path(__file__).with_name("standin_7x48.onnx")
"""The seven labels of FER2013 for grey faces of 48x48: from black, the first, in equal steps to white, the last."""
