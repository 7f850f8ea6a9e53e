"""Conversion functions (DMN 1.5, table 73) and ``not`` (table 74)."""

from __future__ import annotations

from typing import Any

from engine.feel import decimals
from engine.feel.decimals import Number
from engine.feel.faults import Fault
from engine.feel.registry import Registry
from engine.feel.runtime import Run
from engine.feel.temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration, Zone
from engine.feel.temporal.calendar import NANOS
from engine.feel.temporal.parse import parse_date, parse_date_time, parse_duration, parse_time, valid_date
from engine.feel.temporal.zones import MAX_OFFSET, named_zone
from engine.feel.text import text_of

FUNCTIONS = Registry()
builtin = FUNCTIONS.builtin
_MIDNIGHT = Time(0, 0, 0)
_NUMBER_CHARACTERS = frozenset("0123456789+-eE.")


@builtin("not", "negand: any")
def _not(run: Run, value: Any) -> bool | None:
    return not value if type(value) is bool else None


@builtin("string", "from: any")
def _string(run: Run, value: Any) -> str | None:
    return None if value is None else text_of(run, value)


@builtin("number", "from: string, grouping separator: string?, decimal separator: string?")
def _number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Number:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (point and point == grouping):
        raise Fault("feel.warning.separators")
    plain = text.replace(grouping, "") if grouping else text
    if point == ",":
        if "." in plain:
            raise Fault("feel.warning.number_text", text=text[:40])
        plain = plain.replace(",", ".")
    if len(plain) > 200 or not plain or not _NUMBER_CHARACTERS.issuperset(plain):
        raise Fault("feel.warning.number_text", text=text[:40])
    try:
        return decimals.plain(decimals.parse_number(plain))
    except Fault:
        raise Fault("feel.warning.number_text", text=text[:40]) from None


@builtin("number", "from: number")
def _same_number(run: Run, value: Number) -> Number:
    return value


def _read(kind: str, value: Any, text: str) -> Any:
    if value is None:
        raise Fault("feel.warning.temporal_text", kind=kind, text=text[:40])
    return value


def _integer(value: Number) -> int:
    if not decimals.is_integral(value):
        raise Fault("feel.warning.not_integral")
    return int(value)


@builtin("date", "from: string", cost=15)
def _date_from_text(run: Run, text: str) -> Date:
    return _read("date", parse_date(text), text)  # type: ignore[no-any-return]


@builtin("date", "from: date or date and time", cost=15)
def _date_from(run: Run, value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@builtin("date", "year: number, month: number, day: number", cost=15)
def _date_of(run: Run, year: Number, month: Number, day: Number) -> Date:
    return _read("date", valid_date(_integer(year), _integer(month), _integer(day)), f"{year}-{month}-{day}")  # type: ignore[no-any-return]


@builtin("date and time", "from: string", cost=15)
def _moment_from_text(run: Run, text: str) -> DateTime:
    return _read("date and time", parse_date_time(text), text)  # type: ignore[no-any-return]


@builtin("date and time", "from: date or date and time", cost=15)
def _moment_from(run: Run, value: Date | DateTime) -> DateTime:
    return DateTime(value, _MIDNIGHT) if isinstance(value, Date) else value


@builtin("date and time", "date: date or date and time, time: time", cost=15)
def _moment_of(run: Run, date: Date | DateTime, time: Time) -> DateTime:
    return DateTime(_date_from(run, date), time)


_FIELDS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin("date and time", _FIELDS, _FIELDS + ", offset: days and time duration?", cost=15)
def _moment_of_fields(run: Run, *fields: Any) -> DateTime:
    return DateTime(_date_of(run, *fields[:3]), _time_of(run, *fields[3:]))


@builtin("date and time", _FIELDS + ", timezone: string", cost=15)
def _moment_of_fields_in_zone(run: Run, *fields: Any) -> DateTime:
    time = _time_of(run, *fields[3:6])
    return DateTime(
        _date_of(run, *fields[:3]), Time(time.hour, time.minute, time.second, time.nano, zone_of(fields[6]))
    )


def zone_of(name: str) -> Zone:
    zone = parse_time("00:00:00" + name) if name[:1] in ("+", "-", "Z") else None
    if zone is not None and zone.zone is not None:
        return zone.zone
    return _read("timezone", named_zone(name), name)  # type: ignore[no-any-return]


@builtin("time", "from: string", cost=15)
def _time_from_text(run: Run, text: str) -> Time:
    return _read("time", parse_time(text), text)  # type: ignore[no-any-return]


@builtin("time", "from: time | date | date and time", cost=15)
def _time_from(run: Run, value: Time | Date | DateTime) -> Time:
    if isinstance(value, Date):
        return Time(0, 0, 0, 0, Zone(offset=0))
    return value.time if isinstance(value, DateTime) else value


@builtin("time", "hour: number, minute: number, second: number, offset: days and time duration?", cost=15)
def _time_of(run: Run, hour: Number, minute: Number, second: Number, offset: DaysTimeDuration | None = None) -> Time:
    hours, minutes = _integer(hour), _integer(minute)
    if not (0 <= hours <= 23 and 0 <= minutes <= 59 and 0 <= second < 60):
        raise Fault("feel.warning.temporal_text", kind="time", text=f"{hour}:{minute}:{second}")
    seconds = int(second)
    nano = int((second - seconds) * NANOS)
    zone = None
    if offset is not None:
        east = abs(offset.nanoseconds) // NANOS
        if east > MAX_OFFSET:
            raise Fault("feel.warning.temporal_text", kind="time", text=str(offset))
        zone = Zone(offset=-east if offset.nanoseconds < 0 else east)
    return Time(hours, minutes, seconds, nano, zone)


@builtin("duration", "from: string", cost=15)
def _duration_from_text(run: Run, text: str) -> DaysTimeDuration | YearsMonthsDuration:
    return _read("duration", parse_duration(text), text)  # type: ignore[no-any-return]


@builtin("duration", "from: duration", cost=15)
def _same_duration(run: Run, value: Any) -> Any:
    return value


@builtin("years and months duration", "from: date or date and time, to: date or date and time", cost=15)
def _between(run: Run, start: Date | DateTime, end: Date | DateTime) -> YearsMonthsDuration:
    first, last = _date_from(run, start), _date_from(run, end)
    months = (last.year - first.year) * 12 + last.month - first.month
    after_first, after_last = _within_month(start), _within_month(end)
    if months > 0 and after_last < after_first:
        months -= 1
    elif months < 0 and after_last > after_first:
        months += 1
    return YearsMonthsDuration(months)


def _within_month(value: Date | DateTime) -> tuple[int, int]:
    return (value.date.day, value.time.nanos) if isinstance(value, DateTime) else (value.day, 0)
