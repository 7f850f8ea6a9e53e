"""What the jobs of a case cost: one commit each, few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from tests.engine.counting import traffic
from tests.workflows.office import Office
from tests.workflows.plan_case import ACCEPTED, RETURNED, agency, commune

STATEMENTS = 10


class CountingOffice(Office):
    """Counts what each job sends, by type; the most of all that were run."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.application)
        self.most: dict[str, int] = defaultdict(int)

    def run_job(self, key: int) -> None:
        type_ = self.row("SELECT type FROM job WHERE key = %s", key).type
        with traffic(self.engine) as sent:
            super().run_job(key)
        assert sent.commits == 1, type_
        self.most[type_] = max(self.most[type_], sent.statements)


def test_every_job_of_a_case_takes_one_commit_and_at_most_ten_statements(new_office: Callable[[], Office]) -> None:
    # given: the diagrams are in memory
    office = new_office()
    case = agency(office)
    case.until_review()
    case.review(ACCEPTED)
    counting = CountingOffice(office)

    # when
    late = commune(counting)
    with office.engine.database.connect() as connection:
        root = office.obligation(late.unit, "O10").process_instance_key
        connection.exec_driver_sql("DELETE FROM timer WHERE root_key != %s", (root,))
        connection.connection.driver_connection.commit()  # type: ignore[union-attr]
    counting.advance_to("2025-04-01T08:00:00+07:00")
    late.issue_plan()
    late.issue_coordination()
    late.submit()
    late.receive()
    late.review(RETURNED)

    # then
    assert set(counting.most) == {
        "quytrinh:remind",
        "quytrinh:mark-late",
        "quytrinh:escalate",
        "quytrinh:obligation-status",
        "quytrinh:register-outgoing",
        "quytrinh:register-incoming",
    }
    assert {type_: count for type_, count in counting.most.items() if count > STATEMENTS} == {}
