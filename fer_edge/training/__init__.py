"""Training on Keras 3, any backend; needs the extra `train`."""
