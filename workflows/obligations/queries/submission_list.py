"""The list of who has handed in a deliverable and when: "Danh sách nộp"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.obligations.status import Status
from workflows.obligations.view import Filter, ObligationView, read_views
from workflows.programmes.rows import read_programme


@dataclass(frozen=True, slots=True, kw_only=True)
class GetSubmissionList:
    """Of one deliverable of a programme. Raises ProgrammeNotFound."""

    programme: str
    deliverable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionList:
    """Each list in the usual order of units; punctual is who was so the first time.

    `exempt` are those to whom the duty does not apply.
    """

    programme_code: str
    title: str
    deliverable_code: str
    as_of: datetime
    on_time: list[ObligationView]
    late: list[ObligationView]
    missing: list[ObligationView]
    exempt: list[ObligationView]


@query_handler
def get_submission_list(query: GetSubmissionList, reader: Reader) -> SubmissionList:
    reader.require("programme.read", Resource(kind="programme"))
    programme = read_programme(reader.connection, query.programme)
    views = read_views(reader, Filter(programme=programme.code, deliverable=query.deliverable))
    exempt = [view for view in views if view.status in (Status.NOT_APPLICABLE, Status.CANCELLED)]
    owing = [view for view in views if view not in exempt]
    handed_in = [view for view in owing if view.first_submitted_at is not None]
    return SubmissionList(
        programme_code=programme.code,
        title=programme.title,
        deliverable_code=query.deliverable,
        as_of=reader.now(),
        on_time=[view for view in handed_in if view.was_punctual],
        late=[view for view in handed_in if not view.was_punctual],
        missing=[view for view in owing if view.first_submitted_at is None],
        exempt=exempt,
    )
