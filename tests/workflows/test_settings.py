"""Settings come from the environment, are checked, and never show a secret."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import messages
from workflows.settings import Settings, SettingsInvalid, unknown_variables


def test_without_variables_every_setting_has_its_default() -> None:
    assert Settings.from_environment({"PATH": "/bin"}) == Settings()


def test_an_empty_variable_leaves_the_default() -> None:
    assert Settings.from_environment({"QUYTRINH_PORT": " "}).port == 8000


def test_values_are_read_in_their_types() -> None:
    settings = Settings.from_environment(
        {
            "QUYTRINH_PORT": "9000",
            "QUYTRINH_DATA": "/var/lib/quytrinh",
            "QUYTRINH_CLOCK": "2025-03-10T08:00:00+07:00",
            "QUYTRINH_TIME_ZONE": "Asia/Bangkok",
            "QUYTRINH_WORKER": "off",
            "QUYTRINH_LOG_LEVEL": "DEBUG",
            "DATABASE_URL": "postgresql://u:p@127.0.0.1/q",
        }
    )

    assert settings.port == 9000
    assert settings.data == Path("/var/lib/quytrinh")
    assert settings.clock == datetime(2025, 3, 10, 1, tzinfo=UTC)
    assert settings.time_zone == ZoneInfo("Asia/Bangkok")
    assert settings.worker is False
    assert settings.log_level == "debug"
    assert settings.database_url == "postgresql://u:p@127.0.0.1/q"


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("QUYTRINH_PORT", "http", "settings.not_a_whole_number"),
        ("QUYTRINH_PORT", "70000", "settings.out_of_range"),
        ("QUYTRINH_WORKER", "maybe", "settings.not_one_of"),
        ("QUYTRINH_LOG_LEVEL", "loud", "settings.not_one_of"),
        ("QUYTRINH_CLOCK", "tomorrow", "settings.not_an_instant"),
        ("QUYTRINH_CLOCK", "2025-03-10T08:00:00", "settings.not_an_instant"),
        ("QUYTRINH_TIME_ZONE", "Asia/Hue", "settings.not_a_time_zone"),
        ("QUYTRINH_TIME_ZONE", "../../etc/passwd", "settings.not_a_time_zone"),
        ("QUYTRINH_TIME_ZONE", "Asia", "settings.not_a_time_zone"),
        ("DATABASE_URL", "mysql://u:p@h/d", "settings.not_a_database_url"),
        ("DATABASE_URL", "postgresql://[h/d", "settings.not_a_database_url"),
    ],
)
def test_a_bad_value_is_refused_in_a_sentence_that_names_the_variable(variable: str, value: str, code: str) -> None:
    with pytest.raises(SettingsInvalid) as refusal:
        Settings.from_environment({variable: value})

    (finding,) = refusal.value.findings
    assert finding.code == code
    assert variable in refusal.value.message("vi")
    assert variable in refusal.value.message("en")


def test_all_bad_values_are_told_at_once() -> None:
    with pytest.raises(SettingsInvalid) as refusal:
        Settings.from_environment({"QUYTRINH_PORT": "x", "QUYTRINH_HTTPS": "x"})

    assert [finding.path for finding in refusal.value.findings] == ["QUYTRINH_PORT", "QUYTRINH_HTTPS"]


@given(password=st.from_regex(r"[a-z0-9%]{6,12}", fullmatch=True))
def test_a_database_password_is_never_shown(password: str) -> None:
    urls = [f"postgresql://user:{password}@host/base", f"postgresql://host/base?user=u&password={password}"]

    for url in urls:
        shown = [row.value for row in Settings.from_environment({"DATABASE_URL": url}).rows()]
        assert "postgresql://******@host/base" in shown
        assert not any(password in each for each in shown)


def test_a_refused_database_url_is_not_shown() -> None:
    with pytest.raises(SettingsInvalid) as refusal:
        Settings.from_environment({"DATABASE_URL": "mysql://u:hunter2@h/d"})

    assert "hunter2" not in refusal.value.message("vi") + refusal.value.message("en") + str(refusal.value)


def test_every_setting_has_a_help_text_in_both_languages() -> None:
    rows = Settings().rows()

    assert len(rows) == len(fields(Settings))
    assert all(row.help("vi") and row.help("en") for row in rows)


def test_no_help_text_is_left_of_a_setting_that_is_gone() -> None:
    described = {code for code in messages.codes() if code.startswith("settings.help.")}

    assert described == {f"settings.help.{row.variable}" for row in Settings().rows()}


def test_a_mistyped_variable_is_found_with_what_was_perhaps_meant() -> None:
    environment = {"QUYTRINH_PROT": "1", "QUYTRINH_XYZW": "1", "QUYTRINH_PORT": "1", "HOME": "/"}

    assert unknown_variables(environment) == {"QUYTRINH_PROT": "QUYTRINH_PORT", "QUYTRINH_XYZW": None}
