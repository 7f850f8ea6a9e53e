"""The program gets a database that answers, and gets it back when it dies."""

from __future__ import annotations

import threading
from pathlib import Path

import psutil
import psycopg
import pytest

from engine.persistence.postmaster import Postmaster
from workflows.database import DatabaseUnreachable, running_database
from workflows.settings import Settings


def test_a_bundled_database_that_is_killed_comes_back_at_the_same_address_with_its_data(tmp_path: Path) -> None:
    # given
    is_back = threading.Event()
    with running_database(Settings(data=tmp_path / "data"), on_restart=is_back.set) as url:
        with psycopg.connect(url) as connection:
            connection.execute("create table note as select 'một' as text")
        postmaster = Postmaster.read(tmp_path / "data" / "postgres")
        assert postmaster is not None

        # when
        psutil.Process(postmaster.pid).kill()

        # then
        assert is_back.wait(timeout=120)
        with psycopg.connect(url) as connection:
            assert connection.execute("select text from note").fetchone() == ("một",)
    assert Postmaster.read(tmp_path / "data" / "postgres") is None


def test_a_database_of_the_environment_is_used_as_it_is(database_url: str) -> None:
    with running_database(Settings(database_url=database_url)) as url:
        assert url == database_url


def test_sqlalchemy_s_form_of_an_address_is_understood(database_url: str) -> None:
    settings = Settings(database_url=database_url.replace("postgresql://", "postgresql+psycopg://"))

    with running_database(settings) as url:
        assert url == database_url


@pytest.mark.parametrize("query", ["host=/nowhere", "no_such_option=1"])
def test_an_address_that_leads_nowhere_is_told(query: str) -> None:
    with (
        pytest.raises(DatabaseUnreachable) as refusal,
        running_database(Settings(database_url=f"postgresql://user@/base?{query}")),
    ):
        pass

    assert refusal.value.fields["reason"]
