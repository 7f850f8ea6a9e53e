"""`quytrinh worker`: fires timers and does the automatic jobs of cases, beside any number of others."""

from __future__ import annotations

import click

from engine.jobs.worker import Worker
from workflows.cli._processes import stop_signals
from workflows.cli._program import program, set_up_logging, settings_of_environment
from workflows.settings import Settings

_HELP = """Chạy bộ xử lý công việc nền: bộ hẹn giờ, việc tự động, ký nhật ký. Có thể chạy nhiều bộ trên nhiều máy.

Ctrl-C hoặc SIGTERM: làm xong việc đang dở rồi dừng.

(Run a background worker: timers, automatic jobs, checkpoints. Any number may run, on any number of machines. Ctrl-C or
SIGTERM: what is under way is finished first.)"""


@click.command("worker", short_help="Chạy bộ xử lý công việc nền. (Run a background worker.)", help=_HELP)
def command() -> None:
    run(settings_of_environment(), is_alone=True)


def run(settings: Settings, *, is_alone: bool = False) -> None:
    """Work until SIGINT or SIGTERM; raises what `program` raises. One that is alone looks after itself and tells."""
    set_up_logging(settings)
    with program(settings, is_checked=not is_alone) as application:
        worker = Worker(application.engine, application.database_url, concurrency=settings.worker_concurrency)
        with stop_signals(worker.stop):
            if is_alone:
                click.echo("Bộ xử lý công việc nền đang chạy; Ctrl-C để dừng. (The worker runs; Ctrl-C stops it.)")
            worker.run()
    if is_alone:
        click.echo("Đã dừng. (Stopped.)")
