"""Malicious and broken bundles, made on the spot: what each is, and the code it must be refused with."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.engine.diagrams import bpmn, flow, user_task
from tests.hostile.expressions import EXPRESSION_PLACES, NAME_PLACES

Resources = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Hostile:
    """`make` gives the bundle; `code` must be among the findings."""

    code: str
    make: Callable[[], Resources]


START = '<bpmn:startEvent id="s"/>'
_BPMN = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"'
_PLAIN = bpmn(START).decode()


def _file(data: bytes | str, name: str = "evil.bpmn") -> Resources:
    return [(name, data.encode() if isinstance(data, str) else data)]


def _doctype(declaration: str, content: str = "") -> str:
    return f'<?xml version="1.0"?>\n{declaration}\n<definitions {_BPMN}>{content}</definitions>'


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("process.bpmn", _PLAIN)
    return packed.getvalue()


def _laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 10))
    return _doctype(f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>', "&l9;")


def _nested(depth: int) -> bytes:
    inner = '<bpmn:task id="inner"/>'
    for level in range(depth):
        inner = f'<bpmn:subProcess id="sub{level}">{inner}</bpmn:subProcess>'
    return bpmn(START + inner + flow("s", f"sub{depth - 1}"))


def _form(**content: object) -> bytes:
    return json.dumps({"id": "f", "type": "default", "schemaVersion": 19, "components": [], **content}).encode()


_SUB_IN_ITSELF = (
    '<bpmn:subProcess id="sub"><bpmn:startEvent id="s1"/>'
    '<bpmn:boundaryEvent id="b" attachedToRef="sub"><bpmn:errorEventDefinition/></bpmn:boundaryEvent></bpmn:subProcess>'
)
_RIDER = '<bpmn:boundaryEvent id="b" attachedToRef="b"><bpmn:errorEventDefinition/></bpmn:boundaryEvent>'

_XML: Mapping[str, Hostile] = {
    "nothing": Hostile("deployment.empty", list),
    "an empty file": Hostile("xml.empty", lambda: _file("")),
    "text": Hostile("xml.not_xml", lambda: _file("rm -rf /")),
    "JSON": Hostile("xml.not_xml", lambda: _file("{}")),
    "a zip in disguise": Hostile("xml.not_xml", lambda: _file(_zip())),
    "HTML": Hostile("xml.doctype", lambda: _file("<!DOCTYPE html><html><body>x</body></html>")),
    "XXE to a file": Hostile(
        "xml.doctype", lambda: _file(_doctype('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;"))
    ),
    "XXE to the network": Hostile(
        "xml.doctype", lambda: _file(_doctype('<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/"> %e;]>'))
    ),
    "an external DTD": Hostile("xml.doctype", lambda: _file(_doctype('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'))),
    "a billion laughs": Hostile("xml.doctype", lambda: _file(_laughs())),
    "quadratic blow-up": Hostile(
        "xml.doctype", lambda: _file(_doctype(f'<!DOCTYPE x [<!ENTITY e "{"x" * 50_000}">]>', "&e;" * 50_000))
    ),
    "a DOCTYPE behind a comment": Hostile("xml.doctype", lambda: _file("<!-- -->\n<!DOCTYPE x><x/>")),
    "a DOCTYPE in UTF-16": Hostile("xml.encoding", lambda: _file(_doctype("<!DOCTYPE x>").encode("utf-16"))),
    "a DOCTYPE in UTF-16 without mark": Hostile(
        "xml.control_character", lambda: _file(_doctype("<!DOCTYPE x>").encode("utf-16-le"))
    ),
    "UTF-7": Hostile("xml.encoding", lambda: _file('<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x>')),
    "EBCDIC": Hostile("xml.not_xml", lambda: _file(_PLAIN.encode("cp500"))),
    "broken UTF-8": Hostile("xml.encoding", lambda: _file(_PLAIN.encode() + b"\xff\xfe\xfd")),
    "NUL bytes": Hostile("xml.control_character", lambda: _file(_PLAIN.replace("startEvent", "start\x00Event"))),
    "50 MB": Hostile("deployment.too_large", lambda: _file(b"<" * 50_000_000)),
    "more than 4 MiB": Hostile("xml.too_large", lambda: _file(b"<" * 5_000_000)),
    "50 MB in ten files": Hostile("deployment.too_large", lambda: [(f"{n}.bpmn", b"<" * 5_000_000) for n in range(10)]),
    "a million siblings": Hostile("xml.too_many_tags", lambda: _file("<a>" + "<b/>" * 1_000_000 + "</a>")),
    "elements too deep to parse": Hostile("xml.too_deep", lambda: _file("<a>" * 100_000)),
    "elements nested deeply": Hostile("xml.too_deep", lambda: _file("<a>" * 150 + "</a>" * 150)),
    "a huge attribute": Hostile("xml.attribute_too_long", lambda: _file(f"<a b='{'x' * 3_000_000}'/>")),
    "a huge id": Hostile("bpmn.id_too_long", lambda: _file(bpmn(START + user_task("x" * 60_000) + flow("s", "x")))),
    "a hundred thousand attributes": Hostile(
        "bpmn.root_wrong", lambda: _file("<a " + " ".join(f"b{n}=''" for n in range(100_000)) + "/>")
    ),
    "a processing instruction": Hostile(
        "xml.processing_instruction", lambda: _file(_PLAIN.replace("<bpmn:process", "<?php x ?><bpmn:process"))
    ),
    "an undefined entity": Hostile("xml.not_well_formed", lambda: _file("<a>&x;</a>")),
    "an unclosed tag": Hostile("xml.not_well_formed", lambda: _file(_PLAIN[:-20])),
    "the same attribute twice": Hostile("xml.not_well_formed", lambda: _file('<a b="1" b="2"/>')),
    "an unbound prefix": Hostile(
        "xml.not_well_formed", lambda: _file(_PLAIN.replace("<bpmn:startEvent", "<x:startEvent"))
    ),
}  # fmt: skip

_BPMN_FILES: Mapping[str, Hostile] = {
    "another root": Hostile("bpmn.root_wrong", lambda: _file('<svg xmlns="http://www.w3.org/2000/svg"/>')),
    "BPMN 1.0 namespace": Hostile("bpmn.root_wrong", lambda: _file('<definitions xmlns="http://bpmn.org/1.0"/>')),
    "a process as root": Hostile("bpmn.root_wrong", lambda: _file(f"<process {_BPMN}/>")),
    "XInclude": Hostile(
        "bpmn.foreign_element",
        lambda: _file(bpmn('<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>')),
    ),
    "a foreign element in core position": Hostile("bpmn.foreign_element", lambda: _file(bpmn('<x xmlns="urn:x"/>'))),
    "an element BPMN does not have": Hostile("bpmn.schema", lambda: _file(bpmn('<bpmn:robotTask id="x"/>'))),
    "no executable process": Hostile(
        "bpmn.nothing_executable", lambda: _file(_PLAIN.replace('isExecutable="true"', 'isExecutable="false"'))
    ),
    "no process at all": Hostile("bpmn.nothing_executable", lambda: _file(f"<definitions {_BPMN}/>")),
    "several collaborations": Hostile(
        "bpmn.several_collaborations",
        lambda: _file(bpmn(START, root='<bpmn:collaboration id="c1"/><bpmn:collaboration id="c2"/>')),
    ),
    "an id twice": Hostile("bpmn.id_twice", lambda: _file(bpmn(START + user_task("s")))),
    "a process id twice": Hostile("deployment.id_twice", lambda: _file(_PLAIN) + _file(_PLAIN, "other.bpmn")),
    "an id that is markup": Hostile("bpmn.id_invalid", lambda: _file(bpmn('<bpmn:task id="&lt;script&gt;"/>'))),
    "an empty targetRef": Hostile(
        "bpmn.schema", lambda: _file(bpmn(START + '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef=""/>'))
    ),
    "no targetRef": Hostile("bpmn.schema", lambda: _file(bpmn(START + '<bpmn:sequenceFlow id="f" sourceRef="s"/>'))),
    "a dangling target": Hostile("bpmn.reference_dangling", lambda: _file(bpmn(START + flow("s", "nowhere")))),
    "a dangling host": Hostile(
        "bpmn.reference_dangling", lambda: _file(bpmn(START + _RIDER.replace('Ref="b"', 'Ref="x"')))
    ),
    "a dangling error": Hostile(
        "bpmn.reference_dangling",
        lambda: _file(bpmn('<bpmn:endEvent id="e"><bpmn:errorEventDefinition errorRef="x"/></bpmn:endEvent>')),
    ),
    "a flow from a flow": Hostile(
        "bpmn.reference_dangling",
        lambda: _file(bpmn(START + user_task("t") + flow("s", "t") + flow("s_t", "t"))),
    ),
    "a flow to itself": Hostile(
        "bpmn.flow_to_itself", lambda: _file(bpmn(START + user_task("t") + flow("s", "t") + flow("t", "t")))
    ),
    "a flow into a subprocess": Hostile(
        "bpmn.flow_crosses_scope",
        lambda: _file(bpmn(START + f'<bpmn:subProcess id="u"><bpmn:task id="t"/></bpmn:subProcess>{flow("s", "t")}')),
    ),
    "a boundary event on its own host's inside": Hostile(
        "bpmn.boundary_host_wrong", lambda: _file(bpmn(START + _SUB_IN_ITSELF + flow("s", "sub")))
    ),
    "a boundary event on itself": Hostile("bpmn.boundary_host_wrong", lambda: _file(bpmn(START + _RIDER))),
    "an endless loop": Hostile(
        "bpmn.loop_without_wait",
        lambda: _file(bpmn(START + '<bpmn:task id="a"/><bpmn:task id="b"/>' + flow("s", "a") + flow("a", "b")
                           + flow("b", "a"))),
    ),
    "subprocesses in subprocesses": Hostile("bpmn.nested_too_deep", lambda: _file(_nested(40))),
    "thousands of tasks": Hostile(
        "bpmn.too_many_elements",
        lambda: _file(bpmn(START + "".join(f'<bpmn:task id="t{n}"/>{flow("s", f"t{n}")}' for n in range(3000)))),
    ),
    "a boundary without start": Hostile("bpmn.no_start", lambda: _file(bpmn(_RIDER))),
    "a listener": Hostile(
        "bpmn.unsupported.task_listener",
        lambda: _file(bpmn(START + flow("s", "t") + user_task(
            "t", '<zeebe:taskListeners><zeebe:taskListener type="x" eventType="creating"/></zeebe:taskListeners>'))),
    ),
    "Python in a script": Hostile(
        "bpmn.script_missing",
        lambda: _file(bpmn(START + '<bpmn:scriptTask id="t" scriptFormat="python"><bpmn:script>import os'
                           "</bpmn:script></bpmn:scriptTask>" + flow("s", "t"))),
    ),
    "a condition in Python": Hostile(
        "bpmn.unsupported.expression_language",
        lambda: _file(EXPRESSION_PLACES["conditionExpression"]("True").replace(
            b'xsi:type="bpmn:tFormalExpression">True', b'xsi:type="bpmn:tFormalExpression" language="python">True')),
    ),
    "brackets without end": Hostile(
        "bpmn.feel_syntax", lambda: _file(EXPRESSION_PLACES["script"]("=" + "(" * 30_000 + ")" * 30_000))
    ),
}  # fmt: skip

_OTHER_FILES: Mapping[str, Hostile] = {
    "an unknown kind of file": Hostile("deployment.file_type_unknown", lambda: _file("import os", "x.py")),
    "a file without kind": Hostile("deployment.file_type_unknown", lambda: _file(_PLAIN, "bpmn")),
    "a file name with a line break": Hostile("deployment.file_name_invalid", lambda: _file(_PLAIN, "a\n.bpmn")),
    "too many files": Hostile("deployment.too_many_files", lambda: [(f"{n}.bpmn", b"") for n in range(1000)]),
    "a DMN file with a DOCTYPE": Hostile("xml.doctype", lambda: _file(_laughs(), "x.dmn")),
    "a BPMN file as DMN": Hostile("dmn.root_wrong", lambda: _file(_PLAIN, "x.dmn")),
    "a form bound to this deployment and missing": Hostile(
        "deployment.bound_resource_missing",
        lambda: _file(EXPRESSION_PLACES["formId"]('f" bindingType="deployment')),
    ),
    "the same form twice": Hostile(
        "deployment.id_twice", lambda: _file(_form(), "a.form") + _file(_form(), "b.form")
    ),
}  # fmt: skip

_PYTHON: Mapping[str, Hostile] = {
    **{
        f"Python in {place}, {kind}": Hostile(code, lambda make=make, text=text: _file(make(text)))  # type: ignore[misc]
        for place, make in EXPRESSION_PLACES.items()
        for kind, text, code in (
            ("single quotes", "=__import__('os').system('id')", "bpmn.python_name"),
            ("double quotes", "=__import__(&quot;os&quot;).system(&quot;id&quot;)", "bpmn.python_name"),
            ("a lambda", "=(lambda: open('x'))()", "bpmn.feel_syntax"),
        )
    },
    **{
        f"Python in {place}": Hostile(
            "bpmn.variable_name_invalid",
            lambda make=make: _file(make("__import__('os').system('id')")),  # type: ignore[misc]
        )
        for place, make in NAME_PLACES.items()
    },
}

HOSTILE: Mapping[str, Hostile] = {**_XML, **_BPMN_FILES, **_OTHER_FILES, **_PYTHON}
