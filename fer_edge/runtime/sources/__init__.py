"""Sources: cameras, streams, recordings and standard input as frames."""
