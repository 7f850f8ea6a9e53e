"""Static timer texts: is this an ISO 8601 date-time, duration or repeating interval that a timer may have?

Source of the forms: ``zeebe-dialect`` §3 "Timers" (Camunda 8, "Timer events"). Cron expressions are not taken, and
neither are lengths of more than `MAX_YEARS` or intervals shorter than a millisecond.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

MAX_YEARS = 1000
MIN_INTERVAL_SECONDS = Decimal("0.001")

_DATE_TIME = re.compile(
    r"(?P<local>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)"
    r"(?P<offset>Z|[+-]\d\d:\d\d)?(?:\[(?P<zone>[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*)\])?",
    re.ASCII,
)
_DURATION = re.compile(
    r"(?P<sign>-)?P(?=\d|T\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?",
    re.ASCII,
)
_SECONDS = (366 * 86_400, 31 * 86_400, 7 * 86_400, 86_400, 3_600, 60, 1)
"""Years, months, weeks, days, hours, minutes, seconds; at their longest."""

_REPETITIONS = re.compile(r"R\d{0,9}", re.ASCII)


def is_date_time(text: str) -> bool:
    """``2026-01-02T03:04:05+07:00``, with an offset or a zone in brackets or both."""
    match = _DATE_TIME.fullmatch(text)
    if match is None or not (match["offset"] or match["zone"]):
        return False
    try:
        zone = ZoneInfo(match["zone"]) if match["zone"] else UTC
        moment = datetime.fromisoformat(match["local"][:19] + (match["offset"] or ""))
        (moment if match["offset"] else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError, KeyError):
        return False
    return True


def is_duration(text: str) -> bool:
    """``P1DT2H``, ``P2W``, ``-PT1S``; at most `MAX_YEARS`."""
    return _length(text) is not None


def is_cycle(text: str) -> bool:
    """``R5/PT10S``, ``R/P1D``, ``R3/2026-01-02T03:04:05Z/P1D``."""
    head, _, rest = text.partition("/")
    start, _, interval = rest.rpartition("/")
    length = _length(interval)
    return (
        _REPETITIONS.fullmatch(head) is not None
        and (not start or is_date_time(start))
        and length is not None
        and length >= MIN_INTERVAL_SECONDS
    )


def _length(text: str) -> Decimal | None:
    """Seconds of a duration at its longest, negative with a sign; None when it is none or too long."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    parts = match.groups(default="0")[1:]
    seconds = sum((Decimal(part) * unit for part, unit in zip(parts, _SECONDS, strict=True)), Decimal(0))
    if seconds > MAX_YEARS * _SECONDS[0]:
        return None
    return -seconds if match["sign"] else seconds
