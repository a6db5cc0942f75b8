"""Tracking people from frame to frame, and smoothing of what they express."""
