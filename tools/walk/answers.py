"""What the people of the walk write into the forms (mẫu)."""

from __future__ import annotations

from typing import Any

PLAN: dict[str, Any] = {
    "plan": {
        "kind": "plan",
        "title": "Kế hoạch thực hiện quy chế dân chủ ở cơ sở và công tác dân vận chính quyền năm 2025",
        "legal_bases": "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15",
        "purpose": "Phát huy quyền làm chủ của Nhân dân ở cơ sở (mẫu)",
        "requirements": "Rõ người, rõ việc, rõ thời hạn, rõ kết quả (mẫu)",
        "tasks": [
            {
                "content": "Tuyên truyền Luật Thực hiện dân chủ ở cơ sở",
                "lead": "Công chức Văn hóa - Xã hội",
                "partners": "Mặt trận Tổ quốc xã",
                "due": "2025-06-30",
                "product": "Tin, bài, hội nghị thôn",
                "budget": 5000000,
            }
        ],
        "responsible_leader": "Hồ Xuân Lực",
        "focal_officer": "Bùi Ngọc Châu",
        "has_model_registration": "no",
        "drafter": {"name": "Bùi Ngọc Châu", "position": "Công chức Văn hóa - Xã hội"},
        "drafted_on": "2025-03-12",
        "secrecy": "normal",
    }
}
COORDINATION: dict[str, Any] = {
    "coordination": {
        "required": "yes",
        "title": "Kế hoạch phối hợp thực hiện công tác dân vận năm 2025",
        "purpose": "Thống nhất nội dung phối hợp giữa hai bên (mẫu)",
        "tasks": [
            {
                "content": "Vận động Nhân dân hiến đất làm đường",
                "lead": "party_block",
                "due": "2025-09-30",
                "product": "02 tuyến đường thôn",
            }
        ],
        "partner": {
            "name": "Đỗ Công Dũng",
            "position": "Trưởng Khối Dân vận",
            "agreed_on": "2025-03-12",
            "agreed": True,
        },
    }
}
SUBMISSION: dict[str, Any] = {"submission": {"sent_on": "2025-03-14", "channel": "system", "confirmed": True}}
INCOMING: dict[str, Any] = {"incoming_check": {"received_on": "2025-03-14", "valid": "yes"}}
ASSIGNMENT: dict[str, Any] = {"assignment": {"handler": "Hồ Thị Diễm", "instruction": "Thẩm định trong tuần"}}
_CHECKLIST = {"content": "yes", "assignment": "yes", "field": "yes", "format": "yes"}
RETURNED: dict[str, Any] = {
    "review": {
        "checklist": _CHECKLIST | {"content": "no"},
        "result": "returned",
        "reasons": ["missing_content"],
        "documents": ["plan"],
        "comments": "Bổ sung chỉ tiêu và kinh phí từng nhiệm vụ",
    }
}
ACCEPTED: dict[str, Any] = {"review": {"checklist": _CHECKLIST, "result": "accepted"}}


def signing_steps(symbol: str, number: int) -> list[tuple[str, str, dict[str, Any]]]:
    """Element, part (``head`` or ``clerk``) and answer of each step of signing and issuing a document."""
    return [
        ("check_content", "head", {"content_check": {"passed": "yes"}}),
        ("check_format", "clerk", {"format_check": {"passed": "yes"}}),
        (
            "sign_document",
            "head",
            {
                "signing": {
                    "approved": "yes",
                    "signing_form": "tm",
                    "signer": "Hồ Xuân Lực",
                    "signer_title": "Chủ tịch",
                }
            },
        ),
        (
            "assign_number",
            "clerk",
            {"numbering": {"number": number, "symbol": f"{symbol}-UBND", "issued_on": "2025-03-14"}},
        ),
        (
            "issue_document",
            "clerk",
            {
                "issuing": {
                    "sealed": True,
                    "sent_on": "2025-03-14",
                    "recipients": "Phòng Nội vụ huyện",
                    "filed": True,
                }
            },
        ),
    ]
