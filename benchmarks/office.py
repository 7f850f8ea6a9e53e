"""What the cases of a benchmark are about: communes of Trà Bồng, their officers, and a diagram of three tasks."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from engine.actor import SYSTEM
from engine.commands.clock import PinClock
from engine.commands.deploy_resources import DeployResources
from tests.engine.diagrams import bpmn, flow, user_task
from workflows.identity.demo_accounts import demo_accounts
from workflows.organization.commands.import_organization import ImportOrganization
from workflows.packs import load_pack
from workflows.settings import Settings
from workflows.wiring import wire

PROCESS = "three_tasks"
_COMMUNES = ("tra_binh", "tra_phu", "tra_giang", "tra_son", "tra_thuy", "tra_tan", "tra_bui", "tra_hiep")

_FORM = {
    "id": "report",
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {"type": "textfield", "key": "summary", "id": "f1", "validate": {"required": True, "maxLength": 500}},
        {"type": "number", "key": "households", "id": "f2", "validate": {"required": True, "min": 0}},
        {
            "type": "radio",
            "key": "outcome",
            "id": "f3",
            "validate": {"required": True},
            "values": [{"label": "Đạt", "value": "met"}, {"label": "Chưa đạt", "value": "not_met"}],
        },
    ],
}
_GROUP = '<zeebe:assignmentDefinition candidateGroups="focal_officer" />'
_BOUND = '<zeebe:formDefinition formId="report" bindingType="deployment" />'
_DIAGRAM = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
    + user_task("draft", _GROUP)
    + user_task("report", _GROUP + _BOUND)
    + user_task("file", _GROUP)
    + flow("start", "draft")
    + flow("draft", "report")
    + flow("report", "file")
    + flow("file", "end"),
    process_id=PROCESS,
)

SUBMISSIONS = (
    {"note": "Đã rà soát"},
    {"summary": "Đã họp thôn, lấy ý kiến nhân dân", "households": 214, "outcome": "met"},
    {"filed": True},
)
"""What completes the three tasks, in their order."""


@dataclass(frozen=True, slots=True)
class Officer:
    """An account with its password, and the unit whose cases it works on."""

    username: str
    password: str
    unit: str


def furnish(url: str) -> list[Officer]:
    """Fill a migrated database: organisation, accounts, clock and diagram. Returns the officers of the communes."""
    pack = load_pack("tra_bong_2025")
    with wire(Settings(database_url=url)) as application:
        engine = application.engine
        engine.execute(PinClock(at=pack.clock_starts_at), SYSTEM)
        engine.execute(ImportOrganization.of(pack), SYSTEM)
        engine.execute(demo_accounts(pack), SYSTEM)
        resources = ((f"{PROCESS}.bpmn", _DIAGRAM), ("report.form", msgspec.json.encode(_FORM)))
        engine.execute(DeployResources(resources=resources), SYSTEM)
    return [Officer(f"{name}.cv", pack.demo_password, f"XA-{name.upper().replace('_', '-')}") for name in _COMMUNES]
