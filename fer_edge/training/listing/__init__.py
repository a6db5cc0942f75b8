"""What was trained: every run's folder, what became of it, and in which settings runs differ; without Keras."""
