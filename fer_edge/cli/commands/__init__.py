"""One doorway a command: options to settings, one call, one rendering."""
