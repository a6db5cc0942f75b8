"""Sinks: each output of the loop."""
