"""Legal bases are imported once, corrected when the pack is, and cited as offices cite them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.actor import SYSTEM
from workflows.legal_bases.citation import citations
from workflows.legal_bases.commands.import_legal_bases import ImportLegalBases
from workflows.legal_bases.queries.list_legal_bases import ListLegalBases
from workflows.packs import Pack
from workflows.wiring import Application


def test_the_same_pack_again_changes_nothing_and_a_correction_is_taken_over(
    application: Application, pack: Pack
) -> None:
    engine = application.engine
    first = engine.execute(ImportLegalBases(pack=pack.name, bases=pack.legal_bases), SYSTEM)
    assert (first.added, first.changed) == (len(pack.legal_bases), 0)

    again = engine.execute(ImportLegalBases(pack=pack.name, bases=pack.legal_bases), SYSTEM)
    assert (again.added, again.changed) == (0, 0)

    corrected = replace(pack.legal_bases[0], number="sửa (mẫu)")
    answer = engine.execute(ImportLegalBases(pack=pack.name, bases=(corrected,)), SYSTEM)
    assert (answer.added, answer.changed) == (0, 1)
    found = engine.query(ListLegalBases(pack=pack.name), SYSTEM)
    assert len(found) == len(pack.legal_bases), "what the pack no longer names stays"
    assert found[0].number == "sửa (mẫu)"


def test_what_is_out_of_force_on_a_day_is_left_out(application: Application, pack: Pack) -> None:
    application.engine.execute(ImportLegalBases(pack=pack.name, bases=pack.legal_bases), SYSTEM)

    def codes(day: date) -> set[str]:
        return {basis.code for basis in application.engine.query(ListLegalBases(in_force_on=day), SYSTEM)}

    assert "PL-NSNN" in codes(date(2025, 12, 31))
    assert "PL-NSNN" not in codes(date(2026, 1, 1))
    assert "LUAT-NSNN-2025" in codes(date(2026, 1, 1))


def test_a_citation_names_number_date_and_issuer_where_they_are_known(application: Application, pack: Pack) -> None:
    application.engine.execute(ImportLegalBases(pack=pack.name, bases=pack.legal_bases), SYSTEM)

    with application.engine.database.connect() as connection:
        text = citations(connection, pack.name, ["ND-30-2020", "ND-30-2020", "NQ-TW4-XII", "nope"])
        connection.rollback()

    assert text.splitlines() == [
        "Nghị định về công tác văn thư số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ",
        "Nghị quyết Trung ương 4 (khóa XII) của Ban Chấp hành Trung ương Đảng khóa XII",
    ]
