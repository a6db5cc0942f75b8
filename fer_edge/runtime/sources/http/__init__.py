"""What an HTTP address gives that is no stream: a recording of known length, or one picture at a time."""
