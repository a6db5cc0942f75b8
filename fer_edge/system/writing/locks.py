"""Locks on files, which end with their process whatever ends it: who holds one is alive."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

READ_WRITE = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)


def try_lock(file: int) -> bool:
    """Take the lock of an open file or folder until it is closed; False where another has it.

    True also where there are no such locks, as on Windows and some network disks.
    """
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS, errno.EBADF):
                raise
    return True


def open_locked(path: Path | str, flags: int = 0) -> int | None:
    """Open a file to read and write, made where it is not there, and take its lock; None where another has it.

    flags: more of os.open's. What is returned is the file of that name, though another may be just renaming files.
    """
    while True:
        file = os.open(path, READ_WRITE | flags, 0o666)
        try:
            if not try_lock(file):
                os.close(file)
                return None
            if os.path.samestat(os.fstat(file), os.stat(path)):
                return file
        except FileNotFoundError:
            pass
        except OSError:
            os.close(file)
            raise
        os.close(file)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock of a file or folder that is there."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    try:
        return try_lock(file)
    finally:
        os.close(file)


def is_alive(pid: int) -> bool:
    """Whether there is a process of that number, of whatever user."""
    if sys.platform == "win32":
        return True  # To ask would be to end it.
    with suppress(ProcessLookupError, OverflowError):
        try:
            os.kill(pid, 0)
        except PermissionError:
            return True
        return True
    return False
