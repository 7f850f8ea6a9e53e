"""Date, time and date-time fields, in the texts that form-js writes (``subtype``, ``timeSerializingFormat``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from engine.model.forms.kinds.base import Kind, Refused, shown

SUBTYPES = ("date", "time", "datetime")
TIME_FORMATS = ("no_timezone", "utc_offset", "utc_normalized")

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::00(?:\.0{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Temporal(Kind):
    """Values are ``2025-03-25``, ``08:30`` or ``2025-03-25T08:30``, times with ``+07:00`` or ``Z`` as `time_format`
    says. An instant given with the other of the two zone marks is the same instant and is rewritten; a missing or
    an unwanted zone is refused, because guessing it could move a deadline by seven hours."""

    subtype: str = "date"
    time_format: str = "no_timezone"

    def accept(self, value: Any) -> str:
        code = f"form.not_{self.subtype}"
        if not isinstance(value, str):
            raise Refused(code, value=shown(value), example=self._example())
        stored = self._stored(value)
        if stored is None:
            raise Refused(code, value=shown(value), example=self._example())
        return stored

    def sanitize(self, value: Any) -> str | None:
        return self._stored(value) if isinstance(value, str) else None

    def _stored(self, text: str) -> str | None:
        try:
            if self.subtype == "date":
                return _date(text).isoformat()
            if self.subtype == "time":
                return self._time(*_time(text))
            day, _, clock = text.partition("T")
            return self._datetime(_date(day), *_time(clock))
        except (ValueError, OverflowError):
            return None

    def _time(self, clock: time, zone: timezone | None) -> str:
        self._check_zone(zone)
        if zone is None or self.time_format == "utc_offset":
            return clock.isoformat("minutes") + _offset(zone)
        moved = datetime.combine(date(2000, 1, 2), clock, zone).astimezone(UTC)
        return moved.strftime("%H:%MZ")

    def _datetime(self, day: date, clock: time, zone: timezone | None) -> str:
        self._check_zone(zone)
        moment = datetime.combine(day, clock, zone)
        if zone is not None and self.time_format == "utc_normalized":
            return moment.astimezone(UTC).replace(tzinfo=None).isoformat("T", "minutes") + "Z"
        return moment.isoformat("T", "minutes")

    def _check_zone(self, zone: timezone | None) -> None:
        if (zone is None) != (self.time_format == "no_timezone"):
            raise ValueError

    def _example(self) -> str:
        clock = {"no_timezone": "08:30", "utc_offset": "08:30+07:00", "utc_normalized": "01:30Z"}[self.time_format]
        return {"date": "2025-03-25", "time": clock, "datetime": f"2025-03-25T{clock}"}[self.subtype]


def _date(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError
    return date(*map(int, match.groups()))


def _time(text: str) -> tuple[time, timezone | None]:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError
    hour, minute, zone = match.groups()
    return time(int(hour), int(minute)), _zone(zone) if zone else None


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    if int(text[4:6]) > 59 or offset > timedelta(hours=14):
        raise ValueError
    return timezone(-offset if text[0] == "-" else offset)


def _offset(zone: timezone | None) -> str:
    return "" if zone is None else datetime(2000, 1, 1, tzinfo=zone).isoformat()[-6:]
