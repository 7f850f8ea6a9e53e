"""From a process in normal form to specs of the token machine."""

from __future__ import annotations

from collections import defaultdict

from engine.interpreter.spiff.behaviors.activity import ActivitySpec, HostSpec
from engine.interpreter.spiff.behaviors.base import Flow, NodeSpec, expect
from engine.interpreter.spiff.behaviors.boundary_event import BoundaryEventSpec
from engine.interpreter.spiff.behaviors.call_activity import CallActivitySpec
from engine.interpreter.spiff.behaviors.catch_event import CatchEventSpec
from engine.interpreter.spiff.behaviors.error_end_event import ErrorEndEventSpec
from engine.interpreter.spiff.behaviors.event_based_gateway import EventBasedGatewaySpec
from engine.interpreter.spiff.behaviors.exclusive_gateway import ExclusiveGatewaySpec
from engine.interpreter.spiff.behaviors.inclusive_gateway import InclusiveGatewaySpec
from engine.interpreter.spiff.behaviors.job import JobSpec
from engine.interpreter.spiff.behaviors.multi_instance import MultiInstanceBodySpec
from engine.interpreter.spiff.behaviors.parallel_gateway import ParallelGatewaySpec
from engine.interpreter.spiff.behaviors.passing import PassingEventSpec, PassingTaskSpec
from engine.interpreter.spiff.behaviors.process import ProcessRootSpec
from engine.interpreter.spiff.behaviors.receive_task import ReceiveTaskSpec
from engine.interpreter.spiff.behaviors.script_task import ScriptTaskSpec
from engine.interpreter.spiff.behaviors.subprocess import SubprocessSpec
from engine.interpreter.spiff.behaviors.terminate_end_event import TerminateEndEventSpec
from engine.interpreter.spiff.behaviors.user_task import UserTaskSpec
from engine.interpreter.spiff.program import ProcessSpec, SpiffProgram
from engine.interpreter.spiff.reachability import reachable_entries
from engine.model.process import (
    ElementType,
    ErrorDefinition,
    FlowNode,
    JobBehavior,
    Process,
    Scope,
    ScriptBehavior,
    TerminateDefinition,
    UserTaskBehavior,
)

_BY_TYPE: dict[ElementType, type[NodeSpec]] = {
    ElementType.SUB_PROCESS: SubprocessSpec,
    ElementType.START_EVENT: PassingEventSpec,
    ElementType.END_EVENT: PassingEventSpec,
    ElementType.INTERMEDIATE_THROW_EVENT: PassingEventSpec,
    ElementType.INTERMEDIATE_CATCH_EVENT: CatchEventSpec,
    ElementType.BOUNDARY_EVENT: BoundaryEventSpec,
    ElementType.TASK: PassingTaskSpec,
    ElementType.MANUAL_TASK: PassingTaskSpec,
    ElementType.RECEIVE_TASK: ReceiveTaskSpec,
    ElementType.CALL_ACTIVITY: CallActivitySpec,
    ElementType.EXCLUSIVE_GATEWAY: ExclusiveGatewaySpec,
    ElementType.PARALLEL_GATEWAY: ParallelGatewaySpec,
    ElementType.INCLUSIVE_GATEWAY: InclusiveGatewaySpec,
    ElementType.EVENT_BASED_GATEWAY: EventBasedGatewaySpec,
}
_BY_BEHAVIOR: dict[type, type[NodeSpec]] = {
    UserTaskBehavior: UserTaskSpec,
    JobBehavior: JobSpec,
    ScriptBehavior: ScriptTaskSpec,
}
_BY_END: dict[type, type[NodeSpec]] = {
    ErrorDefinition: ErrorEndEventSpec,
    TerminateDefinition: TerminateEndEventSpec,
}


def assemble(program: SpiffProgram, process: Process) -> None:
    """Fill the program's specification from `process`, which must be in normal form."""
    spec = program.spec
    spec.start = ProcessRootSpec(spec, process)
    spec.start.starts = _assemble_scope(spec, process.scope)


def _assemble_scope(spec: ProcessSpec, scope: Scope) -> dict[str, NodeSpec]:
    """Make the specs of `scope`, wire them, and return its start events."""
    specs = {node.id: _make(spec, node) for node in scope.nodes.values()}
    attached: dict[str, list[BoundaryEventSpec]] = defaultdict(list)
    for made in specs.values():
        if isinstance(made, BoundaryEventSpec) and made.node.attached_to is not None:
            attached[made.node.attached_to].append(made)
        made.flows = tuple(_flow(scope, flow_id, specs) for flow_id in made.node.outgoing)
        made.outputs = [flow.target for flow in made.flows]
        for flow in made.flows:
            flow.target._connect_notify(made)
    for made in specs.values():
        made.drawn_id = _drawn_id(made)
    for host_id, events in attached.items():
        expect(HostSpec, specs[host_id]).attach(events)
    for made in specs.values():
        if isinstance(made, InclusiveGatewaySpec):
            made.reach = reachable_entries(scope, made.node)
    return {name: made for name, made in specs.items() if made.node.type is ElementType.START_EVENT}


def _drawn_id(spec: NodeSpec) -> str:
    """The nearest drawn element on the way back; the normal form puts its forks behind what was drawn."""
    seen: set[str] = set()
    while not spec.is_reported and spec.inputs and spec.name not in seen:
        seen.add(spec.name)
        spec = spec.inputs[0]
    return spec.node.id


def _make(spec: ProcessSpec, node: FlowNode) -> NodeSpec:
    if node.multi_instance is None:
        return _make_single(spec, node, node.id)
    body = MultiInstanceBodySpec(spec, node)
    # No BPMN id contains "#", so the inner name is free.
    inner = expect(ActivitySpec, _make_single(spec, node, f"{node.id}#each"))
    inner.body = body
    body.inner = inner
    return body


def _make_single(spec: ProcessSpec, node: FlowNode, name: str) -> NodeSpec:
    made = _kind(node)(spec, node, name)
    if isinstance(made, SubprocessSpec):
        made.starts = _assemble_scope(spec, expect(Scope, node.scope))
    return made


def _kind(node: FlowNode) -> type[NodeSpec]:
    if type(node.behavior) in _BY_BEHAVIOR:
        return _BY_BEHAVIOR[type(node.behavior)]
    if node.type is ElementType.END_EVENT and type(node.event) in _BY_END:
        return _BY_END[type(node.event)]
    if node.type is ElementType.INTERMEDIATE_CATCH_EVENT and node.event is None:
        return PassingEventSpec  # where a link led: the normal form has made a flow of it
    return _BY_TYPE[node.type]


def _flow(scope: Scope, flow_id: str, specs: dict[str, NodeSpec]) -> Flow:
    flow = scope.flows[flow_id]
    return Flow(flow.id, specs[flow.target], flow.condition, not flow.synthetic)
