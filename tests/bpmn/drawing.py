"""Reads the drawing of a diagram (BPMN DI) as plain geometry, for tests that look at how it is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from lxml import etree

BPMN_FOLDER = Path(__file__).resolve().parents[2] / "bpmn"
DIAGRAMS = tuple(sorted(BPMN_FOLDER.glob("*/*.bpmn")))

_NAMESPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
_DRAWN = re.compile(r"participant|lane|subProcess|callActivity|sequenceFlow|task|\w+(Task|Event|Gateway)")


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in units of the diagram; `x`, `y` is its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def shrunk(self, by: float) -> Box:
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def overlaps(self, other: Box) -> bool:
        """Whether the insides meet; a common border does not count."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def contains(self, other: Box) -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def crossed_by(self, line: Segment) -> bool:
        """Whether the straight `line`, horizontal or vertical, enters the inside."""
        left, right = sorted((line.start.x, line.end.x))
        top, bottom = sorted((line.start.y, line.end.y))
        return left < self.right and right > self.x and top < self.bottom and bottom > self.y

    def has_docking(self, point: Point) -> bool:
        """Whether `point` lies on the border, away from the corners: round and rhombic shapes only touch it there."""
        on_side = point.x in (self.x, self.right) and self.y < point.y < self.bottom
        on_top = point.y in (self.y, self.bottom) and self.x < point.x < self.right
        return on_side or on_top

    def has_middle(self, point: Point) -> bool:
        """Whether `point` is the middle of a side: the only points of a rhombus or circle that touch its box."""
        middle_x, middle_y = self.x + self.width / 2, self.y + self.height / 2
        return self.has_docking(point) and (point.x == middle_x or point.y == middle_y)


@dataclass(frozen=True, slots=True)
class Segment:
    start: Point
    end: Point

    @property
    def is_straight(self) -> bool:
        return self.start.x == self.end.x or self.start.y == self.end.y

    @property
    def length(self) -> float:
        return abs(self.end.x - self.start.x) + abs(self.end.y - self.start.y)

    def crosses(self, other: Segment) -> bool:
        """Whether the lines meet, one horizontal and one vertical, or lie upon one another."""
        mine, others = _box(self), _box(other)
        return mine.x <= others.right and others.x <= mine.right and mine.y <= others.bottom and others.y <= mine.bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A drawn node; `parent` is the id of the subprocess, lane set or process around it."""

    id: str
    type: str
    name: str
    box: Box
    label: Box | None
    parent: str
    attached_to: str | None
    outgoing: int

    @property
    def is_container(self) -> bool:
        return self.type in ("participant", "lane", "subProcess")

    @property
    def is_angular(self) -> bool:
        """Whether only the middles of its sides touch its box."""
        return self.type.endswith(("Gateway", "Event"))

    def touches(self, point: Point) -> bool:
        """Whether an edge may begin or end at `point`."""
        return self.box.has_middle(point) if self.is_angular else self.box.has_docking(point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    id: str
    name: str
    source: str
    target: str
    waypoints: tuple[Point, ...]
    label: Box | None

    @property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(Segment(start, end) for start, end in pairwise(self.waypoints))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One diagram; `lanes` maps a node id to the id of its lane, `undrawn` holds elements without shape or edge."""

    shapes: dict[str, Shape]
    edges: tuple[Edge, ...]
    lanes: dict[str, str]
    undrawn: tuple[str, ...]

    def ancestors(self, shape: Shape) -> frozenset[str]:
        """The ids of the subprocesses around `shape`."""
        found = set()
        parent = shape.parent
        while parent in self.shapes and self.shapes[parent].type == "subProcess":
            found.add(parent)
            parent = self.shapes[parent].parent
        return frozenset(found)


def read_drawing(path: Path) -> Drawing:
    """The drawing in the ``.bpmn`` file at `path`."""
    root = etree.parse(str(path)).getroot()
    drawn = {
        element.get("id", ""): element
        for element in root.iter(f"{{{_NAMESPACES['bpmn']}}}*")
        if _DRAWN.fullmatch(etree.QName(element).localname)
    }
    views = {view.get("bpmnElement", ""): view for view in root.iterfind(".//bpmndi:BPMNPlane/*", _NAMESPACES)}
    shapes, edges = {}, []
    for identifier, element in drawn.items():
        view = views.get(identifier)
        if view is None:
            continue
        if etree.QName(element).localname == "sequenceFlow":
            edges.append(_edge(element, view))
        else:
            shapes[identifier] = _shape(element, view)
    lanes = {
        (reference.text or "").strip(): lane.get("id", "")
        for lane in root.iterfind(".//bpmn:lane", _NAMESPACES)
        for reference in lane.iterfind("bpmn:flowNodeRef", _NAMESPACES)
    }
    undrawn = tuple(identifier for identifier in drawn if identifier not in views)
    return Drawing(shapes=shapes, edges=tuple(edges), lanes=lanes, undrawn=undrawn)


def _shape(element: etree._Element, view: etree._Element) -> Shape:
    bounds = view.find("dc:Bounds", _NAMESPACES)
    assert bounds is not None
    parent = element.getparent()
    return Shape(
        id=element.get("id", ""),
        type=etree.QName(element).localname,
        name=element.get("name", ""),
        box=_bounds(bounds),
        label=_label(view),
        parent="" if parent is None else parent.get("id", ""),
        attached_to=element.get("attachedToRef"),
        outgoing=len(element.findall("bpmn:outgoing", _NAMESPACES)),
    )


def _edge(element: etree._Element, view: etree._Element) -> Edge:
    return Edge(
        id=element.get("id", ""),
        name=element.get("name", ""),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        waypoints=tuple(
            Point(float(point.get("x", "nan")), float(point.get("y", "nan")))
            for point in view.iterfind("di:waypoint", _NAMESPACES)
        ),
        label=_label(view),
    )


def _label(view: etree._Element) -> Box | None:
    bounds = view.find("bpmndi:BPMNLabel/dc:Bounds", _NAMESPACES)
    return None if bounds is None else _bounds(bounds)


def _bounds(element: etree._Element) -> Box:
    x, y, width, height = (float(element.get(name, "nan")) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _box(line: Segment) -> Box:
    left, right = sorted((line.start.x, line.end.x))
    top, bottom = sorted((line.start.y, line.end.y))
    return Box(left, top, right - left, bottom - top)
