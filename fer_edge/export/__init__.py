"""From a trained network to files for devices, each proven in its own runtime."""
