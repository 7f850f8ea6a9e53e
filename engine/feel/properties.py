"""The properties of temporal values and ranges that a path reads (DMN 1.5, tables 65 and 66)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.decimals import Number
from engine.feel.temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration, Zone
from engine.feel.temporal.calendar import NANOS, weekday
from engine.feel.values import Range

_Getters = dict[str, Callable[[Any], Any]]


def _second(time: Time) -> Number:
    return time.second if not time.nano else Decimal(time.second) + Decimal(time.nano).scaleb(-9)


def _offset(zone: Zone | None, seconds: Callable[[], int]) -> DaysTimeDuration | None:
    return None if zone is None else DaysTimeDuration(seconds() * NANOS)


def _duration_seconds(duration: DaysTimeDuration) -> Number:
    *_, seconds, nanos = duration.fields()
    return seconds if not nanos else Decimal(seconds) + Decimal(nanos).scaleb(-9)


_DATE: _Getters = {
    "year": lambda date: date.year,
    "month": lambda date: date.month,
    "day": lambda date: date.day,
    "weekday": lambda date: weekday(date.days),
}
_TIME: _Getters = {
    "hour": lambda time: time.hour,
    "minute": lambda time: time.minute,
    "second": _second,
    "time offset": lambda time: _offset(time.zone, lambda: time.zone.offset_of_time(time.seconds)),
    "timezone": lambda time: time.zone.name if time.zone else None,
}


def _on(part: str, getter: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: getter(getattr(value, part))


PROPERTIES: dict[type, _Getters] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: {name: _on("date", getter) for name, getter in _DATE.items()}
    | {name: _on("time", getter) for name, getter in _TIME.items()}
    | {"time offset": lambda value: _offset(value.zone, lambda: value.offset)},
    DaysTimeDuration: {
        "days": lambda duration: duration.fields()[0],
        "hours": lambda duration: duration.fields()[1],
        "minutes": lambda duration: duration.fields()[2],
        "seconds": _duration_seconds,
    },
    YearsMonthsDuration: {
        "years": lambda duration: duration.fields()[0],
        "months": lambda duration: duration.fields()[1],
    },
    Range: {
        "start": lambda interval: interval.low,
        "end": lambda interval: interval.high,
        "start included": lambda interval: interval.low_included,
        "end included": lambda interval: interval.high_included,
    },
}
