"""A process definition as frozen values: what a diagram says, without XML and without an opinion on how to run it.

The reader (``engine/model/reader.py``) makes these values from BPMN 2.0 XML with ``zeebe:`` extensions; the normal
form (``engine/compiler``) rewrites them into fewer kinds; the interpreter runs them. Expressions are compiled
already, so a syntax error is found at deployment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine import feel


class ElementType(StrEnum):
    """The element types of Camunda 8's API that this engine runs."""

    PROCESS = "PROCESS"
    SUB_PROCESS = "SUB_PROCESS"
    MULTI_INSTANCE_BODY = "MULTI_INSTANCE_BODY"
    START_EVENT = "START_EVENT"
    END_EVENT = "END_EVENT"
    BOUNDARY_EVENT = "BOUNDARY_EVENT"
    INTERMEDIATE_CATCH_EVENT = "INTERMEDIATE_CATCH_EVENT"
    INTERMEDIATE_THROW_EVENT = "INTERMEDIATE_THROW_EVENT"
    TASK = "TASK"
    MANUAL_TASK = "MANUAL_TASK"
    USER_TASK = "USER_TASK"
    SERVICE_TASK = "SERVICE_TASK"
    SEND_TASK = "SEND_TASK"
    RECEIVE_TASK = "RECEIVE_TASK"
    SCRIPT_TASK = "SCRIPT_TASK"
    CALL_ACTIVITY = "CALL_ACTIVITY"
    EXCLUSIVE_GATEWAY = "EXCLUSIVE_GATEWAY"
    PARALLEL_GATEWAY = "PARALLEL_GATEWAY"
    INCLUSIVE_GATEWAY = "INCLUSIVE_GATEWAY"
    EVENT_BASED_GATEWAY = "EVENT_BASED_GATEWAY"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A zeebe attribute that is either static text or, with a leading ``=``, FEEL (kinds S, F, E of the dialect)."""

    text: str
    expression: feel.Expression | None = None
    """None for static text; else the compiled FEEL of ``text[1:]``."""


class Binding(StrEnum):
    """Which version of a called process, form or decision is meant."""

    LATEST = "latest"
    DEPLOYMENT = "deployment"
    VERSION_TAG = "versionTag"


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableMapping:
    """One ``zeebe:input`` or ``zeebe:output``; `target` may be a dotted path; a missing source means null."""

    source: Attribute | None
    target: str


# -- what an activity does -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReference:
    """``zeebe:formDefinition``; exactly one of `form_id` and `external_reference` is given."""

    form_id: Attribute | None = None
    external_reference: Attribute | None = None
    binding: Binding = Binding.LATEST
    version_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskBehavior:
    """Assignment, schedule, priority and form of a user task."""

    assignee: Attribute | None = None
    candidate_users: Attribute | None = None
    candidate_groups: Attribute | None = None
    due_date: Attribute | None = None
    follow_up_date: Attribute | None = None
    priority: Attribute | None = None
    form: FormReference | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobBehavior:
    """Service task, send task, message throw and message end event: done by a worker."""

    type: Attribute
    retries: Attribute
    headers: Mapping[str, str] = field(default_factory=dict)
    priority: Attribute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptBehavior:
    """``zeebe:script``: FEEL whose value goes into `result_variable`."""

    expression: feel.Expression
    result_variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBehavior:
    """``zeebe:calledElement``."""

    process_id: Attribute
    binding: Binding = Binding.LATEST
    version_tag: str | None = None
    propagate_all_parent_variables: bool = True
    propagate_all_child_variables: bool = True
    business_id: Attribute | None = None


Behavior = UserTaskBehavior | JobBehavior | ScriptBehavior | CallBehavior


# -- events ----------------------------------------------------------------------------------------------------


class TimerKind(StrEnum):
    """``timeDate``, ``timeDuration``, ``timeCycle``."""

    DATE = "date"
    DURATION = "duration"
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerDefinition:
    """A timer; static text has the ISO 8601 form of its kind."""

    kind: TimerKind
    value: Attribute


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDefinition:
    """`correlation_key` is None where only message starts use the message."""

    name: Attribute
    correlation_key: feel.Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDefinition:
    """`code` is None for a catch-all; static where caught, static or FEEL where thrown."""

    code: Attribute | None = None


@dataclass(frozen=True, slots=True)
class TerminateDefinition:
    """Ends every token of its scope."""


@dataclass(frozen=True, slots=True)
class LinkDefinition:
    """A jump inside one scope; the normal form turns it into a sequence flow."""

    name: str


EventDefinition = TimerDefinition | MessageDefinition | ErrorDefinition | TerminateDefinition | LinkDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInstance:
    """``zeebe:loopCharacteristics`` and the core attributes of multiInstanceLoopCharacteristics."""

    is_sequential: bool
    input_collection: feel.Expression
    input_element: str | None = None
    output_collection: str | None = None
    output_element: feel.Expression | None = None
    completion_condition: feel.Expression | None = None


# -- the graph -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFlow:
    """An edge of the graph, from node id to node id inside one scope."""

    id: str
    source: str
    target: str
    name: str | None = None
    condition: feel.Expression | None = None
    line: int = 0
    synthetic: bool = False
    """Made by the normal form: history does not speak of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """A node of the graph. `incoming` and `outgoing` are flow ids in document order.

    `event` is None for a none event and for what is no event. `attached_to` is the host of a boundary event.
    `is_interrupting` counts for boundary events. `scope` is the body of an embedded subprocess. `lane` is the name of
    the innermost lane, or its id when it has no name.
    """

    id: str
    type: ElementType
    name: str | None = None
    documentation: str | None = None
    line: int = 0
    lane: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default_flow: str | None = None
    inputs: tuple[VariableMapping, ...] = ()
    outputs: tuple[VariableMapping, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    behavior: Behavior | None = None
    message: MessageDefinition | None = None
    """Of a receive task."""
    event: EventDefinition | None = None
    attached_to: str | None = None
    is_interrupting: bool = True
    multi_instance: MultiInstance | None = None
    scope: Scope | None = None
    form: FormReference | None = None
    """Start form, of a start event; a user task keeps its form in its behavior."""
    synthetic: bool = False
    """Made by the normal form: history does not speak of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The inside of a process or an embedded subprocess; ids are unique in the whole file."""

    nodes: Mapping[str, FlowNode]
    flows: Mapping[str, SequenceFlow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One executable process of a file."""

    id: str
    scope: Scope
    name: str | None = None
    version_tag: str | None = None
    documentation: str | None = None
    line: int = 0
    participant: str | None = None
    """Name of the pool that shows it, if any."""
    properties: Mapping[str, str] = field(default_factory=dict)
    job_priority: Attribute | None = None

    def walk(self) -> tuple[FlowNode, ...]:
        """Every node, those of embedded subprocesses after their parent."""
        found: list[FlowNode] = []

        def visit(scope: Scope) -> None:
            for node in scope.nodes.values():
                found.append(node)
                if node.scope is not None:
                    visit(node.scope)

        visit(self.scope)
        return tuple(found)
