"""Points in time, intervals and cycles as diagrams write them (ISO 8601), and when a timer falls due.

Pure functions; the job side uses them too. A time without an offset is meant in the local zone, Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.model.process import TimerKind

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ENDLESS = -1
MAX_REPETITIONS = 2**31 - 1

_INTERVAL = re.compile(
    r"(?P<sign>[+-])?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,9})?)S)?)?"
)
_ZONE = re.compile(r"(?:\[(?P<bracketed>[^\]]+)\]|@(?P<at>.+))$")
_CYCLE = re.compile(r"R(?P<times>-?\d*)/(?:(?P<start>.+)/)?(?P<interval>[^/]+)")


@dataclass(frozen=True, slots=True)
class Interval:
    """An ISO 8601 duration: `months` follow the calendar, `rest` is exact."""

    months: int
    rest: timedelta

    def after(self, moment: datetime) -> datetime:
        """`moment` plus the interval, counted on the local calendar; a day that the month lacks becomes its last."""
        if self.months:
            local = moment.astimezone(LOCAL_ZONE)
            year, month = divmod(local.year * 12 + local.month - 1 + self.months, 12)
            day = min(local.day, monthrange(year, month + 1)[1])
            moment = local.replace(year=year, month=month + 1, day=day)
        return moment.astimezone(UTC) + self.rest

    @property
    def is_positive(self) -> bool:
        return self.months >= 0 and self.rest >= timedelta() and bool(self.months or self.rest)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a timer fires first, how often it fires (-1 without end), and the interval between two firings."""

    due_at: datetime
    repetitions: int = 1
    interval: str | None = None


def parse_interval(text: str) -> Interval:
    """``P1DT2H``, ``P2W``, ``-PT5M``; raises ValueError."""
    match = _INTERVAL.fullmatch(text.strip())
    if match is None or text.strip()[-1] in "PT":
        raise ValueError(text)
    part = {name: float(value) if name == "seconds" else int(value) for name, value in _numbers(match)}
    sign = -1 if match["sign"] == "-" else 1
    months = int(part.get("years", 0) * 12 + part.get("months", 0))
    try:
        rest = timedelta(**{name: part.get(name, 0) for name in ("weeks", "days", "hours", "minutes", "seconds")})
    except OverflowError:
        raise ValueError(text) from None
    return Interval(sign * months, sign * rest)


def parse_moment(text: str) -> datetime:
    """``2026-01-02T03:04:05Z``, ``…+02:00``, ``…[Europe/Berlin]``, without an offset or a time: local. In UTC.

    Raises ValueError.
    """
    text = text.strip()
    zone = LOCAL_ZONE
    named = _ZONE.search(text)
    if named is not None:
        text = text[: named.start()]
        try:
            zone = ZoneInfo(named["bracketed"] or named["at"])
        except (KeyError, OSError):
            raise ValueError(text) from None
    moment = datetime.fromisoformat(text)
    try:
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None


def schedule(kind: TimerKind, text: str, now: datetime) -> Schedule | None:
    """The schedule of a timer that is opened at `now`; None for a cycle of no repetitions. Raises ValueError."""
    try:
        if kind is TimerKind.DATE:
            return Schedule(parse_moment(text))
        if kind is TimerKind.DURATION:
            return Schedule(parse_interval(text).after(now))
        return _cycle(text, now)
    except OverflowError:
        raise ValueError(text) from None


def next_due(due_at: datetime, interval: str, now: datetime) -> datetime:
    """The first beat after `now` of a cycle that last fell due at `due_at`: missed beats are skipped."""
    step = parse_interval(interval)
    beat = step.after(due_at)
    if not step.months and beat <= now:
        beat += (now - beat) // step.rest * step.rest
    while beat <= now:
        beat = step.after(beat)
    return beat


def _cycle(text: str, now: datetime) -> Schedule | None:
    match = _CYCLE.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    times = int(match["times"]) if match["times"] not in ("", "-") else ENDLESS
    if times > MAX_REPETITIONS:
        raise ValueError(text)
    interval = match["interval"]
    if times == 0:
        return None
    if not parse_interval(interval).is_positive:
        raise ValueError(text)
    if match["start"] is None:
        due_at = parse_interval(interval).after(now)
    else:
        due_at = parse_moment(match["start"])
        if due_at < now:
            due_at = next_due(due_at, interval, now)
    return Schedule(due_at, max(times, ENDLESS), interval)


def _numbers(match: re.Match[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in match.groupdict().items() if value is not None and name != "sign"]
