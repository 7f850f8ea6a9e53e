"""A signal lets those who wait go, and then does what the server has set."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from api.stopping import on_stop_signal


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What the server's own handler of SIGTERM has written."""
    words: list[str] = []
    before = signal.signal(signal.SIGTERM, lambda *_: words.append("server"))
    yield words
    signal.signal(signal.SIGTERM, before)


def test_the_call_comes_before_the_handler_of_the_server(heard: list[str]) -> None:
    with on_stop_signal(lambda: heard.append("waiting")):
        signal.raise_signal(signal.SIGTERM)

    assert heard == ["waiting", "server"]


def test_afterwards_the_handler_of_the_server_is_back(heard: list[str]) -> None:
    with on_stop_signal(lambda: heard.append("waiting")):
        pass
    signal.raise_signal(signal.SIGTERM)

    assert heard == ["server"]


def test_outside_of_the_main_thread_nothing_is_touched(heard: list[str]) -> None:
    def elsewhere() -> None:
        with on_stop_signal(lambda: heard.append("waiting")):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()

    assert heard == ["server"]
