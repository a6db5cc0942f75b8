"""Measuring: processes that are asked in turn, and how sure what they answer is."""
