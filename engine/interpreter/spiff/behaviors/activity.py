"""What all activities share: boundary events, work that is opened, results that are taken in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from engine.interpreter.port import Fact
from engine.interpreter.spiff import events
from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.token import Token
from engine.model.process import ErrorDefinition

if TYPE_CHECKING:
    from engine.interpreter.spiff.behaviors.boundary_event import BoundaryEventSpec
    from engine.interpreter.spiff.behaviors.multi_instance import MultiInstanceBodySpec


class HostSpec(NodeSpec):
    """An element that boundary events may be attached to."""

    has_variables = True
    boundaries: Mapping[str, BoundaryEventSpec] = {}
    """Timer and message boundary events, by id."""
    catchers: Mapping[str | None, BoundaryEventSpec] = {}
    """Error boundary events by error code, None for the catch-all."""

    opens_boundaries: ClassVar[bool] = True
    """False where no instance lasts long enough for a timer or message to come."""

    def attach(self, events: Iterable[BoundaryEventSpec]) -> None:
        """Assembly: put boundary events on this element."""
        events = tuple(events)
        self.boundaries = {e.name: e for e in events if e.definition is not None and self.opens_boundaries}
        self.catchers = {e.error_code: e for e in events if isinstance(e.node.event, ErrorDefinition)}

    def is_waiting(self, token: Token) -> bool:
        return self.waits or len(token.memory.get("spent", ())) < len(self.boundaries)

    def happen(self, token: Token, event_id: str, values: Mapping[str, Any]) -> None:
        if event_id not in self.boundaries or event_id in token.memory.get("spent", ()):
            raise KeyError(event_id)
        self.boundaries[event_id].catch(token, values)

    def catcher(self, code: str) -> BoundaryEventSpec | None:
        return self.catchers.get(code) or self.catchers.get(None)


class ActivitySpec(HostSpec):
    """A task, subprocess or call activity; `body` is set on the inner instance of a multi-instance."""

    body: MultiInstanceBodySpec | None = None

    def work(self, token: Token) -> Fact | None:
        """Evaluate the attributes: the fact that opens the activity's own wait, or None. Raises Failure."""
        return None

    def enter(self, token: Token) -> bool:
        self.map_inputs(token)
        self.open_waits(token, self.work(token))
        return False

    def open_waits(self, token: Token, own: Fact | None) -> None:
        """Boundary events first, then the activity's own wait; a Failure leaves none of them behind."""
        facts: list[Fact] = [*events.opened(token, self.boundaries.values())]
        if own is not None:
            facts.append(own)
        token.workflow.facts.extend(facts)

    def leave(self, token: Token) -> None:
        super().leave(token)
        if self.body is not None:
            self.body.collect(token)


class WorkSpec(ActivitySpec):
    """An activity that someone outside does and completes."""

    waits = True

    def complete(self, token: Token, values: Mapping[str, Any]) -> None:
        self.receive(token, values)
        self.close_waits(token)
        token.workflow.resume(token)
