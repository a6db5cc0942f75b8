"""The errors a user can meet, each with the exit code the command line maps it to.

FerEdgeError                1  the work failed
├── UsageError              2  an option or argument makes no sense
├── MissingError            3  something needed is not there: data, model, extra, camera
│   └── DataError           3  the data set is there but cannot be used
├── ModelError              1  a model file is damaged, or is not one of ours
└── GateError               4  an exported file lost accuracy or parity
    ├── ProbeError          4  it answers otherwise on this machine than at its export
    └── SlowerError         4  it is slower than it was

A message tells what, expected, got, and what to try, in one line.
"""


class FerEdgeError(Exception):
    """The work failed; the root of every error of this package."""

    exit_code = 1


class UsageError(FerEdgeError):
    """An option or argument makes no sense."""

    exit_code = 2


class MissingError(FerEdgeError):
    """Something needed is not there: data, model, extra or camera."""

    exit_code = 3


class DataError(MissingError):
    """A data set is there but cannot be used as it is."""


class ModelError(FerEdgeError):
    """A model file is damaged, or carries no card, or a card that does not match it."""


class GateError(FerEdgeError):
    """An exported file lost more accuracy or parity than allowed."""

    exit_code = 4


class ProbeError(GateError):
    """An exported file answers otherwise on this machine than it did at its export."""


class SlowerError(GateError):
    """A file is slower than in the result it is held to, beyond doubt."""
