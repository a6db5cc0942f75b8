"""Where the faces of a frame are: detectors, when and where they search, and the square that is cut out."""
