"""Proof without a board: arm64 programs under QEMU, what they cost there, and whole machines with a camera."""
