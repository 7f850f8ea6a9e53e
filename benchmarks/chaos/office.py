"""What the kill test works on: two user tasks with a service task and a short timer between them."""

from __future__ import annotations

from benchmarks.chaos.program import JOB_TYPE
from engine.actor import SYSTEM
from engine.commands.deploy_resources import DeployResources
from tests.engine.diagrams import bpmn, flow, user_task
from workflows import migrations
from workflows.identity.commands.accounts import NewAccount, OpenAccounts
from workflows.identity.passwords import hash_password
from workflows.settings import Settings
from workflows.wiring import wire

PROCESS = "chaos"
USERNAME = "chaos"
PASSWORD = "một mật khẩu dài để thử"
TASKS = ("do", "approve")
"""The user tasks of a case, in their order."""

_GROUP = '<zeebe:assignmentDefinition candidateGroups="testers" />'
_DIAGRAM = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
    + "".join(user_task(name, _GROUP) for name in TASKS)
    + f"""<bpmn:serviceTask id="note"><bpmn:extensionElements><zeebe:taskDefinition type="{JOB_TYPE}" />
      </bpmn:extensionElements></bpmn:serviceTask>
      <bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition>
        <bpmn:timeDuration>PT1S</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"""
    + flow("start", "do")
    + flow("do", "note")
    + flow("note", "wait")
    + flow("wait", "approve")
    + flow("approve", "end"),
    process_id=PROCESS,
)


def furnish(url: str) -> None:
    """Fill the empty database at `url`."""
    migrations.upgrade(url)
    account = NewAccount(
        username=USERNAME,
        password_hash=hash_password(PASSWORD),
        display_name="Thử",
        roles=("process_owner",),
        groups=("testers",),
        must_change_password=False,
    )
    with wire(Settings(database_url=url)) as application:
        application.engine.execute(OpenAccounts(accounts=(account,)), SYSTEM)
        application.engine.execute(DeployResources(resources=((f"{PROCESS}.bpmn", _DIAGRAM),)), SYSTEM)
