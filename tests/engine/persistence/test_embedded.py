"""The private PostgreSQL server starts anywhere, is shared, and loses nothing to a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from engine.persistence.embedded import SETTINGS, DatabaseDidNotStart, DatabaseOfOtherVersion, EmbeddedPostgres
from engine.persistence.postmaster import Postmaster

_OTHER_PROCESS = """
import sys
from pathlib import Path
from engine.persistence.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])) as server:
    print(server.url(), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    postmaster = Postmaster.read(folder / "postgres")
    if postmaster:
        psutil.Process(postmaster.pid).terminate()


class OtherProcess:
    """Another process of ours that uses the server of `folder` until it is told to end, or is killed."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _OTHER_PROCESS, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.communicate("end\n")

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


def _write(url: str, text: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("create table if not exists note (text text)")
        connection.execute("insert into note values (%s)", [text])


def _notes(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("select text from note order by text").fetchall()]


def _kill_postmaster(folder: Path) -> None:
    postmaster = Postmaster.read(folder / "postgres")
    assert postmaster is not None
    process = psutil.Process(postmaster.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()


def _is_running(folder: Path) -> bool:
    return Postmaster.read(folder / "postgres") is not None


def test_a_new_folder_gets_a_durable_database_that_knows_vietnamese_letters(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server, psycopg.connect(server.url()) as connection:
        durable = {name: connection.execute(f"show {name}").fetchone() for name in ("fsync", "synchronous_commit")}
        encoding = connection.execute("show server_encoding").fetchone()
        lower = connection.execute("select lower('ĐẶNG THỊ ƯỚC')").fetchone()
        order = connection.execute("select string_agg(t, '' order by t) from unnest(array['b', 'ă', 'a']) t").fetchone()

    assert durable == {"fsync": ("on",), "synchronous_commit": ("on",)}
    assert encoding == ("UTF8",)
    assert lower == ("đặng thị ước",)
    assert order == ("abă",)


def test_data_outlive_a_stop_and_a_second_start(folder: Path) -> None:
    # given
    with EmbeddedPostgres(folder) as server:
        _write(server.url(), "một")
    assert not _is_running(folder)

    # when
    with EmbeddedPostgres(folder) as server:
        kept = _notes(server.url())

    # then
    assert kept == ["một"]


def test_committed_data_outlive_the_kill_of_the_server_under_open_connections(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        # given
        _write(server.url(), "một")
        with psycopg.connect(server.url()) as open_connection:
            open_connection.execute("insert into note values ('chưa chốt')")

            # when
            _kill_postmaster(folder)
            server.start()
            kept = _notes(server.url())

            # then
            with pytest.raises(psycopg.OperationalError):
                open_connection.execute("select 1")
    assert kept == ["một"]
    assert not _is_running(folder)


def test_a_second_process_shares_the_server_and_the_last_one_stops_it(folder: Path) -> None:
    # given
    server = EmbeddedPostgres(folder).start()
    other = OtherProcess(folder)
    assert other.url == server.url()

    # when
    server.stop()

    # then
    assert _is_running(folder)
    other.end()
    assert not _is_running(folder)


def test_processes_that_start_a_new_folder_together_share_one_server(folder: Path) -> None:
    # when
    with ThreadPoolExecutor() as pool:
        others = list(pool.map(OtherProcess, [folder] * 3))

    # then
    assert len({other.url for other in others}) == 1
    _write(others[0].url, "một")
    for other in others:
        assert _is_running(folder)
        other.end()
    assert not _is_running(folder)


def test_two_users_in_one_process_share_the_server(folder: Path) -> None:
    with EmbeddedPostgres(folder) as first:
        with EmbeddedPostgres(folder) as second:
            _write(second.url(), "một")
        assert _notes(first.url()) == ["một"]
    assert not _is_running(folder)


def test_stopping_twice_does_nothing(folder: Path) -> None:
    server = EmbeddedPostgres(folder).start()
    server.stop()

    server.stop()

    assert not _is_running(folder)


def test_a_server_whose_owner_was_killed_is_taken_over_and_stopped(folder: Path) -> None:
    # given
    other = OtherProcess(folder)
    _write(other.url, "một")
    other.kill()
    assert _is_running(folder)

    # when
    with EmbeddedPostgres(folder) as server:
        kept = _notes(server.url())

    # then
    assert kept == ["một"]
    assert not _is_running(folder)


def test_stale_lock_files_with_the_number_of_another_program_are_removed(folder: Path) -> None:
    # given
    with EmbeddedPostgres(folder) as server:
        _write(server.url(), "một")
        _kill_postmaster(folder)
        for lock_file in (folder / "postgres" / "postmaster.pid", *(folder / "postgres").glob(".s.PGSQL.*.lock")):
            lines = lock_file.read_text(encoding="utf-8").splitlines()
            lock_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n", encoding="utf-8")

        # when
        server.start()

        # then
        assert _notes(server.url()) == ["một"]


def test_a_cluster_that_was_only_half_made_is_made_anew(folder: Path) -> None:
    # given
    (folder / "postgres.new" / "base").mkdir(parents=True)

    # when
    with EmbeddedPostgres(folder) as server:
        _write(server.url(), "một")

    # then
    assert not (folder / "postgres.new").exists()


def test_data_of_another_major_version_are_refused_and_left_alone(folder: Path) -> None:
    # given
    cluster = folder / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("15\n", encoding="ascii")

    # when
    with pytest.raises(DatabaseOfOtherVersion) as refusal:
        EmbeddedPostgres(folder).start()

    # then
    assert refusal.value.fields["found"] == "15"
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


def test_a_bad_setting_is_reported_in_the_server_s_own_words(folder: Path) -> None:
    with pytest.raises(DatabaseDidNotStart, match="work_mem"):
        EmbeddedPostgres(folder, settings={"work_mem": "much"}).start()


def test_a_data_folder_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")

    with pytest.raises(DatabaseDidNotStart, match="data"):
        EmbeddedPostgres(tmp_path / "data").start()


@pytest.mark.parametrize("name", ["dữ liệu của tôi", 'it\'s "mine", $HOME', "thư-mục-rất-dài-" * 6])
def test_the_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    with EmbeddedPostgres(tmp_path / name) as server:
        _write(server.url(), "một")
        assert _notes(server.url()) == ["một"]


def test_over_tcp_a_password_is_demanded_and_only_loopback_listens(folder: Path) -> None:
    with EmbeddedPostgres(folder, transport="tcp") as server:
        postmaster = Postmaster.read(folder / "postgres")
        assert postmaster is not None
        assert postmaster.host == "127.0.0.1"
        _write(server.url(), "một")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://quytrinh@127.0.0.1:{postmaster.port}/quytrinh")


def test_over_tcp_the_address_outlives_a_restart(folder: Path) -> None:
    with EmbeddedPostgres(folder, transport="tcp") as server:
        url = server.url()
        _kill_postmaster(folder)
        assert not server.is_alive()

        server.start()

        assert server.is_alive()
        assert server.url() == url


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_nobody_else_may_read_the_data_or_the_password(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        modes = [path.stat().st_mode & 0o077 for path in (folder / "postgres", folder / "postgres.password")]

    assert modes == [0, 0]


def test_settings_are_laid_over_the_defaults(folder: Path) -> None:
    with (
        EmbeddedPostgres(folder, settings={"work_mem": "12MB"}) as server,
        psycopg.connect(server.url()) as connection,
    ):
        assert connection.execute("show work_mem").fetchone() == ("12MB",)
        assert connection.execute("show shared_buffers").fetchone() == (SETTINGS["shared_buffers"],)
