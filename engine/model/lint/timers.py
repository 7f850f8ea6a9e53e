"""Rules on timers: a static text is checked now, and each place takes only certain kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.model import timer_text
from engine.model.lint.registry import Hit, Subject, hit, rule
from engine.model.process import ElementType, FlowNode, TimerDefinition, TimerKind

_IS_VALID: dict[TimerKind, Callable[[str], bool]] = {
    TimerKind.DATE: timer_text.is_date_time,
    TimerKind.DURATION: timer_text.is_duration,
    TimerKind.CYCLE: timer_text.is_cycle,
}
_CODES = {
    TimerKind.DATE: "bpmn.timer_date_invalid",
    TimerKind.DURATION: "bpmn.timer_duration_invalid",
    TimerKind.CYCLE: "bpmn.timer_cycle_invalid",
}


def _timers(subject: Subject) -> Iterator[tuple[FlowNode, TimerDefinition]]:
    for node in subject.nodes:
        if isinstance(node.event, TimerDefinition):
            yield node, node.event


def _invalid(subject: Subject, kind: TimerKind) -> Iterator[Hit]:
    for node, timer in _timers(subject):
        text = timer.value.text
        if timer.kind is kind and not text.startswith("=") and not _IS_VALID[kind](text):
            yield hit(node, value=text[:120])


@rule(_CODES[TimerKind.DATE])
def a_timer_date_is_iso_8601(subject: Subject) -> Iterator[Hit]:
    return _invalid(subject, TimerKind.DATE)


@rule(_CODES[TimerKind.DURATION])
def a_timer_duration_is_iso_8601(subject: Subject) -> Iterator[Hit]:
    return _invalid(subject, TimerKind.DURATION)


@rule(_CODES[TimerKind.CYCLE])
def a_timer_cycle_is_a_repeating_interval(subject: Subject) -> Iterator[Hit]:
    return _invalid(subject, TimerKind.CYCLE)


@rule("bpmn.timer_start_duration")
def a_start_timer_has_a_date_or_a_cycle(subject: Subject) -> Iterator[Hit]:
    """A duration counts from an instance that does not exist yet."""
    for node, timer in _timers(subject):
        if node.type is ElementType.START_EVENT and timer.kind is TimerKind.DURATION:
            yield hit(node)


@rule("bpmn.timer_cycle_not_allowed")
def only_starts_and_non_interrupting_events_repeat(subject: Subject) -> Iterator[Hit]:
    for node, timer in _timers(subject):
        once = node.type is ElementType.INTERMEDIATE_CATCH_EVENT or (
            node.type is ElementType.BOUNDARY_EVENT and node.is_interrupting
        )
        if once and timer.kind is TimerKind.CYCLE:
            yield hit(node)
