"""The doorways of what brings fer-edge onto a device and looks after it there."""
