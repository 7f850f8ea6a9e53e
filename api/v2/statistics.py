"""Counts over elements and instances, and the flows that an instance took."""

from __future__ import annotations

from typing import Any

from msgspec import field

from api.call import Call
from api.json import Answer, Body, FoundAnswer, ItemsAnswer, Key, PageAnswer
from api.operations import Router
from api.search import TENANT, PageBody, SortItem
from engine.errors import NotSupported
from engine.queries.find import Get
from engine.queries.search import MAX_LIMIT
from engine.queries.statistics import CountElements, CountInstances, ElementCount, GetTakenFlows

router = Router("/v2", tag="Statistics", vi="Thống kê")


class FilterNotSupported(NotSupported):
    """Statistics cannot be narrowed yet."""

    code = "http.not_yet.statistics_filter"


class ElementStatistics(Answer):
    """How many instances of an element are in which state."""

    element_id: str
    active: int
    canceled: int
    incidents: int
    completed: int


class StatisticsQuery(Body):
    """Without a filter everything is counted."""

    filter: dict[str, Any] = field(default_factory=dict)


class InstanceStatisticsQuery(Body):
    """By process id; the page is by offset."""

    filter: dict[str, Any] = field(default_factory=dict)
    sort: list[SortItem] = field(default_factory=list)
    page: PageBody | None = None


class InstanceStatistics(Answer):
    """Running instances of one process, over all its versions."""

    process_definition_id: str
    tenant_id: str
    latest_process_definition_name: str | None
    has_multiple_versions: bool
    active_instances_without_incident_count: int
    active_instances_with_incident_count: int


class SequenceFlowAnswer(Answer):
    """A sequence flow that was taken, `times` times."""

    sequence_flow_id: str
    process_instance_key: Key
    root_process_instance_key: Key | None
    process_definition_key: Key | None
    process_definition_id: str | None
    element_id: str
    tenant_id: str
    times: int


@router.post(
    "/process-definitions/{processDefinitionKey}/statistics/element-instances",
    vi="Đếm theo từng bước của quy trình",
    en="Count element instances of a definition",
    errors=(501,),
)
def get_process_definition_statistics(call: Call, body: StatisticsQuery) -> ItemsAnswer[ElementStatistics]:
    if any(value not in (None, {}, []) for value in body.filter.values()):
        raise FilterNotSupported
    return _elements(call.query(CountElements(process_definition_key=call.key("processDefinitionKey"))))


@router.post(
    "/process-definitions/statistics/process-instances",
    vi="Đếm hồ sơ đang chạy theo quy trình",
    en="Count running instances by process",
    errors=(501,),
)
def get_process_definition_instance_statistics(
    call: Call, body: InstanceStatisticsQuery
) -> FoundAnswer[InstanceStatistics]:
    if any(value not in (None, {}, []) for value in body.filter.values()) or body.sort:
        raise FilterNotSupported
    page = body.page or PageBody()
    limit = min(100 if page.limit is None else page.limit, MAX_LIMIT)
    result = call.query(CountInstances(limit=limit, offset=page.from_ or 0))
    items = [
        InstanceStatistics(
            process_definition_id=row["process_id"],
            tenant_id=TENANT,
            latest_process_definition_name=row["name"],
            has_multiple_versions=row["has_multiple_versions"],
            active_instances_without_incident_count=row["without_incident"],
            active_instances_with_incident_count=row["with_incident"],
        )
        for row in result.rows
    ]
    where = PageAnswer(
        total_items=result.total, has_more_total_items=result.has_more_total, start_cursor=None, end_cursor=None
    )
    return FoundAnswer(items=items, page=where)


@router.get(
    "/process-instances/{processInstanceKey}/statistics/element-instances",
    vi="Đếm theo từng bước của hồ sơ",
    en="Count element instances of an instance",
    errors=(404,),
)
def get_process_instance_statistics(call: Call) -> ItemsAnswer[ElementStatistics]:
    return _elements(call.query(CountElements(process_instance_key=call.key("processInstanceKey"))))


@router.get(
    "/process-instances/{processInstanceKey}/sequence-flows",
    vi="Xem đường đi của hồ sơ",
    en="Get the sequence flows that an instance took",
    errors=(404,),
)
def get_process_instance_sequence_flows(call: Call) -> ItemsAnswer[SequenceFlowAnswer]:
    key = call.key("processInstanceKey")
    row = call.query(Get(kind="process_instance", key=key))
    return ItemsAnswer(
        items=[
            SequenceFlowAnswer(
                sequence_flow_id=f"{key}_{flow_id}",
                process_instance_key=str(key),
                root_process_instance_key=str(row["root_key"]),
                process_definition_key=str(row["process_definition_key"]),
                process_definition_id=row["process_id"],
                element_id=flow_id,
                tenant_id=TENANT,
                times=times,
            )
            for flow_id, times in call.query(GetTakenFlows(process_instance_key=key)).items()
        ]
    )


def _elements(counts: list[ElementCount]) -> ItemsAnswer[ElementStatistics]:
    return ItemsAnswer(
        items=[
            ElementStatistics(
                element_id=count.element_id,
                active=count.active,
                canceled=count.canceled,
                incidents=count.incidents,
                completed=count.completed,
            )
            for count in counts
        ]
    )
