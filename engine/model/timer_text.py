"""Static timer texts: is this an ISO 8601 date-time, duration or repeating interval that a timer may have?

Source of the forms: ``zeebe-dialect`` §3 "Timers" (Camunda 8, "Timer events"). Cron expressions are not taken.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_DATE_TIME = re.compile(
    r"(?P<local>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)"
    r"(?P<offset>Z|[+-]\d\d:\d\d)?(?:\[(?P<zone>[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*)\])?",
    re.ASCII,
)
_DURATION = re.compile(
    r"-?P(?=\d|T\d)(?:\d{1,9}Y)?(?:\d{1,9}M)?(?:\d{1,9}W)?(?:\d{1,9}D)?"
    r"(?:T(?=\d)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?",
    re.ASCII,
)
_REPETITIONS = re.compile(r"R\d{0,9}", re.ASCII)


def is_date_time(text: str) -> bool:
    """``2026-01-02T03:04:05+07:00``, with an offset or a zone in brackets or both."""
    match = _DATE_TIME.fullmatch(text)
    if match is None or not (match["offset"] or match["zone"]):
        return False
    try:
        datetime.fromisoformat(match["local"][:19] + (match["offset"] or ""))
        if match["zone"]:
            ZoneInfo(match["zone"])
    except (ValueError, OSError, KeyError):
        return False
    return True


def is_duration(text: str) -> bool:
    """``P1DT2H``, ``P2W``, ``-PT1S``."""
    return _DURATION.fullmatch(text) is not None


def is_cycle(text: str) -> bool:
    """``R5/PT10S``, ``R/P1D``, ``R3/2026-01-02T03:04:05Z/P1D``; the interval is longer than nothing."""
    head, *rest = text.split("/")
    zone_parts = "/".join(rest)
    start, _, interval = zone_parts.rpartition("/")
    return (
        _REPETITIONS.fullmatch(head) is not None
        and (not start or is_date_time(start))
        and is_duration(interval)
        and not interval.startswith("-")
        and re.search(r"[1-9]", interval) is not None
    )
