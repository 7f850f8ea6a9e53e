"""Reading lanes: who is drawn in which; a node belongs to the innermost lane that names it."""

from __future__ import annotations

from lxml import etree

from engine.model import names
from engine.model.definitions import Lane
from engine.model.reading.context import Reading, optional, text_of
from engine.model.tree import line_of


def read_lanes(reading: Reading, process: etree._Element) -> list[Lane]:
    """The lanes of `process`, outer ones first; notes the lane of each node in `reading`."""
    found: list[Lane] = []
    process_id = optional(process, "id") or ""
    for lane_set in process.iterchildren(names.bpmn("laneSet")):
        _read_set(reading, lane_set, process_id, None, found)
    return found


def _read_set(
    reading: Reading, lane_set: etree._Element, process_id: str, parent: str | None, found: list[Lane]
) -> None:
    for element in lane_set.iterchildren(names.bpmn("lane")):
        lane = Lane(
            id=optional(element, "id") or "",
            process_id=process_id,
            name=optional(element, "name"),
            parent=parent,
            node_ids=tuple(filter(None, (text_of(ref) for ref in element.iterchildren(names.bpmn("flowNodeRef"))))),
            line=line_of(element),
        )
        found.append(lane)
        for node_id in lane.node_ids:
            reading.lane_of_node[node_id] = lane.name or lane.id
        for inner in element.iterchildren(names.bpmn("childLaneSet")):
            _read_set(reading, inner, process_id, lane.id, found)
