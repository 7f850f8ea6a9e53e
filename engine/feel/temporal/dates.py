"""Dates, times of day, and dates with times of FEEL (DMN 1.5, 10.3.2.3.4 to .6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from engine.feel import limits
from engine.feel.errors import FeelLimitExceeded
from engine.feel.temporal import calendar
from engine.feel.temporal.calendar import DAY_NANOS, NANOS
from engine.feel.temporal.durations import DaysTimeDuration, YearsMonthsDuration
from engine.feel.temporal.zones import Zone, from_tzinfo


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the proleptic Gregorian calendar; the fields are valid."""

    year: int
    month: int
    day: int

    @property
    def days(self) -> int:
        """Days since 1970-01-01."""
        return calendar.to_days(self.year, self.month, self.day)

    @classmethod
    def from_days(cls, days: int) -> Date:
        """Raises FeelLimitExceeded beyond the years of FEEL."""
        year, month, day = calendar.from_days(days)
        _check_year(year)
        return cls(year, month, day)

    def plus_months(self, months: int) -> Date:
        """The same day `months` later, or the last day of a shorter month."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        _check_year(year)
        return Date(year, month + 1, min(self.day, calendar.month_length(year, month + 1)))

    def to_date(self) -> dt.date:
        """Python's date; raises ValueError beyond its years."""
        return dt.date(self.year, self.month, self.day)

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day; `second` is whole, the rest is in `nano`; `zone` may be None."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    zone: Zone | None = None

    @property
    def seconds(self) -> int:
        """Whole seconds since midnight."""
        return self.hour * 3600 + self.minute * 60 + self.second

    @property
    def nanos(self) -> int:
        """Nanoseconds since midnight."""
        return self.seconds * NANOS + self.nano

    @property
    def value(self) -> int:
        """Nanoseconds since midnight in UTC, by which zoned times compare."""
        return self.nanos - (self.zone.offset_of_time(self.seconds) * NANOS if self.zone else 0)

    @classmethod
    def from_nanos(cls, nanos: int, zone: Zone | None) -> Time:
        """The time `nanos` after midnight, going round the clock."""
        seconds, nano = divmod(nanos % DAY_NANOS, NANOS)
        return cls(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, zone)

    def __str__(self) -> str:
        text = f"{self.hour:02}:{self.minute:02}:{self.second:02}"
        if self.nano:
            text += f".{self.nano:09}".rstrip("0")
        return text + (str(self.zone) if self.zone else "")


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of day; the zone is the time's."""

    date: Date
    time: Time

    @property
    def zone(self) -> Zone | None:
        return self.time.zone

    @property
    def offset(self) -> int:
        """Seconds east of UTC; 0 without zone."""
        zone = self.time.zone
        if zone is None:
            return 0
        return zone.offset_at(self.date.year, self.date.month, self.date.day, self.time.seconds)

    @property
    def value(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00Z, by which values with zone compare, as do those without."""
        return self.date.days * DAY_NANOS + self.time.nanos - self.offset * NANOS

    @classmethod
    def from_value(cls, value: int, zone: Zone | None) -> DateTime:
        """The moment `value` as seen in `zone`; raises FeelLimitExceeded."""
        local = value + (zone.offset_at_instant(value // NANOS) * NANOS if zone else 0)
        days, nanos = divmod(local, DAY_NANOS)
        return cls(Date.from_days(days), Time.from_nanos(nanos, zone))

    def plus(self, duration: DaysTimeDuration | YearsMonthsDuration) -> DateTime:
        """Later by `duration`: months by the calendar, time by the instant."""
        if isinstance(duration, YearsMonthsDuration):
            return replace(self, date=self.date.plus_months(duration.months))
        return DateTime.from_value(self.value + duration.nanoseconds, self.zone)

    def to_datetime(self, zone: Zone) -> dt.datetime:
        """Python's aware datetime, cut to microseconds, in `zone` when it has none of its own.

        Raises ValueError beyond Python's years.
        """
        time = self.time
        tzinfo = (time.zone or zone).to_tzinfo()
        day = self.date
        return dt.datetime(
            day.year, day.month, day.day, time.hour, time.minute, time.second, time.nano // 1000, tzinfo=tzinfo
        )

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


def from_python(value: dt.date | dt.time | dt.timedelta) -> Date | DateTime | Time | DaysTimeDuration:
    """The FEEL value of a date, datetime, time or timedelta."""
    if isinstance(value, dt.timedelta):
        return DaysTimeDuration(((value.days * 86_400 + value.seconds) * 10**6 + value.microseconds) * 1000)
    if isinstance(value, dt.datetime):
        time = Time(value.hour, value.minute, value.second, value.microsecond * 1000, from_tzinfo(value))
        return DateTime(Date(value.year, value.month, value.day), time)
    if isinstance(value, dt.time):
        offset = value.utcoffset()
        zone = None if offset is None else Zone(offset=int(offset.total_seconds()))
        return Time(value.hour, value.minute, value.second, value.microsecond * 1000, zone)
    return Date(value.year, value.month, value.day)


def _check_year(year: int) -> None:
    if abs(year) > limits.MAX_YEAR:
        raise FeelLimitExceeded("feel.limit.temporal", limits.MAX_YEAR)
