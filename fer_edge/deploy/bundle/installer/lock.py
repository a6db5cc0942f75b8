"""Take the lock of descriptor 9, which whoever opened it keeps; exit code 1 where another has it.

On a disk that has no locks there is none.
"""

import fcntl
import sys


def main() -> None:
    """Try once."""
    try:
        fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(1)
    except OSError:
        pass


if __name__ == "__main__":
    main()
