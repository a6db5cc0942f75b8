"""Wheels: which a device needs, where they come from, and what they say of themselves."""
