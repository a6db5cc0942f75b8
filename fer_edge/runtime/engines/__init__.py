"""Engines: one model file in its own runtime, uint8 faces in, probabilities out."""
