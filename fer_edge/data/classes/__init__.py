"""Which label a folder or a value stands for."""
