"""A file for every place that takes an expression or a name, with something hostile in that place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.engine.diagrams import bpmn, flow

START = '<bpmn:startEvent id="s"/>'


def _node(tag: str, extensions: str, inner: str = "", root: str = "") -> bytes:
    body = (
        f'<bpmn:{tag} id="x" name="N"><bpmn:extensionElements>{extensions}</bpmn:extensionElements>{inner}</bpmn:{tag}>'
    )
    return bpmn(START + body + flow("s", "x"), root=root)


def _user_task(extension: str) -> bytes:
    return _node("userTask", "<zeebe:userTask/>" + extension)


def _loop(attributes: str, condition: str = "") -> bytes:
    completion = f"<bpmn:completionCondition>{condition}</bpmn:completionCondition>" if condition else ""
    inner = f"""<bpmn:multiInstanceLoopCharacteristics id="loop"><bpmn:extensionElements>
      <zeebe:loopCharacteristics {attributes}/></bpmn:extensionElements>{completion}
    </bpmn:multiInstanceLoopCharacteristics>"""
    return _node("userTask", "<zeebe:userTask/>", inner)


def _timer(kind: str, text: str) -> bytes:
    inner = f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    return _node("intermediateCatchEvent", "<zeebe:properties/>", inner)


def _condition(text: str) -> bytes:
    body = START + '<bpmn:exclusiveGateway id="x"/><bpmn:task id="a"/><bpmn:task id="b"/>' + flow("s", "x")
    body += f"""<bpmn:sequenceFlow id="f" sourceRef="x" targetRef="a"><bpmn:conditionExpression
      xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression></bpmn:sequenceFlow>""" + flow("x", "b", "y")
    return bpmn(body)


def _message(name: str, key: str) -> bytes:
    root = f"""<bpmn:message id="m" name="{name}"><bpmn:extensionElements>
      <zeebe:subscription correlationKey="{key}"/></bpmn:extensionElements></bpmn:message>"""
    return bpmn(START + '<bpmn:receiveTask id="x" messageRef="m"/>' + flow("s", "x"), root=root)


def _error(code: str) -> bytes:
    root = f'<bpmn:error id="err" errorCode="{code}"/>'
    return _node("endEvent", "", '<bpmn:errorEventDefinition errorRef="err"/>', root)


EXPRESSION_PLACES: Mapping[str, Callable[[str], bytes]] = {
    "conditionExpression": _condition,
    "completionCondition": lambda text: _loop('inputCollection="=a"', text),
    "inputCollection": lambda text: _loop(f'inputCollection="{text}"'),
    "outputElement": lambda text: _loop(f'inputCollection="=a" outputCollection="b" outputElement="{text}"'),
    "input source": lambda text: _user_task(
        f'<zeebe:ioMapping><zeebe:input source="{text}" target="a"/></zeebe:ioMapping>'
    ),
    "output source": lambda text: _user_task(
        f'<zeebe:ioMapping><zeebe:output source="{text}" target="a"/></zeebe:ioMapping>'
    ),
    "assignee": lambda text: _user_task(f'<zeebe:assignmentDefinition assignee="{text}"/>'),
    "candidateUsers": lambda text: _user_task(f'<zeebe:assignmentDefinition candidateUsers="{text}"/>'),
    "candidateGroups": lambda text: _user_task(f'<zeebe:assignmentDefinition candidateGroups="{text}"/>'),
    "dueDate": lambda text: _user_task(f'<zeebe:taskSchedule dueDate="{text}"/>'),
    "followUpDate": lambda text: _user_task(f'<zeebe:taskSchedule followUpDate="{text}"/>'),
    "priority": lambda text: _user_task(f'<zeebe:priorityDefinition priority="{text}"/>'),
    "formId": lambda text: _user_task(f'<zeebe:formDefinition formId="{text}"/>'),
    "externalReference": lambda text: _user_task(f'<zeebe:formDefinition externalReference="{text}"/>'),
    "job type": lambda text: _node("serviceTask", f'<zeebe:taskDefinition type="{text}"/>'),
    "retries": lambda text: _node("serviceTask", f'<zeebe:taskDefinition type="a" retries="{text}"/>'),
    "job priority": lambda text: _node(
        "serviceTask", f'<zeebe:taskDefinition type="a"/><zeebe:jobPriorityDefinition priority="{text}"/>'
    ),
    "script": lambda text: _node("scriptTask", f'<zeebe:script expression="{text}" resultVariable="a"/>'),
    "processId": lambda text: _node("callActivity", f'<zeebe:calledElement processId="{text}"/>'),
    "businessId": lambda text: _node("callActivity", f'<zeebe:calledElement processId="q" businessId="{text}"/>'),
    "correlationKey": lambda text: _message("m", text),
    "message name": lambda text: _message(text, "=a"),
    "timeDate": lambda text: _timer("timeDate", text),
    "timeDuration": lambda text: _timer("timeDuration", text),
    "errorCode": _error,
}
"""Each takes the text of the place, with its leading ``=``."""

NAME_PLACES: Mapping[str, Callable[[str], bytes]] = {
    "input target": lambda text: _user_task(
        f'<zeebe:ioMapping><zeebe:input source="=1" target="{text}"/></zeebe:ioMapping>'
    ),
    "output target": lambda text: _user_task(
        f'<zeebe:ioMapping><zeebe:output source="=1" target="{text}"/></zeebe:ioMapping>'
    ),
    "resultVariable": lambda text: _node("scriptTask", f'<zeebe:script expression="=1" resultVariable="{text}"/>'),
    "inputElement": lambda text: _loop(f'inputCollection="=a" inputElement="{text}"'),
    "outputCollection": lambda text: _loop(f'inputCollection="=a" outputCollection="{text}"'),
}
"""Each takes the name of a variable."""
