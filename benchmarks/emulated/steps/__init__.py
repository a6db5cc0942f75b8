"""What runs within an emulated machine."""
