"""Programmes: what the plan of a year asks of whom, its opening, and how far everybody has come."""

from __future__ import annotations

from typing import Any

from api.call import BadParameter, Call
from api.domain.obligations import ObligationAnswer, obligation_answer
from api.domain.shaping import shape
from api.json import Answer, Instant, ItemsAnswer, instant
from api.operations import Parameter, Router
from workflows.obligations.queries.get_matrix import GetMatrix, Matrix
from workflows.obligations.queries.list_obligations import ListObligations
from workflows.obligations.queries.submission_list import GetSubmissionList
from workflows.obligations.status import Status
from workflows.obligations.view import Filter
from workflows.programmes.commands.open_programme import OpenProgramme
from workflows.programmes.queries.programmes import GetProgramme, ListProgrammes
from workflows.programmes.queries.templates import ListTemplates

router = Router("/api/programmes", tag="Programmes", vi="Chương trình")


class ProgrammeAnswer(Answer):
    """A programme. `templates` counts what its plan asks for, `obligations` and `cases` what came of it."""

    code: str
    title: str
    year: int
    pack: str
    issuer: str | None
    issuer_name: str | None
    state: str
    state_label: str
    periods: list[dict[str, Any]]
    processes: list[dict[str, Any]]
    imported_at: Instant
    opened_at: Instant | None
    opened_by: str | None
    templates: int
    obligations: int
    cases: int
    revision: int


class TemplateAnswer(Answer):
    """One thing that a programme asks for; `isBuilt` is false where its process has no diagram yet."""

    code: str
    paragraph: str
    who: str
    task: str
    timings: list[str]
    dues: list[dict[str, Any]]
    receiver: str | None
    via: str | None
    copies: list[str]
    legal_bases: list[str]
    processes: list[str]
    process_id: str | None
    deliverable_code: str | None
    deliverable_title: str | None
    repeats: str | None
    within: str | None
    is_built: bool
    opens_a_case: bool
    mark: str
    note: str | None


class OpenedAnswer(Answer):
    """How many obligations were created, and how many cases begun for them."""

    code: str
    obligations: int
    cases: int


class CountsAnswer(Answer):
    """`byStatus` has every state that occurs; `late` counts those that are late, whatever their state."""

    total: int
    late: int
    returned: int
    by_status: dict[str, int]


class ColumnAnswer(Answer):
    """One deliverable of one period."""

    template_code: str
    period_code: str | None
    paragraph: str
    deliverable_code: str
    deliverable_title: str
    is_built: bool
    within: str | None
    counts: CountsAnswer


class RowAnswer(Answer):
    """One unit; `cells` stand in the order of the columns, null where it does not owe the deliverable."""

    unit_code: str
    unit_name: str
    unit_short_name: str
    unit_kind: str
    late: int
    cells: list[ObligationAnswer | None]


class MatrixAnswer(Answer):
    """Units down, deliverables across; only what the reader may see, and counted so."""

    programme_code: str
    title: str
    year: int
    state: str
    as_of: Instant
    status_labels: dict[str, str]
    counts: CountsAnswer
    columns: list[ColumnAnswer]
    rows: list[RowAnswer]


class SubmissionListAnswer(Answer):
    """Who has handed in a deliverable; punctual is who was so the first time."""

    programme_code: str
    title: str
    deliverable_code: str
    as_of: Instant
    on_time: list[ObligationAnswer]
    late: list[ObligationAnswer]
    missing: list[ObligationAnswer]
    exempt: list[ObligationAnswer]


@router.get("", vi="Danh sách chương trình", en="List the programmes")
def list_programmes(call: Call) -> ItemsAnswer[ProgrammeAnswer]:
    return ItemsAnswer(items=[shape(ProgrammeAnswer, each) for each in call.query(ListProgrammes())])


@router.get("/{programme}", vi="Xem một chương trình", en="Get a programme", errors=(404,))
def get_programme(call: Call) -> ProgrammeAnswer:
    return shape(ProgrammeAnswer, call.query(GetProgramme(code=call.path["programme"])))


@router.get(
    "/{programme}/templates",
    vi="Các nhiệm vụ mà chương trình giao",
    en="List what a programme asks for",
    errors=(404,),
)
def list_templates(call: Call) -> ItemsAnswer[TemplateAnswer]:
    found = call.query(ListTemplates(programme=call.path["programme"]))
    return ItemsAnswer(items=[shape(TemplateAnswer, each) for each in found])


@router.post(
    "/{programme}/opening",
    vi="Mở chương trình: giao nhiệm vụ cho từng đơn vị và bắt đầu hồ sơ",
    en="Open a programme: give every unit its obligations and begin their cases",
    notes="Tất cả trong một lần, hoặc không gì cả; chương trình đã mở thì không mở lại. "
    "(All of it or nothing; a programme is opened once.)",
    errors=(404, 409),
    answer_example={"code": "tra_bong_2025", "obligations": 308, "cases": 27},
)
def open_programme(call: Call) -> OpenedAnswer:
    return shape(OpenedAnswer, call.execute(OpenProgramme(code=call.path["programme"])))


@router.get(
    "/{programme}/matrix",
    vi="Bảng theo dõi: đơn vị × sản phẩm phải nộp",
    en="The matrix of a programme: units by deliverables",
    errors=(404,),
)
def get_matrix(call: Call) -> MatrixAnswer:
    matrix: Matrix = call.query(GetMatrix(programme=call.path["programme"]))
    return shape(
        MatrixAnswer,
        matrix,
        status_labels={status.value: status.label() for status in Status},
        counts=shape(CountsAnswer, matrix.counts),
        columns=[shape(ColumnAnswer, each, counts=shape(CountsAnswer, each.counts)) for each in matrix.columns],
        rows=[
            shape(RowAnswer, row, cells=[None if cell is None else obligation_answer(cell) for cell in row.cells])
            for row in matrix.rows
        ],
    )


_FILTERS = (
    Parameter("unit", "Mã đơn vị.", "Code of a unit.", {"type": "string", "examples": ["XA-TRA-BINH"]}),
    Parameter("deliverable", "Mã sản phẩm.", "Code of a deliverable.", {"type": "string", "examples": ["KH-2025"]}),
    Parameter("template", "Mã nhiệm vụ.", "Code of a template.", {"type": "string", "examples": ["O10"]}),
    Parameter(
        "status",
        "Trạng thái, cách nhau bằng dấu phẩy.",
        "States, separated by commas.",
        {"type": "string", "examples": ["not_started,returned"]},
    ),
    Parameter("late", "Chỉ những nhiệm vụ quá hạn (true) hoặc không.", "Only those that are late, or not.",
              {"type": "boolean"}),
)  # fmt: skip


@router.get(
    "/{programme}/obligations",
    vi="Danh sách nhiệm vụ của chương trình",
    en="List the obligations of a programme",
    errors=(400, 404),
    parameters=_FILTERS,
)
def list_obligations(call: Call) -> ItemsAnswer[ObligationAnswer]:
    programme = call.query(GetProgramme(code=call.path["programme"]))
    given = call.parameters
    wanted = Filter(
        programme=programme.code,
        unit=given.get("unit"),
        deliverable=given.get("deliverable"),
        template=given.get("template"),
        statuses=_statuses(given.get("status")),
        late=call.flag("late", False) if "late" in given else None,
    )
    return ItemsAnswer(items=[obligation_answer(each) for each in call.query(ListObligations(filter=wanted))])


def _statuses(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    asked = tuple(part.strip() for part in text.split(","))
    known = [status.value for status in Status]
    if not set(asked) <= set(known):
        raise BadParameter(name="status", value=text[:40], expected=", ".join(known))
    return asked


@router.get(
    "/{programme}/deliverables/{deliverable}/submissions",
    vi="Danh sách nộp một sản phẩm: đúng hạn, chậm, chưa nộp, không thuộc diện",
    en="Who has handed in a deliverable: in time, late, not yet, exempt",
    errors=(404,),
)
def get_submission_list(call: Call) -> SubmissionListAnswer:
    found = call.query(GetSubmissionList(programme=call.path["programme"], deliverable=call.path["deliverable"]))
    lists = ("on_time", "late", "missing", "exempt")
    return SubmissionListAnswer(
        programme_code=found.programme_code,
        title=found.title,
        deliverable_code=found.deliverable_code,
        as_of=instant(found.as_of),
        **{name: [obligation_answer(each) for each in getattr(found, name)] for name in lists},
    )
