"""The command line: doorways that parse, call and render."""
