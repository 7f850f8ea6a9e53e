"""`quytrinh serve` and `quytrinh worker` as an operator runs them: ready, killed in part, stopped."""

from __future__ import annotations

import re
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx
import psycopg
import pytest

from engine.actor import SYSTEM
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from tests.engine.testing.diagrams import line, wait
from tests.engine.waiting import until
from tests.workflows.cli.programs import Running, quytrinh
from workflows import cli
from workflows.settings import Settings
from workflows.wiring import wire

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "QUYTRINH_DATA": str(tmp_path / "data"), "QUYTRINH_PORT": "0"}


def address(server: Running) -> str:
    server.until_said("Ready")
    found = re.search(r"http://127\.0\.0\.1:\d+", server.out)
    assert found is not None
    return found[0]


def start_waiting_case(environment: Mapping[str, str]) -> None:
    """A case whose timer is due at once and is fired by a worker, if there is one."""
    with wire(Settings(database_url=environment["DATABASE_URL"]), handlers={}) as program:
        diagram = line(wait("pause", "PT0S"), between=["pause"])
        program.engine.execute(DeployResources(resources=(("p.bpmn", diagram),)), SYSTEM)
        program.engine.execute(CreateProcessInstance(process_id="p"), SYSTEM)


def is_done(environment: Mapping[str, str]) -> bool:
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        return connection.execute("SELECT state FROM process_instance").fetchone() == ("COMPLETED",)


def test_a_server_answers_has_a_worker_beside_it_and_stops_when_told(
    environment: dict[str, str], tmp_path: Path
) -> None:
    with quytrinh("serve", environment, tmp_path) as server:
        url = address(server)
        assert httpx.get(f"{url}/v2/status").status_code == 204
        start_waiting_case(environment)
        until(lambda: is_done(environment))
        assert server.stop() == 0
        assert "Đã dừng. (Stopped.)" in server.out
        assert "Traceback" not in server.err
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/v2/status")


def test_a_process_that_is_killed_is_started_again_while_the_others_answer(
    environment: dict[str, str], tmp_path: Path
) -> None:
    several = {**environment, "QUYTRINH_PROCESSES": "2", "QUYTRINH_WORKER": "off"}
    with quytrinh("serve", several, tmp_path) as server:
        url = address(server)
        first, second = server.children()
        first.kill()
        until(lambda: first not in server.children() and len(server.children()) == 2)
        assert second in server.children()
        assert httpx.get(f"{url}/v2/status", timeout=30).status_code == 204
        assert "is started again" in server.err
        assert server.stop(signal.SIGINT) == 0


def test_nothing_is_left_when_the_server_itself_is_killed(environment: dict[str, str], tmp_path: Path) -> None:
    with quytrinh("serve", environment, tmp_path) as server:
        address(server)
        children = server.children()
        server.process.kill()
        assert len(children) == 2
        until(lambda: not any(child.is_running() for child in children))


def test_a_worker_alone_does_what_is_due_and_stops_when_told(environment: dict[str, str], tmp_path: Path) -> None:
    with quytrinh("worker", environment, tmp_path) as worker:
        worker.until_said("The worker runs")
        start_waiting_case(environment)
        until(lambda: is_done(environment))
        assert worker.stop() == 0
        assert "Đã dừng. (Stopped.)" in worker.out
        assert "Traceback" not in worker.err


def test_a_port_that_is_taken_is_told_with_what_to_do(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        for name, value in {**environment, "QUYTRINH_PORT": str(other.getsockname()[1])}.items():
            monkeypatch.setenv(name, value)
        assert cli.run(["serve"]) == 1

    told = capsys.readouterr().err
    assert "Hãy dừng chương trình đang dùng cổng này" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_database_without_schema_is_told_with_what_to_do(
    command: str,
    empty_database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = {"DATABASE_URL": empty_database_url, "QUYTRINH_DATA": str(tmp_path / "data"), "QUYTRINH_PORT": "0"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert cli.run([command]) == 1
    assert "Hãy chạy “quytrinh migrate”" in capsys.readouterr().err
