"""What the operating system knows of a private PostgreSQL server: its lock file, its account, its processes."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

# Children of a killed server end as soon as they look up from their statement; a long one is given this time.
_ORPHAN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The contents of ``postmaster.pid``: which process serves a cluster, and where it listens.

    `socket_folder` is empty when there is no UNIX socket, `host` when there is no TCP port.
    """

    pid: int
    port: int
    socket_folder: str
    host: str

    @classmethod
    def read(cls, cluster: Path) -> Self | None:
        """Read the lock file of `cluster`; None when there is none, or the server is only just writing it."""
        try:
            lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        if len(lines) < 6:
            return None
        return cls(pid=int(lines[0]), port=int(lines[3]), socket_folder=lines[4].strip(), host=lines[5].strip())


@dataclass(frozen=True, slots=True)
class Account:
    """A UNIX account by its numbers."""

    uid: int
    gid: int


def server_account(cluster: Path) -> Account | None:
    """The account that runs the server of `cluster` when we are root, whom PostgreSQL refuses; else None: our own.

    The owner of an existing cluster stays; a new one goes to the account ``postgres``, else ``nobody``.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    if cluster.exists():
        status = cluster.stat()
        return Account(status.st_uid, status.st_gid)
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def share_with(account: Account | None, *, owned: tuple[Path, ...] = (), readable: tuple[Path, ...] = ()) -> None:
    """Give `account` the `owned` paths, and let it read the `readable` folders; nothing to do for our own (None).

    Folders above them get the search bit only: names in them can be used, but not listed.
    """
    if account is None or sys.platform == "win32":
        return
    for path in owned:
        os.chown(path, account.uid, account.gid)
    for path in *owned, *readable:
        for folder in path.resolve().parents:
            _add_mode(folder, stat.S_IXOTH)
    for folder in readable:
        if folder.stat().st_mode & stat.S_IROTH:
            continue
        # Installed under a strict umask.
        for path in folder, *folder.rglob("*"):
            executable = stat.S_IXOTH if path.stat().st_mode & stat.S_IXUSR else 0
            _add_mode(path, stat.S_IROTH | executable)


def _add_mode(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(stat.S_IMODE(mode) | bits)


def wait_for_orphans(cluster: Path) -> None:
    """Wait until no process of an earlier server works in `cluster`; remove lock files that would fool the next one.

    The server tells a stale lock file by itself, but for one case: its process number belongs to another program
    now, or to a dead process that nobody has collected (as in a container without an init process, or with a slow one).
    """
    deadline = time.monotonic() + _ORPHAN_SECONDS
    while _is_in_use(cluster) and time.monotonic() < deadline:
        time.sleep(0.05)
    for lock in (cluster / "postmaster.pid", *cluster.glob(".s.PGSQL.*.lock")):
        with contextlib.suppress(FileNotFoundError, ValueError):
            if is_surely_no_server(int(lock.read_text(encoding="utf-8").partition("\n")[0])):
                lock.unlink(missing_ok=True)


def _is_in_use(cluster: Path) -> bool:
    for process in psutil.process_iter(["name", "cwd"]):
        if (process.info["name"] or "").startswith("postgres") and process.info["cwd"] == str(cluster):
            return True
    return False


def is_surely_no_server(pid: int) -> bool:
    """Whether no living server has the process number `pid`; False also when the system does not let us know."""
    try:
        process = psutil.Process(pid)
        return process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres")
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False


def free_port(preferred: int) -> int:
    """A port of 127.0.0.1 that nobody listens on: `preferred` where it is free, else any (0: any)."""
    for port in (preferred, 0):
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":
                # Connections of the server before may linger on the port; they do not stand in the way of a new one.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")
