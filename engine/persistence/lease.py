"""A lease says that a process uses something shared on this machine; the last one to give it back may close the thing.

The operating system drops the leases of a process that dies, so nobody has to tidy up after ``kill -9``.
"""

from __future__ import annotations

import threading
from pathlib import Path

from fasteners import InterProcessReaderWriterLock

# POSIX record locks belong to the process, not to the handle: closing one handle of a file drops all locks of
# the process on it. So a process keeps one handle a file and counts its own leases.
_held: dict[Path, tuple[InterProcessReaderWriterLock, int]] = {}
_guard = threading.Lock()


def take(file: Path) -> None:
    """Take a lease on `file`, which is created where it is missing; waits while a rival asks whether it is the last."""
    file = file.resolve()
    with _guard:
        lock, count = _held.get(file, (None, 0))
        if lock is None:
            lock = InterProcessReaderWriterLock(file)
            lock.acquire_read_lock()
        _held[file] = (lock, count + 1)


def give_back(file: Path) -> bool:
    """Give back a lease taken before; True when no lease on `file` is left on this machine.

    The answer holds only while the caller keeps newcomers out with a lock of its own.
    """
    file = file.resolve()
    with _guard:
        lock, count = _held.pop(file)
        if count > 1:
            _held[file] = (lock, count - 1)
            return False
        lock.release_read_lock()
        is_last = bool(lock.acquire_write_lock(blocking=False))
        # Closes the file, whether the lock was got or not.
        lock.release_write_lock()
        return is_last
