"""fer-edge beside other packages and networks: the same faces and frames, one machine, one core, in one run."""
