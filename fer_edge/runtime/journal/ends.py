"""How a run ended, from the error that ended it."""

import signal

from fer_edge.errors import FerEdgeError
from fer_edge.runtime.journal.records import TEXT, End
from fer_edge.system.messages import one_line


def how_it_ended(error: BaseException | None, told: str = "") -> End:
    """The end that a journal keeps. told: the signal that asked for it, such as SIGTERM; "" where none did."""
    if error is None:
        return End(how="signal", text=told) if told else End(how="done")
    if isinstance(error, KeyboardInterrupt):
        return End(how="signal", text="SIGINT")
    if isinstance(error, SystemExit):
        return _exit(error.code)
    text = one_line(str(error))[:TEXT]
    if isinstance(error, FerEdgeError):
        return End(how="error", text=text, code=error.exit_code)
    if isinstance(error, (OSError, ImportError)):
        return End(how="error", text=text, code=1)
    return End(how="fault", text=f"{type(error).__name__}: {text}"[:TEXT], code=1)


def _exit(code: object) -> End:
    """A signal before the loop began exits with its number above 128."""
    try:
        return End(how="signal", text=signal.Signals(int(str(code)) - 128).name)
    except ValueError:
        return End(how="done")
