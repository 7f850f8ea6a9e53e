"""Zones of FEEL times: an offset from UTC, or a name of the IANA database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

MAX_OFFSET = 18 * 3600
"""Seconds; as wide as the offsets that other FEEL engines accept."""

_REFERENCE_DAY = (2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Zone:
    """`offset` in seconds east of UTC, or `name` such as ``Asia/Ho_Chi_Minh``; the other is None."""

    offset: int | None = None
    name: str | None = None

    def offset_at(self, year: int, month: int, day: int, seconds: int) -> int:
        """Seconds east of UTC at a local day and second of it; beyond Python's years, those of the nearest year."""
        if self.name is None:
            return self.offset or 0
        first = datetime(min(max(year, 2), 9998), month, 1, tzinfo=_info(self.name))
        return _seconds((first + timedelta(days=day - 1, seconds=seconds)).utcoffset())

    def offset_at_instant(self, epoch_seconds: int) -> int:
        """Seconds east of UTC at an instant."""
        if self.name is None:
            return self.offset or 0
        bounded = min(max(epoch_seconds, -62_100_000_000), 253_300_000_000)
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=bounded)
        return _seconds(at.astimezone(_info(self.name)).utcoffset())

    def offset_of_time(self, seconds: int) -> int:
        """Seconds east of UTC for a time without date: that of the zone's winter."""
        return self.offset_at(*_REFERENCE_DAY, seconds)

    def to_tzinfo(self) -> tzinfo:
        """The zone for Python's datetimes."""
        if self.name is not None:
            return _info(self.name)
        return timezone(timedelta(seconds=self.offset or 0))

    def __str__(self) -> str:
        if self.name is not None:
            return "@" + self.name
        if not self.offset:
            return "Z"
        minutes, seconds = divmod(abs(self.offset), 60)
        sign = "-" if self.offset < 0 else "+"
        text = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
        return f"{text}:{seconds:02}" if seconds else text


def named_zone(name: str) -> Zone | None:
    """The zone `name`, or None when there is none."""
    return Zone(name=name) if name in _names() else None


def from_tzinfo(value: datetime) -> Zone | None:
    """The zone of a Python datetime; None when it has none."""
    if value.tzinfo is None:
        return None
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
        return Zone(name=value.tzinfo.key)
    return Zone(offset=_seconds(value.utcoffset()))


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """All names at once: asking the database for a name that is not there is slow, and anyone may ask."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1024)
def _info(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else offset.days * 86_400 + offset.seconds
