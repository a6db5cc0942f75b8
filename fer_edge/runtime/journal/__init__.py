"""What is kept of a run while nobody looks: sums without pictures, for `fer-edge explain`."""
