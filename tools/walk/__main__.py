"""Walks one commune's plan through the demonstration by HTTP only, then lets the deadline pass, then audits the case.

    python -m tools.walk [--url http://127.0.0.1:8000]

Needs a fresh `quytrinh demo`. Prints what each person does; exit 1 when anything is not as it must be.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tools.walk.answers import (
    ACCEPTED,
    ASSIGNMENT,
    COORDINATION,
    INCOMING,
    PLAN,
    RETURNED,
    SUBMISSION,
    signing_steps,
)
from tools.walk.person import LOOK, PATIENCE, Person

PROGRAMME = "tra_bong_2025"
UNIT = "XA-TRA-BINH"
LATE_UNIT = "XA-TRA-PHU"
AFTER_DUE = datetime(2025, 4, 1, 9, 0, tzinfo=timezone(timedelta(hours=7)))


class Walk:
    """Everybody who takes part, signed in."""

    def __init__(self, url: str, password: str) -> None:
        names = {
            "officer": "tra_binh.cv",
            "head": "tra_binh.ct",
            "clerk": "tra_binh.vt",
            "affairs": "noi_vu.cv",
            "affairs_head": "noi_vu.tp",
            "auditor": "thanh_tra.ttv",
            "administrator": "van_phong.qt",
        }
        self.people = {part: Person(url, name, password) for part, name in names.items()}
        self.number = 20

    def run(self) -> None:
        case = self._case()
        self._unit_submits(case, with_coordination=True)
        self._affairs_review(case, RETURNED, "yêu cầu bổ sung")
        self._until("trạng thái «bị trả lại»", lambda: self._cell(UNIT)["returnedCount"] == 1)
        self._unit_submits(case, with_coordination=False)
        self._affairs_review(case, ACCEPTED, "đạt")
        self._until("trạng thái «đạt»", lambda: self._cell(UNIT)["status"] == "accepted")
        self._deadline_passes()
        self._audit(case)

    def _case(self) -> str:
        """The officer sees one task for the plan; the key of its case."""
        cell = self._cell(UNIT)
        say("Chuyên viên", f"mở bảng theo dõi: {cell['labelVi']}, hạn: {cell['dueExplanationVi']}")
        key: str = cell["processInstanceKey"]
        return key

    def _unit_submits(self, case: str, *, with_coordination: bool) -> None:
        officer, clerk = self.people["officer"], self.people["clerk"]
        self._told("Chuyên viên", officer.complete(case, "draft_plan", PLAN))
        self._sign(case, "KH")
        if with_coordination:
            self._told("Chuyên viên", officer.complete(case, "draft_coordination_plan", COORDINATION))
            self._sign(case, "KHPH")
        self._told("Văn thư", clerk.complete(case, "submit_plan", SUBMISSION))

    def _sign(self, case: str, symbol: str) -> None:
        self.number += 1
        names = {"head": "Chủ tịch", "clerk": "Văn thư"}
        for element_id, part, answer in signing_steps(symbol, self.number):
            self._told(names[part], self.people[part].complete(case, element_id, answer))

    def _affairs_review(self, case: str, answer: dict[str, Any], word: str) -> None:
        affairs, head = self.people["affairs"], self.people["affairs_head"]
        self._told("Nội vụ", affairs.complete(case, "check_incoming", INCOMING))
        self._told("Trưởng phòng", head.complete(case, "assign_incoming", ASSIGNMENT))
        self._told("Nội vụ", affairs.complete(case, "review_plan", answer), word)

    def _deadline_passes(self) -> None:
        """The clock goes past 25/03/2025: late units, reminders, escalation."""
        at = AFTER_DUE.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self.people["administrator"].put("/v2/clock", {"timestamp": int(AFTER_DUE.timestamp() * 1000)})
        say("Quản trị", f"chuyển đồng hồ đến {AFTER_DUE:%d/%m/%Y %H:%M} ({at})")
        kinds = {"reminder", "late", "urge", "late_list"}
        self._until("nhắc việc, đánh dấu chậm, đôn đốc, danh sách chậm", lambda: kinds <= self._notices(LATE_UNIT))
        matrix = self._matrix()
        late = [row["unitShortName"] for row in matrix["rows"] if row["late"]]
        say("Nội vụ", f"bảng theo dõi có {len(late)} đơn vị chậm: {', '.join(late)}")
        if self._cell(UNIT)["isLate"] or not self._cell(LATE_UNIT)["isLate"]:
            raise AssertionError("đơn vị chậm, đúng hạn không đúng như đã làm")

    def _audit(self, case: str) -> None:
        auditor = self.people["auditor"]
        events = auditor.get(f"/api/process-instances/{case}/history")["items"]
        verdict = auditor.post(f"/api/process-instances/{case}/verification")
        say("Thanh tra", f"kiểm chứng {len(events)} sự kiện của hồ sơ: {verdict['messageVi']}")
        if verdict["status"] != "intact":
            raise AssertionError(f"kiểm chứng: {verdict['status']}")

    # -- looking -------------------------------------------------------------------------------------------------

    def _matrix(self) -> Any:
        return self.people["affairs"].get(f"/api/programmes/{PROGRAMME}/matrix")

    def _cell(self, unit: str) -> dict[str, Any]:
        """What a unit owes under the plan, in the matrix."""
        matrix = self._matrix()
        column = [each["templateCode"] for each in matrix["columns"]].index("O10")
        row = next(each for each in matrix["rows"] if each["unitCode"] == unit)
        cell: dict[str, Any] = row["cells"][column]
        return cell

    def _notices(self, unit: str) -> set[str]:
        details = self.people["affairs"].get(f"/api/obligations/{self._cell(unit)['key']}")
        return {notice["kind"] for notice in details["notices"]}

    def _until(self, what: str, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError(f"chờ không thấy: {what}")
            time.sleep(LOOK)
        say("Hệ thống", f"có {what}")

    def _told(self, who: str, task: dict[str, Any], word: str = "") -> None:
        say(who, f"xong «{task['name']}»{f': {word}' if word else ''}")


def say(who: str, what: str) -> None:
    print(f"{who:>12}: {what}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--password", default="TraBong@2025")
    arguments = parser.parse_args()
    try:
        Walk(arguments.url, arguments.password).run()
    except (AssertionError, OSError, TimeoutError, RuntimeError) as error:
        print(f"KHÔNG ĐẠT: {error}", file=sys.stderr)
        return 1
    print("ĐẠT: cả chặng đường diễn ra như mong đợi.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
