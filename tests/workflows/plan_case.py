"""One unit's plan, step by step, done by the people whose steps they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.workflows.office import Office

PLAN: dict[str, Any] = {
    "plan": {
        "kind": "plan",
        "title": "Kế hoạch thực hiện quy chế dân chủ ở cơ sở và công tác dân vận chính quyền năm 2025",
        "legal_bases": "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15",
        "purpose": "Phát huy quyền làm chủ của Nhân dân ở cơ sở",
        "requirements": "Rõ người, rõ việc, rõ thời hạn, rõ kết quả",
        "tasks": [
            {
                "content": "Tuyên truyền Luật Thực hiện dân chủ ở cơ sở",
                "lead": "Công chức Văn hóa - Xã hội",
                "partners": "Mặt trận Tổ quốc xã",
                "due": "2025-06-30",
                "product": "Tin, bài, hội nghị thôn",
                "budget": 5000000,
            },
            {
                "content": "Đối thoại trực tiếp với Nhân dân",
                "lead": "Chủ tịch UBND xã",
                "due": "2025-09-15",
                "product": "02 cuộc đối thoại",
            },
        ],
        "responsible_leader": "Nguyễn Văn An",
        "focal_officer": "Hồ Văn Bình",
        "has_model_registration": "no",
        "drafter": {"name": "Hồ Văn Bình", "position": "Công chức Văn hóa - Xã hội", "phone": "0905123456"},
        "drafted_on": "2025-03-12",
        "secrecy": "normal",
    }
}
EXEMPTION: dict[str, Any] = {
    "plan": {
        "kind": "exemption",
        "title": "Đề nghị không phải lập kế hoạch riêng năm 2025",
        "exemption_reason": "Đơn vị đang sáp nhập, nhiệm vụ đã chuyển giao",
        "drafter": {"name": "Lê Thị Mai", "position": "Chuyên viên"},
        "drafted_on": "2025-03-12",
    }
}
COORDINATION: dict[str, Any] = {
    "coordination": {
        "required": "yes",
        "title": "Kế hoạch phối hợp thực hiện công tác dân vận năm 2025",
        "purpose": "Thống nhất nội dung phối hợp giữa hai bên",
        "tasks": [
            {
                "content": "Vận động Nhân dân hiến đất làm đường",
                "lead": "party_block",
                "due": "2025-09-30",
                "product": "02 tuyến đường thôn",
            }
        ],
        "partner": {
            "name": "Đinh Thị Lan",
            "position": "Trưởng Khối Dân vận",
            "agreed_on": "2025-03-12",
            "agreed": True,
        },
    }
}
NO_COORDINATION: dict[str, Any] = {
    "coordination": {
        "required": "no",
        "waiver_reason": "already_in_plan",
        "waiver_note": "Nội dung phối hợp nằm trong chương trình chung đã ký",
    }
}
CHECKLIST = {"content": "yes", "assignment": "yes", "field": "yes", "format": "yes"}
ACCEPTED: dict[str, Any] = {"review": {"checklist": CHECKLIST, "result": "accepted"}}
RETURNED: dict[str, Any] = {
    "review": {
        "checklist": CHECKLIST | {"content": "no"},
        "result": "returned",
        "reasons": ["missing_content"],
        "documents": ["plan"],
        "comments": "Bổ sung chỉ tiêu và kinh phí từng nhiệm vụ",
    }
}


@dataclass
class PlanCase:
    """`people` is the beginning of the usernames of the unit's officer (.cv), head and clerk (.vt)."""

    office: Office
    unit: str
    people: str
    head: str = "ct"
    numbers: list[int] = field(default_factory=lambda: list(range(21, 60)))

    def done(self, element_id: str, post: str, variables: dict[str, Any], document: str | None = None) -> None:
        self.office.complete(self.unit, element_id, f"{self.people}.{post}", variables, document=document)

    def sign(self, document: str) -> None:
        """From the check of the draft to the issued document, under the next of `numbers`."""
        self.done("check_content", self.head, {"content_check": {"passed": "yes"}}, document)
        self.done("check_format", "vt", {"format_check": {"passed": "yes"}}, document)
        signing = {"approved": "yes", "signing_form": "tm", "signer": "Nguyễn Văn An", "signer_title": "Chủ tịch"}
        self.done("sign_document", self.head, {"signing": signing}, document)
        self.number(document, self.numbers.pop(0))
        self.issue(document)

    def number(self, document: str, number: int) -> None:
        numbering = {"number": number, "symbol": f"{document}-UBND", "issued_on": "2025-03-14"}
        self.done("assign_number", "vt", {"numbering": numbering}, document)

    def issue(self, document: str) -> None:
        issuing = {"sealed": True, "sent_on": "2025-03-14", "recipients": "Phòng Nội vụ huyện", "filed": True}
        self.done("issue_document", "vt", {"issuing": issuing}, document)

    def issue_plan(self) -> None:
        self.done("draft_plan", "cv", PLAN)
        self.sign("KH")

    def issue_coordination(self) -> None:
        self.done("draft_coordination_plan", "cv", COORDINATION)
        self.sign("KHPH")

    def submit(self) -> None:
        self.done(
            "submit_plan", "vt", {"submission": {"sent_on": "2025-03-14", "channel": "system", "confirmed": True}}
        )

    def receive(self) -> None:
        """By Phòng Nội vụ."""
        check = {"incoming_check": {"received_on": "2025-03-14", "valid": "yes"}}
        self.office.complete(self.unit, "check_incoming", "noi_vu.cv", check)
        assignment = {"assignment": {"handler": "Hồ Thị Diễm", "instruction": "Thẩm định trong tuần"}}
        self.office.complete(self.unit, "assign_incoming", "noi_vu.tp", assignment)

    def review(self, variables: dict[str, Any]) -> None:
        self.office.complete(self.unit, "review_plan", "noi_vu.cv", variables)

    def until_review(self) -> None:
        """Everything up to the task of reviewing it; for a unit that owes no coordination plan."""
        self.issue_plan()
        self.submit()
        self.receive()


def commune(office: Office) -> PlanCase:
    """Xã Trà Bình, which owes a coordination plan too."""
    return PlanCase(office, "XA-TRA-BINH", "tra_binh")


def agency(office: Office) -> PlanCase:
    """Thanh tra huyện, which owes the plan only."""
    return PlanCase(office, "TTRA", "thanh_tra", head="ctt")
