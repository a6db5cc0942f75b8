"""Data-parallel training: one batch shared by the devices of one machine, or of several hosts."""
