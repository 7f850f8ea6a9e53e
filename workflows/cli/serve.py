"""`quytrinh serve`: the HTTP server, in as many processes as wanted, with a worker beside it."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from types import FrameType

import click
import uvicorn

from engine.errors import Unavailable
from workflows.cli import worker
from workflows.cli._processes import Child, run_children
from workflows.cli._program import program, require_migrated, set_up_logging, settings_of_environment
from workflows.cli._upward import create_app
from workflows.database import running_database
from workflows.settings import Settings

BACKLOG = 2048
GRACEFUL_SECONDS = 30
KEEP_ALIVE_SECONDS = 60
"""A page asks again after a while; on slow lines a new connection costs more than an idle one."""

_HELP = """Chạy máy chủ HTTP tại QUYTRINH_HOST:QUYTRINH_PORT.

QUYTRINH_PROCESSES tiến trình cùng nghe một cổng; kèm một bộ xử lý công việc nền nếu QUYTRINH_WORKER là on. Tiến trình
nào dừng bất thường thì được chạy lại. Ctrl-C hoặc SIGTERM: trả lời xong các yêu cầu đang dở rồi dừng.

(Run the HTTP server. QUYTRINH_PROCESSES processes share one port, with a background worker beside them if
QUYTRINH_WORKER is on. A process that dies is started again. Ctrl-C or SIGTERM: what is under way is answered first.)"""


class PortTaken(Unavailable):
    """The address cannot be listened at. Fields: host, port, reason."""

    code = "cli.port_taken"


@click.command("serve", short_help="Chạy máy chủ HTTP. (Run the HTTP server.)", help=_HELP)
def command() -> None:
    run(settings_of_environment())
    click.echo("Đã dừng. (Stopped.)")


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises PortTaken, DatabaseNotMigrated, ServerGaveUp, and what the database does.

    The server's processes come and go; this one holds the listening socket and the bundled PostgreSQL.
    """
    set_up_logging(settings)
    with listening(settings) as listener, running_database(settings) as url:
        require_migrated(url)
        supervise(settings, listener)


def supervise(settings: Settings, listener: socket.socket) -> None:
    """Keep the server's processes and the worker running until SIGINT or SIGTERM; raises ServerGaveUp."""
    children = [Child("server-1", serve, (settings, listener, True))]
    children += [Child(f"server-{n}", serve, (settings, listener)) for n in range(2, settings.processes + 1)]
    if settings.worker:
        children.append(Child("worker", worker.run, (settings,)))
    run_children(children)


def listening(settings: Settings) -> socket.socket:
    """A socket that listens at the address of `settings`; port 0 means a free one. Raises PortTaken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with ExitStack() as until_bound:
            listener = until_bound.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
            until_bound.pop_all()
    except OSError as error:
        raise PortTaken(host=settings.host, port=settings.port, reason=error.strerror or str(error)) from error
    return listener


def serve(settings: Settings, listener: socket.socket, is_told: bool = False) -> None:
    """Answer requests at `listener` until SIGTERM; `is_told` prints a line when ready."""
    set_up_logging(settings)
    with program(settings, is_checked=True) as application:
        config = uvicorn.Config(
            create_app(application),
            log_config=None,
            access_log=settings.log_level == "debug",
            server_header=False,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            lifespan="on",
        )
        _Server(config, is_told=is_told).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says when it is ready; returns from `run` when a signal stopped it, where uvicorn would end the process."""

    def __init__(self, config: uvicorn.Config, *, is_told: bool) -> None:
        super().__init__(config)
        self._is_told = is_told

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._is_told and sockets and not self.should_exit:
            host, port = sockets[0].getsockname()[:2]
            click.echo(f"Sẵn sàng tại http://{host}:{port} ; Ctrl-C để dừng. (Ready; Ctrl-C stops it.)")
