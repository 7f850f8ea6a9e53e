"""The two durations of FEEL (DMN 1.5, 10.3.2.3.7 and .8): days with time, and years with months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engine.feel import limits
from engine.feel.errors import FeelLimitExceeded
from engine.feel.temporal.calendar import DAY_NANOS, NANOS


@dataclass(frozen=True, slots=True, order=True)
class DaysTimeDuration:
    """A length in nanoseconds."""

    nanoseconds: int

    def __post_init__(self) -> None:
        if abs(self.nanoseconds) > limits.MAX_NANOSECONDS:
            raise FeelLimitExceeded("feel.limit.temporal", limits.MAX_YEAR)

    def fields(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds, nanoseconds; all negative for a negative duration."""
        sign = -1 if self.nanoseconds < 0 else 1
        days, rest = divmod(abs(self.nanoseconds), DAY_NANOS)
        seconds, nanos = divmod(rest, NANOS)
        return sign * days, sign * (seconds // 3600), sign * (seconds // 60 % 60), sign * (seconds % 60), sign * nanos

    def to_timedelta(self) -> timedelta:
        """Python's duration, cut to microseconds; raises OverflowError beyond its range."""
        return timedelta(microseconds=self.nanoseconds // 1000)

    def __str__(self) -> str:
        days, hours, minutes, seconds, nanos = (abs(field) for field in self.fields())
        text = f"{days}D" if days else ""
        time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if nanos:
            time += f"{seconds}.{nanos:09}".rstrip("0") + "S"
        elif seconds:
            time += f"{seconds}S"
        if time:
            text += "T" + time
        return ("-P" if self.nanoseconds < 0 else "P") + text if text else "PT0S"


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """A length in months."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > limits.MAX_MONTHS:
            raise FeelLimitExceeded("feel.limit.temporal", limits.MAX_YEAR)

    def fields(self) -> tuple[int, int]:
        """Years and months; both negative for a negative duration."""
        sign = -1 if self.months < 0 else 1
        years, months = divmod(abs(self.months), 12)
        return sign * years, sign * months

    def __str__(self) -> str:
        years, months = (abs(field) for field in self.fields())
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if self.months < 0 else "P") + text
