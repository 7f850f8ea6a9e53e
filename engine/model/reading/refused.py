"""Elements of BPMN that are understood and not run: each is refused by name, with what to use instead."""

from __future__ import annotations

from lxml import etree

from engine.model.reading.context import Reading, bpmn_children

REFUSED = {
    "adHocSubProcess": "bpmn.unsupported.ad_hoc",
    "businessRuleTask": "bpmn.unsupported.business_rule_task",
    "callChoreography": "bpmn.unsupported.choreography",
    "choreography": "bpmn.unsupported.choreography",
    "choreographyTask": "bpmn.unsupported.choreography",
    "complexGateway": "bpmn.unsupported.complex_gateway",
    "correlationSubscription": "bpmn.unsupported.correlation_subscription",
    "dataStoreReference": "bpmn.unsupported.data_store",
    "event": "bpmn.unsupported.abstract_event",
    "globalBusinessRuleTask": "bpmn.unsupported.global_task",
    "globalChoreographyTask": "bpmn.unsupported.choreography",
    "globalManualTask": "bpmn.unsupported.global_task",
    "globalScriptTask": "bpmn.unsupported.global_task",
    "globalTask": "bpmn.unsupported.global_task",
    "globalUserTask": "bpmn.unsupported.global_task",
    "humanPerformer": "bpmn.unsupported.resource_role",
    "implicitThrowEvent": "bpmn.unsupported.abstract_event",
    "performer": "bpmn.unsupported.resource_role",
    "potentialOwner": "bpmn.unsupported.resource_role",
    "resourceRole": "bpmn.unsupported.resource_role",
    "standardLoopCharacteristics": "bpmn.unsupported.standard_loop",
    "subChoreography": "bpmn.unsupported.choreography",
    "transaction": "bpmn.unsupported.transaction",
}


def refuse_children(reading: Reading, element: etree._Element) -> None:
    """Report every direct child of `element` that is not run."""
    for name, child in bpmn_children(element):
        if name in REFUSED:
            reading.report(REFUSED[name], child)
