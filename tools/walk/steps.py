"""The walk itself: one commune's plan from the draft to its acceptance, time passing, and the audit."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tools.walk import answers
from tools.walk.office import PROGRAMME, Office, expect, local, wait_for

UNIT = "XA-TRA-BINH"
OFFICER, HEAD, CLERK = "tra_binh.cv", "tra_binh.ct", "tra_binh.vt"
DESK, DESK_HEAD = "noi_vu.cv", "noi_vu.tp"
STRANGER = "tra_phu.cv"
LATE_UNIT = "XA-TRA-PHU"
AUDITOR = "thanh_tra.ttv"
_PLAN, _COORDINATION = "KH", "KHPH"


def walk(office: Office) -> None:
    """Raises WalkFailed at the first thing that is not as it must be."""
    case = _opened(office)
    _drafted(office, case)
    _signed_and_submitted(office, case)
    _returned(office, case)
    _accepted(office, case)
    _time_passes(office)
    _audited(office, case)


def _opened(office: Office) -> str:
    office.chapter("Bảng theo dõi khi chương trình vừa mở (Phòng Nội vụ xem)")
    matrix = office.matrix()
    kinds = Counter(row["unitKind"] for row in matrix["rows"])
    expect(kinds["commune"] + kinds["township"] == 16, f"phải có 16 xã, thị trấn; thấy {dict(kinds)}")
    expect(len(matrix["rows"]) > 16, "bảng phải có cả cơ quan, đơn vị của huyện")
    office.note(f"{matrix['title']}: {len(matrix['rows'])} đơn vị × {len(matrix['columns'])} sản phẩm")
    office.note(f"{kinds['commune']} xã, {kinds['township']} thị trấn, {len(matrix['rows']) - 16} cơ quan, đơn vị khác")
    for column in (each for each in matrix["columns"] if each["isBuilt"]):
        counts = ", ".join(f"{matrix['statusLabels'][s]}: {n}" for s, n in column["counts"]["byStatus"].items())
        office.note(f"{column['deliverableCode']} «{column['deliverableTitle']}»: {counts}")
    plan = office.obligation(UNIT)["obligation"]
    is_fresh = plan["status"] == "not_started" and not plan["isLate"]
    expect(is_fresh, f"{plan['unitName']} đã làm dở ({plan['labelVi']}); hãy chạy trên thư mục dữ liệu mới")
    office.note(f"{plan['unitName']}: {plan['labelVi']}; hạn: {plan['dueExplanationVi']}")
    return str(plan["processInstanceKey"])


def _drafted(office: Office, case: str) -> None:
    office.chapter("Công chức xã soạn kế hoạch và kế hoạch phối hợp")
    officer = office.person(OFFICER)
    office.note(f"{officer.name} ({OFFICER}) đăng nhập, đơn vị {officer.unit}")
    search = {"filter": {"state": "CREATED", "rootProcessInstanceKey": case, "elementId": "draft_plan"}}
    [task] = officer.post("/v2/user-tasks/search", search)["items"]
    path = f"/v2/user-tasks/{task['userTaskKey']}/completion"
    problem = officer.is_refused(path, {"variables": answers.PLAN_WITHOUT_PURPOSE}, status=400)
    fields = [each["path"] for each in problem["errors"]]
    expect(fields == ["plan.purpose"], f"lỗi phải nêu đúng trường plan.purpose, thấy {fields}")
    office.note(f"Bỏ trống «Mục đích» thì bị từ chối: {problem['errors'][0]['detail']}")
    stranger = office.person(STRANGER)
    seen = stranger.post("/v2/user-tasks/search", search)["items"]
    expect(seen == [], f"{STRANGER} không được thấy việc của {UNIT}")
    problem = stranger.is_refused(path, {"variables": answers.PLAN}, status=403)
    office.note(f"Người của xã khác ({STRANGER}) không thấy việc này và bị từ chối: {problem['detail']}")
    office.do(OFFICER, case, "draft_plan", answers.PLAN)
    office.do(OFFICER, case, "draft_coordination_plan", answers.COORDINATION)


def _signed_and_submitted(office: Office, case: str) -> None:
    office.chapter("Lãnh đạo duyệt và ký, văn thư cấp số, ban hành, gửi Phòng Nội vụ")
    for number, document in ((21, _PLAN), (22, _COORDINATION)):
        _issue(office, case, document, number)
    office.do(CLERK, case, "submit_plan", answers.SUBMITTED)
    _wait_for_status(office, "submitted")


def _returned(office: Office, case: str) -> None:
    office.chapter("Phòng Nội vụ tiếp nhận, thẩm định và yêu cầu bổ sung")
    _receive(office, case)
    office.do(DESK, case, "review_plan", answers.RETURNED)
    plan = _wait_for_status(office, "returned")
    expect(plan["returnedCount"] == 1, "phải ghi một lần yêu cầu bổ sung")
    expect(plan["reasonCodes"] == ["missing_content"], f"lý do phải có mã, thấy {plan['reasonCodes']}")
    office.note(f"Lý do: {plan['reason']}; hạn mới: {plan['dueExplanationVi']}")


def _accepted(office: Office, case: str) -> None:
    office.chapter("Xã sửa lại, trình ký, gửi lại; Phòng Nội vụ ghi nhận")
    office.do(OFFICER, case, "draft_plan", answers.PLAN)
    _issue(office, case, _PLAN, 23)
    office.do(CLERK, case, "submit_plan", answers.SUBMITTED)
    _receive(office, case)
    office.do(DESK, case, "review_plan", answers.ACCEPTED)
    _wait_for_status(office, "accepted")
    details = office.obligation(UNIT)
    expect(len(details["plannedTasks"]) == 2, "hai nhiệm vụ của kế hoạch phải được đưa vào theo dõi")
    for task in details["plannedTasks"]:
        office.note(f"Đưa vào theo dõi: {task['content']} (hạn {task['due']})")
    instance = office.person(DESK_HEAD).get(f"/v2/process-instances/{case}")
    expect(instance["state"] == "COMPLETED", f"hồ sơ phải kết thúc, đang là {instance['state']}")
    office.note("Hồ sơ đã kết thúc")


def _time_passes(office: Office) -> None:
    office.chapter("Thời gian trôi qua hạn 25/3/2025: nhắc việc, quá hạn, đôn đốc, báo cáo cấp trên")
    for moment, kinds in (
        ("2025-03-21T09:00", {"reminder": 3}),
        ("2025-03-25T09:00", {"reminder": 4, "late": 1}),
        ("2025-03-27T09:00", {"urge": 1}),
        ("2025-04-01T09:00", {"late_list": 1}),
    ):
        office.move_clock(moment)
        wait_for(f"thông báo {kinds} cho {LATE_UNIT}", lambda kinds=kinds: _has(office, kinds))  # type: ignore[misc]
    for notice in office.obligation(LATE_UNIT)["notices"]:
        told = ", ".join(name.removeprefix("group:") for name in notice["recipients"])
        office.note(f"{local(notice['occurredAt'])}  {notice['kindLabel']} → {told}: {notice['title']}")
    waiting = len(office.matrix()["rows"])
    matrix = wait_for("mọi đơn vị chậm được đánh dấu", lambda: _all_late(office))
    column = next(each for each in matrix["columns"] if each["templateCode"] == "O10")
    late = [row for row in matrix["rows"] if row["late"]]
    expect(waiting == len(matrix["rows"]), "số đơn vị trong bảng không được đổi")
    expect(UNIT not in {row["unitCode"] for row in late}, f"{UNIT} đã nộp thì không được ghi là chậm")
    office.note(
        f"Chậm nộp {column['deliverableCode']}: {column['counts']['late']} / {column['counts']['total']} đơn vị"
    )
    for row in late[:5]:
        cell = next(each for each in row["cells"] if each and each["isLate"])
        office.note(f"- {row['unitName']}: {cell['labelVi']}")
    office.note(f"- … và {len(late) - 5} đơn vị khác")
    submissions = office.person("huyen.pct").get(f"/api/programmes/{PROGRAMME}/deliverables/KH-2025/submissions")
    names = [each["unitShortName"] for each in submissions["onTime"]]
    expect(len(names) == 1, f"chỉ một đơn vị nộp đúng hạn, thấy {names}")
    office.note(f"Lãnh đạo huyện xem danh sách nộp: đúng hạn {names[0]}, chưa nộp {len(submissions['missing'])}")


def _audited(office: Office, case: str) -> None:
    office.chapter("Thanh tra kiểm chứng hồ sơ")
    auditor = office.person(AUDITOR)
    events = auditor.get(f"/api/process-instances/{case}/history")["items"]
    for event in events:
        who = event["actor"] if event["actorKind"] == "user" else "hệ thống"
        what = (event["payload"] or {}).get("element_id", "")
        office.note(f"{event['seq']:>3}  {local(event['occurredAt'])}  {who:<12}  {event['labelVi']} {what}".rstrip())
    verdict = auditor.post(f"/api/process-instances/{case}/verification")
    expect(verdict["status"] == "intact", f"hồ sơ phải nguyên vẹn: {verdict['messageVi']} {verdict['broken']}")
    expect(verdict["events"] >= len(events), "kiểm chứng phải đọc mọi sự kiện")
    office.note(f"Hồ sơ: {verdict['messageVi']} ({verdict['events']} sự kiện)")
    whole = auditor.post("/api/verification")
    expect(whole["status"] == "intact", f"kho nhật ký phải nguyên vẹn: {whole['messageVi']}")
    office.note(f"Toàn bộ kho: {whole['messageVi']} ({whole['streams']} chuỗi, {whole['events']} sự kiện)")


def _issue(office: Office, case: str, document: str, number: int) -> None:
    office.do(HEAD, case, "check_content", answers.CONTENT_PASSED, document)
    office.do(CLERK, case, "check_format", answers.FORMAT_PASSED, document)
    office.do(HEAD, case, "sign_document", answers.SIGNED, document)
    office.do(CLERK, case, "assign_number", answers.numbered(document, number), document)
    office.do(CLERK, case, "issue_document", answers.ISSUED, document)


def _receive(office: Office, case: str) -> None:
    office.do(DESK, case, "check_incoming", answers.RECEIVED)
    office.do(DESK_HEAD, case, "assign_incoming", answers.ASSIGNED)


def _wait_for_status(office: Office, status: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = office.obligation(UNIT)["obligation"]
        return found if found["status"] == status else None

    plan = wait_for(f"trạng thái {status} của {UNIT}", look)
    office.note(f"Bảng theo dõi ghi: {plan['labelVi']}")
    return plan


def _has(office: Office, kinds: dict[str, int]) -> bool | None:
    counts = Counter(notice["kind"] for notice in office.obligation(LATE_UNIT)["notices"])
    return True if all(counts[kind] >= count for kind, count in kinds.items()) else None


def _all_late(office: Office) -> dict[str, Any] | None:
    matrix = office.matrix()
    column = next(each for each in matrix["columns"] if each["templateCode"] == "O10")
    counts = column["counts"]
    return matrix if counts["late"] == counts["total"] - counts["byStatus"].get("accepted", 0) else None
