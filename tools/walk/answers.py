"""What the people of the walk fill in; all of it is made up (mẫu)."""

from __future__ import annotations

from typing import Any

Variables = dict[str, Any]

PLAN: Variables = {
    "plan": {
        "kind": "plan",
        "title": "Kế hoạch thực hiện quy chế dân chủ ở cơ sở và công tác dân vận chính quyền năm 2025 (mẫu)",
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
                "budget": 5_000_000,
            },
            {
                "content": "Đối thoại trực tiếp với Nhân dân",
                "lead": "Chủ tịch UBND xã",
                "due": "2025-09-15",
                "product": "02 cuộc đối thoại",
            },
        ],
        "responsible_leader": "Nguyễn Văn An (mẫu)",
        "focal_officer": "Hồ Văn Bình (mẫu)",
        "has_model_registration": "no",
        "drafter": {"name": "Hồ Văn Bình (mẫu)", "position": "Công chức Văn hóa - Xã hội", "phone": "0905123456"},
        "drafted_on": "2025-03-10",
        "secrecy": "normal",
    }
}
PLAN_WITHOUT_PURPOSE: Variables = {"plan": {name: value for name, value in PLAN["plan"].items() if name != "purpose"}}
COORDINATION: Variables = {
    "coordination": {
        "required": "yes",
        "title": "Kế hoạch phối hợp thực hiện công tác dân vận năm 2025 (mẫu)",
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
            "name": "Đinh Thị Lan (mẫu)",
            "position": "Trưởng Khối Dân vận",
            "agreed_on": "2025-03-10",
            "agreed": True,
        },
    }
}

CONTENT_PASSED: Variables = {"content_check": {"passed": "yes"}}
FORMAT_PASSED: Variables = {"format_check": {"passed": "yes"}}
SIGNED: Variables = {
    "signing": {
        "approved": "yes",
        "signing_form": "tm",
        "signer": "Nguyễn Văn An (mẫu)",
        "signer_title": "Chủ tịch UBND xã",
    }
}
ISSUED: Variables = {
    "issuing": {"sealed": True, "sent_on": "2025-03-10", "recipients": "Phòng Nội vụ huyện", "filed": True}
}
SUBMITTED: Variables = {"submission": {"sent_on": "2025-03-10", "channel": "system", "confirmed": True}}
RECEIVED: Variables = {"incoming_check": {"received_on": "2025-03-10", "valid": "yes"}}
ASSIGNED: Variables = {"assignment": {"handler": "Hồ Thị Diễm", "instruction": "Thẩm định trong tuần"}}

_CHECKLIST = {"content": "yes", "assignment": "yes", "field": "yes", "format": "yes"}
RETURNED: Variables = {
    "review": {
        "checklist": _CHECKLIST | {"content": "no"},
        "result": "returned",
        "reasons": ["missing_content"],
        "documents": ["plan"],
        "comments": "Bổ sung chỉ tiêu và kinh phí từng nhiệm vụ",
    }
}
ACCEPTED: Variables = {"review": {"checklist": _CHECKLIST, "result": "accepted"}}


def numbered(document: str, number: int) -> Variables:
    """The number of an outgoing document; `document` is its type."""
    return {"numbering": {"number": number, "symbol": f"{document}-UBND", "issued_on": "2025-03-10"}}
