"""What an administrator may set by environment variables: each with a type, a default and a help text.

A new setting is a line in Settings and a text ``settings.help.<VARIABLE>`` in ``messages/settings.toml``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from engine import messages
from engine.errors import Finding, Problems
from engine.messages import Language

_PREFIX = "QUYTRINH_"
_MASK = "******"


class SettingsInvalid(Problems):
    """Some environment variables hold values that cannot be used; each finding names its variable."""


class _Refused(Exception):
    """A value cannot be used: the message code that says why, and the fields of the message."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


def _integer(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise _Refused("settings.not_a_whole_number", least=least, most=most) from None
        if not least <= value <= most:
            raise _Refused("settings.out_of_range", least=least, most=most)
        return value

    return parse


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in allowed:
            raise _Refused("settings.not_one_of", allowed=", ".join(allowed))
        return text.lower()

    return parse


def _switch(text: str) -> bool:
    return _one_of("on", "off")(text) == "on"


def _instant(text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise _Refused("settings.not_an_instant") from None
    if value.tzinfo is None:
        raise _Refused("settings.not_an_instant")
    return value


def _time_zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    # A missing zone is a KeyError; a name that is no path inside the zones' folder is a ValueError or an OSError.
    except (KeyError, ValueError, OSError):
        raise _Refused("settings.not_a_time_zone") from None


def _database_url(text: str) -> str:
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise _Refused("settings.not_a_database_url")
    return text


def _masked_url(url: str) -> str:
    parts = urlsplit(url)
    place = parts._replace(query="", netloc=parts.netloc.rpartition("@")[2])
    return place._replace(netloc=f"{_MASK}@{place.netloc}").geturl()


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a setting is read from its variable, and how it is shown."""

    variable: str
    parse: Callable[[str], Any]
    show: Callable[[Any], str] = str


def _setting(variable: str, default: Any, parse: Callable[[str], Any], show: Callable[[Any], str] = str) -> Any:
    return field(default=default, metadata={"kind": _Kind(variable, parse, show)})


def _on_off(value: bool) -> str:
    return "on" if value else "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process. Times are in the named unit; sizes in megabytes (1024 × 1024 bytes)."""

    host: str = _setting("QUYTRINH_HOST", "127.0.0.1", str)
    port: int = _setting("QUYTRINH_PORT", 8000, _integer(0, 65535))
    processes: int = _setting("QUYTRINH_PROCESSES", 1, _integer(1, 64))
    data: Path = _setting("QUYTRINH_DATA", Path("data"), Path)
    database_url: str | None = _setting("DATABASE_URL", None, _database_url, _masked_url)
    pool_size: int = _setting("QUYTRINH_POOL_SIZE", 8, _integer(1, 200))
    time_zone: ZoneInfo = _setting("QUYTRINH_TIME_ZONE", ZoneInfo("Asia/Ho_Chi_Minh"), _time_zone)
    clock: datetime | None = _setting("QUYTRINH_CLOCK", None, _instant, datetime.isoformat)
    worker: bool = _setting("QUYTRINH_WORKER", True, _switch, _on_off)
    worker_concurrency: int = _setting("QUYTRINH_WORKER_CONCURRENCY", 4, _integer(1, 64))
    session_hours: int = _setting("QUYTRINH_SESSION_HOURS", 12, _integer(1, 24 * 30))
    https: bool = _setting("QUYTRINH_HTTPS", False, _switch, _on_off)
    long_poll_seconds: int = _setting("QUYTRINH_LONG_POLL_SECONDS", 10, _integer(1, 600))
    upload_megabytes: int = _setting("QUYTRINH_UPLOAD_MEGABYTES", 16, _integer(1, 1024))
    log_level: str = _setting("QUYTRINH_LOG_LEVEL", "info", _one_of("debug", "info", "warning", "error"))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read `environment`; a variable that is missing or empty leaves its default.

        Raises SettingsInvalid with a finding for each variable whose value cannot be used.
        """
        values: dict[str, Any] = {}
        findings: list[Finding] = []
        for name, kind in _kinds().items():
            text = environment.get(kind.variable, "").strip()
            if not text:
                continue
            try:
                values[name] = kind.parse(text)
            except _Refused as refused:
                shown = _MASK if kind.show is _masked_url else text
                told = {"variable": kind.variable, "value": shown, **refused.fields}
                findings.append(Finding(code=refused.code, fields=told, path=kind.variable))
        if findings:
            raise SettingsInvalid(tuple(findings), code="settings.invalid")
        return cls(**values)

    def rows(self) -> tuple[SettingRow, ...]:
        """Every setting as it stands, for people to read; secrets are masked."""
        return tuple(_row(kind, getattr(self, name), name) for name, kind in _kinds().items())


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting for people to read: `value` and `default` are texts, empty for none; secrets are masked."""

    variable: str
    value: str
    default: str
    is_default: bool

    def help(self, language: Language) -> str:
        """What the setting is for."""
        return messages.text(f"settings.help.{self.variable}", language)


def unknown_variables(environment: Mapping[str, str]) -> dict[str, str | None]:
    """Variables that begin like ours and are none, each with the setting that was perhaps meant."""
    # Compared without the prefix that all have in common, which would make everything alike.
    known = {kind.variable.removeprefix(_PREFIX): kind.variable for kind in _kinds().values()}
    strangers = sorted(name for name in environment if name.startswith(_PREFIX) and name not in known.values())
    found: dict[str, str | None] = {}
    for name in strangers:
        close = difflib.get_close_matches(name.removeprefix(_PREFIX), known, n=1)
        found[name] = known[close[0]] if close else None
    return found


def _kinds() -> dict[str, _Kind]:
    return {each.name: each.metadata["kind"] for each in fields(Settings)}


def _row(kind: _Kind, value: Any, name: str) -> SettingRow:
    default = next(each.default for each in fields(Settings) if each.name == name)
    shown, shown_default = ("" if each is None else kind.show(each) for each in (value, default))
    return SettingRow(kind.variable, shown, shown_default, value == default)
