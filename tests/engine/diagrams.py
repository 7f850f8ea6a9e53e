"""Short BPMN texts for tests: the body of a process, wrapped in a valid file."""

from __future__ import annotations


def bpmn(body: str, *, process_id: str = "p", root: str = "", attributes: str = "") -> bytes:
    """A file with one executable process `process_id` around `body`; `root` are elements beside the process."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  id="definitions_{process_id}" targetNamespace="http://example.org/test">
  {root}
  <bpmn:process id="{process_id}" isExecutable="true" {attributes}>
    {body}
  </bpmn:process>
</bpmn:definitions>""".encode()


def user_task(element_id: str, extensions: str = "", name: str = "Việc") -> str:
    """A user task of the engine with `extensions` beside ``zeebe:userTask``."""
    return f"""<bpmn:userTask id="{element_id}" name="{name}">
      <bpmn:extensionElements><zeebe:userTask />{extensions}</bpmn:extensionElements></bpmn:userTask>"""


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow; `condition` is FEEL without the leading ``=``."""
    inner = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">={condition}</bpmn:conditionExpression>'
        if condition
        else ""
    )
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{source}_{target}" {ends}>{inner}</bpmn:sequenceFlow>'


THREE_TASKS = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
    + "".join(user_task(name, '<zeebe:assignmentDefinition candidateGroups="staff" />') for name in ("a", "b", "c"))
    + flow("start", "a")
    + flow("a", "b")
    + flow("b", "c")
    + flow("c", "end")
)
