"""Dates, times and durations of FEEL: wider and finer than Python's (years to ±999,999,999, nanoseconds)."""

from __future__ import annotations

from engine.feel.temporal.dates import Date, DateTime, Time
from engine.feel.temporal.durations import DaysTimeDuration, YearsMonthsDuration
from engine.feel.temporal.zones import Zone

__all__ = ["Date", "DateTime", "DaysTimeDuration", "Time", "YearsMonthsDuration", "Zone"]
