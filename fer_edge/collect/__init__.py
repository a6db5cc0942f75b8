"""Data of one's own: faces cut out of photos, and faces collected before a camera."""
