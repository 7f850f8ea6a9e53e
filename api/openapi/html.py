"""The API reference as one page without scripts: it opens on a machine that has no internet."""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; }
h2 { border-bottom: 2px solid #b71c1c; margin-top: 2.5rem; }
details { border: 1px solid #8886; border-radius: 6px; margin: .4rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; } summary code { font-weight: 600; }
pre { background: #8881; border-radius: 6px; overflow-x: auto; padding: .6rem; font-size: .85rem; }
.GET { color: #1565c0; } .POST { color: #2e7d32; } .PUT, .PATCH { color: #b26a00; } .DELETE { color: #c62828; }
table { border-collapse: collapse; } td, th { border: 1px solid #8886; padding: .2rem .6rem; text-align: left; }
nav a { display: inline-block; margin-right: 1rem; }
"""


def page_of(document: dict[str, Any]) -> bytes:
    """The page, as UTF-8."""
    return _page(json.dumps(document, ensure_ascii=False))


@lru_cache(maxsize=1)
def _page(text: str) -> bytes:
    document = json.loads(text)
    info = document["info"]
    families = [(tag, _family(document, tag["name"])) for tag in document["tags"]]
    links = "".join(f'<a href="#{_anchor(tag["name"])}">{escape(tag["description"])}</a>' for tag, _ in families)
    sections = "".join(
        f'<h2 id="{_anchor(tag["name"])}">{escape(tag["description"])} '
        f"<small>({escape(tag['name'])})</small></h2>{body}"
        for tag, body in families
    )
    notes = "".join(f"<p>{escape(part)}</p>" for part in info["description"].split("\n\n"))
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>API · {escape(info["title"])}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>{notes}"
        f'<p><a href="/openapi.json">openapi.json</a></p><nav>{links}</nav>{sections}'
        f"<h2>Cấu trúc dữ liệu <small>(Schemas)</small></h2>{_schemas(document['components']['schemas'])}</body></html>"
    ).encode()


def _family(document: dict[str, Any], tag: str) -> str:
    return "".join(
        _operation(path, method.upper(), operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if tag in operation["tags"]
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    parts = [f"<p>{escape(operation['description'])}</p>"] if "description" in operation else []
    parts.append(_parameters(operation["parameters"]))
    if "requestBody" in operation:
        parts += [f"<h4>Gửi lên (request)</h4>{_content(operation['requestBody']['content'])}"]
    for status, response in operation["responses"].items():
        parts.append(f"<h4>{status} · {escape(response['description'])}</h4>")
        if status.startswith("2"):
            parts.append(_content(response.get("content", {})))
    return (
        f'<details id="{escape(operation["operationId"])}"><summary><code class="{method}">{method}</code> '
        f"<code>{escape(path)}</code> · {escape(operation['summary'])}</summary>{''.join(parts)}</details>"
    )


def _parameters(parameters: list[dict[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(each['name'])}</code></td><td>{escape(each['in'])}</td>"
        f"<td>{escape(each.get('description', ''))}</td></tr>"
        for each in parameters
    )
    return f"<table><tr><th>Tham số</th><th>Ở đâu</th><th>Ý nghĩa</th></tr>{rows}</table>"


def _content(content: dict[str, Any]) -> str:
    parts = []
    for media_type, described in content.items():
        name = str(described["schema"].get("$ref", "")).rpartition("/")[2]
        link = f' · <a href="#schema-{_anchor(name)}">{escape(name)}</a>' if name else ""
        parts.append(f"<p><code>{escape(media_type)}</code>{link}</p>")
        if "example" in described:
            parts.append(f"<pre>{_json(described['example'])}</pre>")
    return "".join(parts)


def _schemas(schemas: dict[str, Any]) -> str:
    return "".join(
        f'<details id="schema-{_anchor(name)}"><summary><code>{escape(name)}</code> '
        f"{escape(schema.get('description', ''))}</summary><pre>{_json(schema)}</pre></details>"
        for name, schema in schemas.items()
    )


def _json(value: Any) -> str:
    return escape(json.dumps(value, ensure_ascii=False, indent=2))


def _anchor(name: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in name)
