"""Server processes on free loopback ports, each with one event loop, all on one database."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.persistence.postmaster import free_port

_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 60.0

UVICORN = ("-m", "uvicorn", "api.main:app", "--host", "127.0.0.1", "--no-access-log", "--log-level", "warning")


@dataclass(slots=True)
class Server:
    """A process that serves on `port`."""

    process: subprocess.Popen[bytes]
    port: int


def start(
    url: str, *, program: Sequence[str] = UVICORN, port: int = 0, environment: dict[str, str] | None = None
) -> Server:
    """Start a server process on the database at `url`; `port` 0 is any free one."""
    port = port or free_port(0)
    variables = {
        **os.environ,
        "DATABASE_URL": url,
        "PYTHONPATH": str(_ROOT),
        "QUYTRINH_LOG_LEVEL": "warning",
        **(environment or {}),
    }
    process = subprocess.Popen([sys.executable, *program, "--port", str(port)], env=variables, cwd=_ROOT)
    return Server(process, port)


def wait_until_ready(server: Server) -> None:
    """Return when it takes connections; raises RuntimeError when its process has ended, or patience is over."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with {server.process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def stop(server: Server) -> None:
    """Ask the process to end and wait for it."""
    server.process.terminate()
    server.process.wait(timeout=_PATIENCE)


@contextlib.contextmanager
def serving(url: str, count: int, *, program: Sequence[str] = UVICORN) -> Iterator[list[Server]]:
    """`count` servers, ready."""
    servers = [start(url, program=program) for _ in range(count)]
    try:
        for server in servers:
            wait_until_ready(server)
        yield servers
    finally:
        for server in servers:
            stop(server)
