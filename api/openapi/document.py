"""Makes the OpenAPI 3.1 document from the operations: what they take, answer and refuse, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from api import errors
from api.call import Upload
from api.openapi.examples import example_of
from api.openapi.searches import filter_schema, search_schema
from api.operations import JSON, Operation, Router
from workflows.version import VERSION

Schema = dict[str, Any]

_REF = "#/components/schemas/{name}"
_DESCRIPTION = """API của Quy Trình.

`/v2` theo Orchestration Cluster REST API của Camunda 8, nên các thư viện có sẵn dùng được ngay; `/api` là phần riêng
của hệ thống. Mọi yêu cầu thay đổi dữ liệu nhận tiêu đề `Idempotency-Key`: gửi lại cùng một yêu cầu với cùng mã thì
nhận lại câu trả lời đầu tiên và không làm gì thêm. Tìm kiếm luôn thấy kết quả của lệnh ngay trước đó.

(`/v2` follows Camunda 8's Orchestration Cluster REST API, so its clients work unchanged; `/api` is our own. Every
changing request takes `Idempotency-Key`: repeated with the same key it gets the first answer and does nothing again.
A search sees what the last command wrote.)"""

_ERRORS = {
    400: "Yêu cầu không hợp lệ (malformed, or breaks a rule)",
    401: "Chưa đăng nhập (not signed in)",
    403: "Không có quyền (not allowed)",
    404: "Không tìm thấy (no such thing, or not for you)",
    409: "Không đúng trạng thái (in another state)",
    412: "Đã bị thay đổi (changed meanwhile)",
    413: "Quá lớn (too large)",
    415: "Sai kiểu dữ liệu (wrong media type)",
    500: "Lỗi máy chủ (fault of the server)",
    501: "Chưa hỗ trợ (not yet)",
    503: "Tạm thời không phục vụ được (try again later)",
    504: "Hết thời gian chờ (wait expired)",
}
_CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


def document_of(routers: Iterable[Router]) -> Schema:
    """The document of all operations; `routers` with the same tag are one family."""
    routers = tuple(routers)
    operations = [operation for router in routers for operation in router.operations]
    types = {t for operation in operations for t in (operation.body, operation.answer) if _has_schema(t)}
    ordered = sorted({*types, errors.Problem}, key=str)
    _, components = msgspec.json.schema_components(ordered, ref_template=_REF)
    for operation in operations:
        if operation.search is not None:
            name = operation.search.entity.title().replace("_", "")
            components[f"{name}Filter"] = filter_schema(operation.search)
            components[f"{name}Search"] = search_schema(operation.search, f"{name}Filter")
    paths: dict[str, Schema] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, components)
    tags = {router.tag: {"name": router.tag, "description": router.vi} for router in routers}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Quy Trình",
            "version": VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": list(tags.values()),
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SECURITY},
        "security": [{"basic": []}, {"token": []}, {"session": [], "csrf": []}],
    }


_SECURITY: Schema = {
    "basic": {"type": "http", "scheme": "basic", "description": "Tên đăng nhập và mật khẩu (username and password)"},
    "token": {"type": "http", "scheme": "bearer", "description": "Mã truy cập cá nhân `qt_…` (personal access token)"},
    "session": {"type": "apiKey", "in": "cookie", "name": "quytrinh_session", "description": "`POST /api/session`"},
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "Cùng với cookie, cho yêu cầu thay đổi dữ liệu (with the cookie, for changing requests)",
    },
}


def _has_schema(type_: Any) -> bool:
    return type_ is not None and type_ not in (Upload, bytes)


def _operation(operation: Operation, components: Schema) -> Schema:
    described: Schema = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": f"{operation.vi} ({operation.en})",
        "parameters": _parameters(operation),
        "responses": _responses(operation, components),
    }
    if operation.notes:
        described["description"] = operation.notes
    if operation.body is not None:
        described["requestBody"] = _request(operation, components)
    if operation.is_public:
        described["security"] = []
    return described


def _parameters(operation: Operation) -> list[Schema]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    found: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(name)} for name in names
    ]
    found += [
        {"name": each.name, "in": each.place, "description": f"{each.vi} ({each.en})", "schema": dict(each.schema)}
        for each in operation.parameters
    ]
    if not operation.is_public:
        found.append(_ON_BEHALF_OF)
    if _may_be_repeated(operation):
        found.append(_IDEMPOTENCY_KEY)
    return found


def _may_be_repeated(operation: Operation) -> bool:
    """Whether it takes an Idempotency-Key, which may meet another request's: 409."""
    return operation.method in _CHANGING and operation.search is None and not operation.is_public


_ON_BEHALF_OF: Schema = {
    "name": "X-On-Behalf-Of",
    "in": "header",
    "description": "Tên đăng nhập của người ủy quyền, khi làm thay (username of who delegated)",
    "schema": {"type": "string"},
}
_IDEMPOTENCY_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Mã riêng của yêu cầu, để gửi lại an toàn (a value of one's own, for safe repetition)",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


def _path_schema(name: str) -> Schema:
    if name.endswith("Key"):
        return {"type": "string", "pattern": "^-?[0-9]{1,25}$", "examples": ["2251799813685249"]}
    return {"type": "string", "minLength": 1}


def _request(operation: Operation, components: Schema) -> Schema:
    if operation.is_upload:
        part = {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}}
        fields: Schema = {"resources": part, "tenantId": {"type": "string"}}
        schema = {"type": "object", "properties": fields, "required": ["resources"]}
        return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    if operation.search is not None:
        schema = {"$ref": _REF.format(name=operation.search.entity.title().replace("_", "") + "Search")}
    else:
        schema = _schema_of(operation.body)
    example = operation.example or example_of(schema, components)
    is_required = bool(components.get(_name_of(schema), {}).get("required"))
    return {"required": is_required, "content": {JSON: {"schema": schema, "example": example}}}


def _responses(operation: Operation, components: Schema) -> Schema:
    found: Schema = {}
    if operation.answer is None:
        found["204"] = {"description": "Xong, không có nội dung (done)"}
    elif operation.media_type != JSON:
        content = {operation.media_type: {"schema": {"type": "string"}}}
        found[str(operation.status)] = {"description": "Nội dung (content)", "content": content}
    else:
        schema = _schema_of(operation.answer)
        example = operation.answer_example or example_of(schema, components)
        content = {operation.media_type: {"schema": schema, "example": example}}
        found[str(operation.status)] = {"description": "Kết quả (result)", "content": content}
    if operation.may_be_empty:
        found["204"] = {"description": "Không có (there is none)"}
    statuses = {*operation.errors, 500, 503} | (set() if operation.is_public else {401, 403})
    if operation.body is not None or "{" in operation.path:
        statuses.add(400)
    if _may_be_repeated(operation):
        statuses.add(409)
    for status in sorted(statuses):
        found[str(status)] = {"description": _ERRORS[status], "content": {errors.MEDIA_TYPE: _problem(status)}}
    return found


def _problem(status: int) -> Schema:
    example = {
        "type": "about:blank",
        "title": errors.TITLES[status],
        "status": status,
        "detail": "Nguyên nhân và việc cần làm tiếp.",
        "instance": "/v2/…",
        "code": "thing.fact",
        "detail_en": "The cause and the next action.",
    }
    return {"schema": {"$ref": _REF.format(name="Problem")}, "example": example}


def _schema_of(type_: Any) -> Schema:
    (schema,), _ = msgspec.json.schema_components([type_], ref_template=_REF)
    return schema


def _name_of(schema: Schema) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
