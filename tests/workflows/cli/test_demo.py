"""`quytrinh demo` as somebody tries it out: from nothing to a whole case, stopped, and started again."""

from __future__ import annotations

import re
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.workflows.cli.programs import Running, quytrinh
from tools.walk.office import Office
from tools.walk.steps import UNIT, walk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

PASSWORD = "TraBong@2025"


def address(demo: Running) -> str:
    demo.until_said("Ready")
    found = re.search(r"http://127\.0\.0\.1:\d+", demo.out)
    assert found is not None
    return found[0]


def matrix(url: str) -> dict[str, Any]:
    """As the officer of Phòng Nội vụ sees it."""
    answer = httpx.get(
        f"{url}/api/programmes/tra_bong_2025/matrix", auth=("noi_vu.cv", PASSWORD), timeout=60
    ).raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def servers_in(folder: Path) -> list[psutil.Process]:
    """PostgreSQL processes that work in `folder`."""
    found = psutil.process_iter(["name", "cwd"])
    return [each for each in found if (each.info["cwd"] or "").startswith(str(folder.resolve()))]


def test_a_whole_case_is_walked_by_http_on_a_fresh_demonstration(empty_database_url: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": empty_database_url, "QUYTRINH_DATA": str(tmp_path / "data"), "QUYTRINH_PORT": "0"}
    said: list[str] = []
    with quytrinh("demo", environment, tmp_path) as demo:
        office = Office(address(demo), PASSWORD, said.append)
        walk(office)
        office.close()
        assert demo.stop() == 0
    text = "\n".join(said)
    assert "15 xã, 1 thị trấn" in text
    assert "Chậm nộp KH-2025: 26 / 27 đơn vị" in text
    assert "Nguyên vẹn" in text


def test_a_demonstration_begins_from_nothing_ends_without_a_trace_and_keeps_its_data(tmp_path: Path) -> None:
    environment = {"QUYTRINH_DATA": str(tmp_path / "data"), "QUYTRINH_PORT": "0"}
    with quytrinh("demo", environment, tmp_path) as demo:
        url = address(demo)
        assert f"{url}/docs" in demo.out
        assert {"tra_binh.cv", "noi_vu.tp", "thanh_tra.ttv", PASSWORD} <= set(re.findall(r"[\w.@]+", demo.out))
        before = matrix(url)
        assert before["asOf"] == "2025-03-10T01:00:00.000Z"
        httpx.put(
            f"{url}/v2/clock", json={"timestamp": 1_742_000_000_000}, auth=("van_phong.qt", PASSWORD), timeout=60
        ).raise_for_status()
        assert servers_in(tmp_path)
        assert demo.stop(signal.SIGINT) == 0
    assert "Traceback" not in demo.err
    assert not servers_in(tmp_path)

    with quytrinh("demo", environment, tmp_path) as again:
        after = matrix(address(again))
        assert again.stop() == 0
    assert after["asOf"] == "2025-03-15T00:53:20.000Z"
    keys = [[row["unitCode"], [cell and cell["key"] for cell in row["cells"]]] for row in before["rows"]]
    assert keys == [[row["unitCode"], [cell and cell["key"] for cell in row["cells"]]] for row in after["rows"]]
    assert UNIT in {row["unitCode"] for row in after["rows"]}


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = {"QUYTRINH_DATA": str(tmp_path / "data"), "QUYTRINH_PORT": port}
        with quytrinh("demo", environment, tmp_path) as demo:
            assert demo.process.wait(60) == 1
    assert port in demo.err
    assert "Traceback" not in demo.err
    assert not (tmp_path / "data").exists()
