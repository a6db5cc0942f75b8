"""Benchmarks: latency, memory and the stages of the loop on this board."""
