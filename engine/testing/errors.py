"""Why the runner cannot do what a test asks of it.

NotFound
├── ProcessUnknown      no such process is deployed
└── NothingOpen         nothing of that name is open
Conflict
├── SeveralOpen         more than one is, and the test does not say which
├── FormAccepted        a form took what it was expected to refuse
├── ClockMovedBack      time only goes on
└── EndlessWork         something moves without end
"""

from __future__ import annotations

from engine.errors import Conflict, NotFound


class ProcessUnknown(NotFound):
    """Fields: process_id."""

    code = "testing.process_unknown"


class NothingOpen(NotFound):
    """Fields: what (an element id, a job type or a key), open (what is)."""

    code = "testing.nothing_open"


class SeveralOpen(Conflict):
    """Fields: what, count."""

    code = "testing.several_open"


class FormAccepted(Conflict):
    """Fields: task."""

    code = "testing.form_accepted"


class ClockMovedBack(Conflict):
    """Fields: now, to."""

    code = "testing.clock_moved_back"


class EndlessWork(Conflict):
    """Fields: limit."""

    code = "testing.endless_work"
