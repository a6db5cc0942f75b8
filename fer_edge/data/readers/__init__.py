"""One reader a layout, and what they share: which faces are held out, and the size and colour of all."""
