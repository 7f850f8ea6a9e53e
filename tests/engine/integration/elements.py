"""BPMN texts of elements that tests of several concerns need."""

from __future__ import annotations


def service(element_id: str = "work", type_: str = "pay", extensions: str = "", retries: str = "3") -> str:
    return (
        f'<bpmn:serviceTask id="{element_id}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{type_}" retries="{retries}" />{extensions}</bpmn:extensionElements>'
        "</bpmn:serviceTask>"
    )


def call(element_id: str, process_id: str, attributes: str = "", extensions: str = "") -> str:
    return (
        f'<bpmn:callActivity id="{element_id}"><bpmn:extensionElements>'
        f'<zeebe:calledElement processId="{process_id}" {attributes} />{extensions}</bpmn:extensionElements>'
        "</bpmn:callActivity>"
    )


def script(element_id: str, expression: str, result: str) -> str:
    return (
        f'<bpmn:scriptTask id="{element_id}"><bpmn:extensionElements>'
        f'<zeebe:script expression="={expression}" resultVariable="{result}" /></bpmn:extensionElements>'
        "</bpmn:scriptTask>"
    )


def each(collection: str, *, sequential: bool = False, extra: str = "", condition: str = "") -> str:
    """The loop of a multi-instance activity; the items are called ``item``."""
    ended = f'<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">={condition}</bpmn:completionCondition>'
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"><bpmn:extensionElements>'
        f'<zeebe:loopCharacteristics inputCollection="={collection}" inputElement="item" {extra} />'
        f"</bpmn:extensionElements>{ended if condition else ''}</bpmn:multiInstanceLoopCharacteristics>"
    )


def inside(element: str, addition: str) -> str:
    """`element` with `addition` before its end tag."""
    place = element.rindex("</bpmn:")
    return element[:place] + addition + element[place:]


def timer(kind: str, text: str) -> str:
    """The definition of a timer; `kind` is Date, Duration or Cycle."""
    return f"<bpmn:timerEventDefinition><bpmn:time{kind}>{text}</bpmn:time{kind}></bpmn:timerEventDefinition>"


def catches(message: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{message}" />'


def boundary(element_id: str, host: str, definition: str, *, interrupts: bool = True) -> str:
    return (
        f'<bpmn:boundaryEvent id="{element_id}" attachedToRef="{host}" cancelActivity="{str(interrupts).lower()}">'
        f"{definition}</bpmn:boundaryEvent>"
    )


def catch(element_id: str, definition: str) -> str:
    return f'<bpmn:intermediateCatchEvent id="{element_id}">{definition}</bpmn:intermediateCatchEvent>'


def message(element_id: str, name: str, key: str | None) -> str:
    """A message at the root of a file; without `key`, one that only starts processes."""
    subscription = f'<bpmn:extensionElements><zeebe:subscription correlationKey="={key}" /></bpmn:extensionElements>'
    return f'<bpmn:message id="{element_id}" name="{name}">{subscription if key else ""}</bpmn:message>'
