"""What every part may use: the board, clocks, files that are whole or absent; the standard library alone."""
