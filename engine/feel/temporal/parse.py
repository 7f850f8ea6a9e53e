"""Reads the texts of dates, times and durations (XML Schema 1.1 with FEEL's zone names); None for what is not one."""

from __future__ import annotations

import re

from engine.feel import limits
from engine.feel.temporal import calendar
from engine.feel.temporal.calendar import DAY_NANOS, NANOS
from engine.feel.temporal.dates import Date, DateTime, Time
from engine.feel.temporal.durations import DaysTimeDuration, YearsMonthsDuration
from engine.feel.temporal.zones import MAX_OFFSET, Zone, named_zone

Temporal = Date | DateTime | Time | DaysTimeDuration | YearsMonthsDuration

_DATE = re.compile(r"(-?)([0-9]{4}|[1-9][0-9]{4,8})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,30}))?)?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z][A-Za-z0-9_+/-]{0,60}))?"
)
_DAYS_TIME = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,18})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{0,30}))?S)?)?"
)
_YEARS_MONTHS = re.compile(r"(-?)P(?=[0-9])(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")


def parse_literal(text: str) -> Temporal | None:
    """What ``@"…"`` stands for."""
    return (
        parse_date(text) or (parse_date_time(text) if "T" in text else None) or parse_time(text) or parse_duration(text)
    )


def parse_date(text: str) -> Date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year = int(match[2]) * (-1 if match[1] else 1)
    return valid_date(year, int(match[3]), int(match[4]))


def valid_date(year: int, month: int, day: int) -> Date | None:
    """The date of these fields, or None."""
    if abs(year) > limits.MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= calendar.month_length(year, month):
        return None
    return Date(year, month, day)


def parse_time(text: str) -> Time | None:
    """``hh:mm`` without seconds is accepted as well, since forms submit it."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    nano = int((match[4] or "0")[:9].ljust(9, "0"))
    if (hour, minute, second, nano) == (24, 0, 0, 0):
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    zone = _zone(match)
    if zone is None and match.group(5, 6, 10) != (None, None, None):
        return None
    return Time(hour, minute, second, nano, zone)


def _zone(match: re.Match[str]) -> Zone | None:
    if match[5]:
        return Zone(offset=0)
    if match[10]:
        return named_zone(match[10])
    if match[6] is None or int(match[8]) > 59 or int(match[9] or 0) > 59:
        return None
    seconds = int(match[7]) * 3600 + int(match[8]) * 60 + int(match[9] or 0)
    if seconds > MAX_OFFSET:
        return None
    return Zone(offset=-seconds if match[6] == "-" else seconds)


def parse_date_time(text: str) -> DateTime | None:
    """A date and a time, or a date alone for its midnight; ``24:00:00`` is the midnight after."""
    day_text, separator, time_text = text.partition("T")
    date = parse_date(day_text)
    if date is None:
        return None
    if not separator:
        return DateTime(date, Time(0, 0, 0))
    time = parse_time(time_text)
    if time is None:
        return None
    if time_text.startswith("24"):
        date = Date.from_days(date.days + 1)
    return DateTime(date, time)


def parse_duration(text: str) -> DaysTimeDuration | YearsMonthsDuration | None:
    match = _DAYS_TIME.fullmatch(text)
    if match is not None:
        days, hours, minutes, seconds = (int(match[group] or 0) for group in (2, 3, 4, 5))
        total = (hours * 3600 + minutes * 60 + seconds) * NANOS + int((match[6] or "0")[:9].ljust(9, "0"))
        total += days * DAY_NANOS
        return None if total > limits.MAX_NANOSECONDS else DaysTimeDuration(-total if match[1] else total)
    match = _YEARS_MONTHS.fullmatch(text)
    if match is None:
        return None
    months = int(match[2] or 0) * 12 + int(match[3] or 0)
    return None if months > limits.MAX_MONTHS else YearsMonthsDuration(-months if match[1] else months)
