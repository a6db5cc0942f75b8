"""Keras callbacks of a run: the averaged weights, validation after each epoch, and who watches."""
