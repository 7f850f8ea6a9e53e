"""The sentence that says why a deadline falls where it falls, in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine import messages
from engine.messages import Language
from workflows.calendar.days import WEEKLY_REST, CalendarDay, DayKind, WorkingCalendar
from workflows.calendar.rules import CountUnit, DueKind, DueRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """All that went into a deadline: `named` is the day the rule names or counts from."""

    rule: DueRule
    calendar: WorkingCalendar
    named: date
    opens_on: date | None
    legal_last: date
    working_last: date

    @property
    def rows(self) -> tuple[CalendarDay, ...]:
        """The special days that were looked at on the way."""
        days = (self.named, self.legal_last, self.working_last)
        return self.calendar.rows_within(min(days), max(days))

    @property
    def provisional(self) -> tuple[CalendarDay, ...]:
        """Those of them that are not announced yet."""
        return tuple(row for row in self.rows if row.is_provisional)


def explain(basis: Basis, language: Language) -> str:
    """One line, for example "trước ngày 25/5/2025 là Chủ nhật → làm việc cuối cùng: thứ Sáu 23/5/2025"."""
    sentence = _head(basis, language)
    if basis.working_last == basis.legal_last:
        sentence += _say("calendar.tail.last_day", language, day=_spoken(basis, basis.legal_last, language))
    else:
        if not _names_day_off(basis):
            sentence += _say(
                "calendar.tail.day_off",
                language,
                date=short_date(basis.legal_last, language),
                why=_why_off(basis, basis.legal_last, language),
            )
        sentence += _say("calendar.tail.last_working_day", language, day=_spoken(basis, basis.working_last, language))
    if basis.provisional:
        days = ", ".join(short_date(row.date, language) for row in basis.provisional)
        sentence += _say("calendar.tail.provisional", language, days=days)
    return sentence


def short_date(day: date, language: Language) -> str:
    """25/5/2025, with 0 before days under 10 and months 1 and 2 (Nghị định 30/2020, Phụ lục I); 25 May 2025."""
    return f"{_day_month(day, language)}{'/' if language == 'vi' else ' '}{day.year}"


def weekday(day: date, language: Language) -> str:
    """ "thứ Hai" … "Chủ nhật"."""
    return _say(f"calendar.weekday.{day.weekday()}", language)


def _head(basis: Basis, language: Language) -> str:
    """The rule's own words with its date."""
    rule = basis.rule
    code = f"calendar.head.{rule.kind.value}"
    if rule.is_inclusive:
        code += ".inclusive"
    elif rule.kind in (DueKind.AFTER_PERIOD_END, DueKind.BEFORE_EVENT) and rule.unit is not None:
        code += f".{rule.unit.value}"
    named = _say(
        "calendar.named.day_off" if _names_day_off(basis) else "calendar.named.plain",
        language,
        date=short_date(basis.named, language),
        weekday=weekday(basis.named, language),
        why=_why_off(basis, basis.named, language),
    )
    opens = short_date(basis.opens_on, language) if basis.opens_on else ""
    head = _say(code, language, named=named, count=rule.count, opens=opens)
    return head + (_counting_note(basis, language) if rule.unit is CountUnit.WORKING else "")


def _names_day_off(basis: Basis) -> bool:
    """Whether it explains enough to say that D is a day off: nothing is counted, and the last day is off as well."""
    return (
        basis.rule.count is None
        and basis.working_last != basis.legal_last
        and not basis.calendar.is_working_day(basis.named)
    )


def _counting_note(basis: Basis, language: Language) -> str:
    """Which special days the count left out, or took in."""
    counted_over = [row for row in basis.rows if row.date != basis.named]
    made_up = [row for row in counted_over if row.kind is DayKind.WORKING_MAKEUP]
    off = [row for row in counted_over if row not in made_up and row.date.weekday() not in WEEKLY_REST]
    note = ""
    for code, rows in (("calendar.note.left_out", off), ("calendar.note.made_up", made_up)):
        if rows:
            note += _say(code, language, days=", ".join(_day_month(row.date, language) for row in rows))
    return note


def _why_off(basis: Basis, day: date, language: Language) -> str:
    row = basis.calendar.row(day)
    if row is not None:
        return _say("calendar.off.row", language, name=row.name)
    return _say("calendar.off.weekday", language, weekday=weekday(day, language))


def _spoken(basis: Basis, day: date, language: Language) -> str:
    row = basis.calendar.row(day)
    code = "calendar.day.made_up" if row and row.kind is DayKind.WORKING_MAKEUP else "calendar.day.plain"
    return _say(code, language, weekday=weekday(day, language), date=short_date(day, language))


def _day_month(day: date, language: Language) -> str:
    if language == "en":
        return f"{day.day} {_say(f'calendar.month.{day.month}', 'en')}"
    return f"{day.day:02}/{day.month:02}" if day.month < 3 else f"{day.day:02}/{day.month}"


def _say(code: str, language: Language, **fields: object) -> str:
    return messages.text(code, language, **fields)
