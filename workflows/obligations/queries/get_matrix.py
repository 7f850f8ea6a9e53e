"""The matrix of a programme: units down, deliverables across, in each cell where that obligation stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.obligations.view import Filter, ObligationView, read_views
from workflows.programmes.rows import read_programme, read_templates


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMatrix:
    """Rows are the units that the actor may see. Raises ProgrammeNotFound."""

    programme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """`by_status` has every state that occurs; `late` counts those that are late, whatever their state."""

    total: int
    late: int
    returned: int
    by_status: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixColumn:
    """One deliverable of one period. `is_built` is False where the process has no diagram yet."""

    template_code: str
    period_code: str | None
    paragraph: str
    deliverable_code: str
    deliverable_title: str
    is_built: bool
    within: str | None
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """`cells` stand in the order of the columns; None where the unit does not owe the deliverable."""

    unit_code: str
    unit_name: str
    unit_short_name: str
    unit_kind: str
    late: int
    cells: list[ObligationView | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Counts are of what is shown."""

    programme_code: str
    title: str
    year: int
    state: str
    as_of: datetime
    counts: Counts
    columns: list[MatrixColumn]
    rows: list[MatrixRow]


@query_handler
def get_matrix(query: GetMatrix, reader: Reader) -> Matrix:
    reader.require("programme.read", Resource(kind="programme"))
    programme = read_programme(reader.connection, query.programme)
    views = read_views(reader, Filter(programme=programme.code))
    columns = _columns(reader, programme.code, views)
    places = {(column.template_code, column.period_code): place for place, column in enumerate(columns)}
    rows: dict[str, MatrixRow] = {}
    for view in views:
        row = rows.setdefault(view.unit_code, _empty_row(view, len(columns)))
        row.cells[places[view.template_code, view.period_code]] = view
    return Matrix(
        programme_code=programme.code,
        title=programme.title,
        year=programme.year,
        state=programme.state,
        as_of=reader.now(),
        counts=_counts(views),
        columns=columns,
        rows=[_counted(row) for row in rows.values()],
    )


def _columns(reader: Reader, programme: str, views: list[ObligationView]) -> list[MatrixColumn]:
    """In the order of the plan; periods of one template in the order in which they come."""
    by_place: dict[tuple[str, str | None], list[ObligationView]] = {}
    for view in views:
        by_place.setdefault((view.template_code, view.period_code), []).append(view)
    order = {
        template.code: (number, template)
        for number, template in enumerate(read_templates(reader.connection, programme))
    }
    columns = []
    for (template_code, period_code), cells in sorted(
        by_place.items(), key=lambda item: (order[item[0][0]][0], item[1][0].legal_last_day is None, item[0][1] or "")
    ):
        template = order[template_code][1]
        columns.append(
            MatrixColumn(
                template_code=template_code,
                period_code=period_code,
                paragraph=template.paragraph,
                deliverable_code=cells[0].deliverable_code,
                deliverable_title=cells[0].deliverable_title,
                is_built=template.is_built,
                within=template.within,
                counts=_counts(cells),
            )
        )
    return columns


def _empty_row(view: ObligationView, width: int) -> MatrixRow:
    return MatrixRow(
        unit_code=view.unit_code,
        unit_name=view.unit_name,
        unit_short_name=view.unit_short_name,
        unit_kind=view.unit_kind,
        late=0,
        cells=[None] * width,
    )


def _counted(row: MatrixRow) -> MatrixRow:
    late = sum(cell is not None and cell.is_late for cell in row.cells)
    return MatrixRow(
        unit_code=row.unit_code,
        unit_name=row.unit_name,
        unit_short_name=row.unit_short_name,
        unit_kind=row.unit_kind,
        late=late,
        cells=row.cells,
    )


def _counts(views: list[ObligationView]) -> Counts:
    return Counts(
        total=len(views),
        late=sum(view.is_late for view in views),
        returned=sum(view.returned_count > 0 for view in views),
        by_status=dict(Counter(view.status for view in views)),
    )
