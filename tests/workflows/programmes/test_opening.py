"""Opening a programme gives every unit its obligations and begins the case of each whose process is built."""

from __future__ import annotations

from tests.workflows.office import Office

PROGRAMME = "tra_bong_2025"


def test_opening_begins_one_case_for_each_unit_that_owes_a_plan(office: Office) -> None:
    matrix = office.matrix(PROGRAMME)

    cases = {cell.process_instance_key for row in matrix.rows for cell in row.cells if cell is not None}
    assert len(cases - {None}) == 27
    plans = [office.obligation(row.unit_code, "O10") for row in matrix.rows if row.unit_code != "NV"]
    assert len(plans) == 27
