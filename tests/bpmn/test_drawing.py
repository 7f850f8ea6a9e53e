"""Every diagram is drawn so that it can be read: nothing overlaps, lines are straight, questions have answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from engine.model.schema import schema_findings
from engine.model.xml import read_xml
from tests.bpmn.drawing import DIAGRAMS, Box, Drawing, Shape, read_drawing

HEADER = 30
"""Width of the strip of a pool or lane that holds its name."""
SHORTEST_LINE = 10
"""Units of the diagram; a shorter piece of an edge is a slip of the hand."""
QUESTIONS = ("exclusiveGateway", "inclusiveGateway")


@pytest.fixture(params=DIAGRAMS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture
def drawing(path: Path) -> Drawing:
    return read_drawing(path)


def test_there_are_diagrams_to_look_at() -> None:
    assert {path.stem for path in DIAGRAMS} >= {"plan_submission", "sign_and_issue", "receive"}


def test_a_diagram_is_valid_bpmn(path: Path) -> None:
    assert schema_findings(read_xml(path.read_bytes(), path.name), path.name) == ()


def test_every_element_is_drawn(drawing: Drawing) -> None:
    assert drawing.undrawn == ()


def test_no_two_shapes_overlap(drawing: Drawing) -> None:
    def may_overlap(one: Shape, other: Shape) -> bool:
        return (
            one.type in ("participant", "lane")
            or other.type in ("participant", "lane")
            or one.id in drawing.ancestors(other)
            or other.id in drawing.ancestors(one)
            or one.attached_to == other.id
            or other.attached_to == one.id
        )

    overlapping = [
        (one.id, other.id)
        for one, other in combinations(drawing.shapes.values(), 2)
        if one.box.overlaps(other.box) and not may_overlap(one, other)
    ]
    assert overlapping == []


def test_lanes_fill_their_pool_without_overlap(drawing: Drawing) -> None:
    pools = [shape for shape in drawing.shapes.values() if shape.type == "participant"]
    lanes = [shape for shape in drawing.shapes.values() if shape.type == "lane"]
    assert len(pools) == 1
    inside = Box(pools[0].box.x + HEADER, pools[0].box.y, pools[0].box.width - HEADER, pools[0].box.height)
    assert not any(one.box.overlaps(other.box) for one, other in combinations(lanes, 2))
    assert all(inside.contains(lane.box) and lane.box.width == inside.width for lane in lanes)
    assert sum(lane.box.height for lane in lanes) == inside.height


def test_every_element_is_inside_its_lane(drawing: Drawing) -> None:
    """A subprocess may span lanes: those of the elements in it, side by side."""
    outside = []
    for shape in _nodes(drawing):
        inner = [other for other in _nodes(drawing) if shape.id in drawing.ancestors(other)]
        rooms = {drawing.lanes[other.id] for other in (shape, *inner)}
        boxes = [drawing.shapes[lane].box for lane in rooms]
        top, bottom = min(box.y for box in boxes), max(box.bottom for box in boxes)
        room = Box(boxes[0].x + HEADER, top, boxes[0].width - HEADER, bottom - top)
        body = [shape.box] if shape.attached_to is None else []
        outside += [shape.id for box in body if not room.contains(box)]
    assert outside == []


def test_every_element_is_inside_its_subprocess(drawing: Drawing) -> None:
    outside = [
        (shape.id, parent)
        for shape in _nodes(drawing)
        for parent in drawing.ancestors(shape)
        if not drawing.shapes[parent].box.contains(shape.box)
    ]
    assert outside == []


def test_a_boundary_event_sits_on_the_border_of_its_host(drawing: Drawing) -> None:
    loose = []
    for shape in _nodes(drawing):
        if shape.attached_to is not None:
            middle = Box(shape.box.x + shape.box.width / 2, shape.box.y + shape.box.height / 2, 0, 0)
            host = drawing.shapes[shape.attached_to].box
            on_side = middle.x in (host.x, host.right) and host.y < middle.y < host.bottom
            on_top = middle.y in (host.y, host.bottom) and host.x < middle.x < host.right
            loose += [] if on_side or on_top else [shape.id]
    assert loose == []


def test_every_edge_runs_in_straight_lines_along_the_axes(drawing: Drawing) -> None:
    assert [edge.id for edge in drawing.edges if not all(line.is_straight for line in edge.segments)] == []


def test_no_edge_has_a_kink(drawing: Drawing) -> None:
    kinked = [edge.id for edge in drawing.edges if any(line.length < SHORTEST_LINE for line in edge.segments)]
    assert kinked == []


def test_every_edge_begins_and_ends_on_the_border_of_its_shapes(drawing: Drawing) -> None:
    loose = [
        edge.id
        for edge in drawing.edges
        if not drawing.shapes[edge.source].touches(edge.waypoints[0])
        or not drawing.shapes[edge.target].touches(edge.waypoints[-1])
    ]
    assert loose == []


def test_no_edge_passes_through_a_shape(drawing: Drawing) -> None:
    def is_around(shape: Shape, edge_source: str, edge_target: str) -> bool:
        ends = (drawing.shapes[edge_source], drawing.shapes[edge_target])
        return shape.type in ("participant", "lane") or any(shape.id in drawing.ancestors(end) for end in ends)

    crossed = [
        (edge.id, shape.id)
        for edge in drawing.edges
        for shape in drawing.shapes.values()
        if not is_around(shape, edge.source, edge.target) and any(shape.box.crossed_by(line) for line in edge.segments)
    ]
    assert crossed == []


def test_no_two_edges_cross_or_lie_upon_one_another(drawing: Drawing) -> None:
    """Edges may meet where they end at the same shape."""
    crossing = [
        (one.id, other.id)
        for one, other in combinations(drawing.edges, 2)
        if any(
            line.crosses(across)
            for line in one.segments
            for across in other.segments
            if not (one.waypoints[-1] == other.waypoints[-1] or one.waypoints[0] == other.waypoints[0])
        )
    ]
    assert crossing == []


def test_every_label_keeps_clear_of_shapes_edges_and_other_labels(drawing: Drawing) -> None:
    labels = dict(_labels(drawing))
    in_the_way = [
        (owner, shape.id)
        for owner, label in labels.items()
        for shape in drawing.shapes.values()
        if not shape.is_container and label.overlaps(shape.box)
    ]
    in_the_way += [
        (owner, edge.id)
        for owner, label in labels.items()
        for edge in drawing.edges
        if any(label.crossed_by(line) for line in edge.segments)
    ]
    in_the_way += [(one, other) for one, other in combinations(labels, 2) if labels[one].overlaps(labels[other])]
    assert in_the_way == []


def test_no_label_lies_on_the_border_of_a_lane_or_subprocess(drawing: Drawing) -> None:
    on_border = [
        (owner, container.id)
        for owner, label in _labels(drawing)
        for container in drawing.shapes.values()
        if container.is_container and label.overlaps(container.box) and not container.box.contains(label)
    ]
    assert on_border == []


def test_everything_with_a_name_outside_its_shape_says_where_it_stands(drawing: Drawing) -> None:
    nodes = [shape.id for shape in _nodes(drawing) if shape.is_angular and shape.name and shape.label is None]
    assert nodes + [edge.id for edge in drawing.edges if edge.name and edge.label is None] == []


def test_every_gateway_that_splits_is_a_question_and_its_flows_are_answers(drawing: Drawing) -> None:
    splitting = {shape.id for shape in _nodes(drawing) if shape.type in QUESTIONS and shape.outgoing > 1}
    assert [gateway for gateway in splitting if not drawing.shapes[gateway].name.endswith("?")] == []
    assert [edge.id for edge in drawing.edges if edge.source in splitting and not edge.name] == []


def test_every_task_and_event_has_a_name(drawing: Drawing) -> None:
    assert [shape.id for shape in drawing.shapes.values() if not shape.name and "Gateway" not in shape.type] == []


def _nodes(drawing: Drawing) -> tuple[Shape, ...]:
    return tuple(shape for shape in drawing.shapes.values() if shape.type not in ("participant", "lane"))


def _labels(drawing: Drawing) -> Iterator[tuple[str, Box]]:
    for shape in drawing.shapes.values():
        if shape.label is not None:
            yield shape.id, shape.label
    for edge in drawing.edges:
        if edge.label is not None:
            yield edge.id, edge.label
