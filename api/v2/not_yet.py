"""What Camunda 8 has and this server will have in a later release: known paths that answer 501 with a clear text."""

from __future__ import annotations

from api.call import Call
from api.operations import Method, Router
from engine.errors import NotSupported

router = Router("/v2", tag="Not yet", vi="Chưa có")


class OperationNotSupported(NotSupported):
    """The operation is known and comes with a later release. Fields: operation."""

    code = "http.not_yet.operation"


_INSTANCE = "/process-instances/{processInstanceKey}"
_OPERATIONS: tuple[tuple[Method, str, str, str], ...] = (
    ("POST", f"{_INSTANCE}/migration", "chuyển hồ sơ sang phiên bản khác", "migrate a process instance"),
    ("POST", f"{_INSTANCE}/modification", "sửa luồng của hồ sơ", "modify a process instance"),
    ("POST", f"{_INSTANCE}/suspension", "tạm dừng hồ sơ", "suspend a process instance"),
    ("POST", f"{_INSTANCE}/resumption", "tiếp tục hồ sơ", "resume a process instance"),
    ("POST", f"{_INSTANCE}/deletion", "xóa hồ sơ", "delete a process instance"),
    ("POST", f"{_INSTANCE}/incident-resolution", "xử lý mọi sự cố của hồ sơ", "resolve incidents of an instance"),
    ("POST", "/process-instances/cancellation", "hủy nhiều hồ sơ", "cancel many process instances"),
    ("POST", "/process-instances/migration", "chuyển nhiều hồ sơ", "migrate many process instances"),
    ("POST", "/process-instances/modification", "sửa luồng nhiều hồ sơ", "modify many process instances"),
    ("POST", "/process-instances/incident-resolution", "xử lý nhiều sự cố", "resolve incidents of many instances"),
    ("POST", "/batch-operations/search", "tìm thao tác hàng loạt", "search batch operations"),
    ("GET", "/batch-operations/{batchOperationKey}", "xem thao tác hàng loạt", "get a batch operation"),
    ("POST", "/decision-definitions/evaluation", "tính bảng quyết định", "evaluate a decision"),
    ("POST", "/decision-definitions/search", "tìm bảng quyết định", "search decision definitions"),
    ("POST", "/decision-instances/search", "tìm lần tính quyết định", "search decision instances"),
    ("POST", "/documents", "tải tài liệu lên", "upload a document"),
    ("GET", "/documents/{documentId}", "tải tài liệu xuống", "download a document"),
    ("DELETE", "/documents/{documentId}", "xóa tài liệu", "delete a document"),
)


def _refusing(method: Method, path: str, vi: str, en: str) -> None:
    def not_supported(call: Call) -> None:
        raise OperationNotSupported(operation_vi=vi, operation_en=en)

    first, *others = en.split()
    not_supported.__name__ = "_".join([first, *others])
    declare = getattr(router, method.lower())
    declare(path, vi=f"Chưa có: {vi}", en=f"Not yet: {en}", errors=(501,))(not_supported)


for _each in _OPERATIONS:
    _refusing(*_each)
