"""The people of the walk at one server, and the log that a reader follows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from tools.walk.visitor import Visitor, WalkFailed

T = TypeVar("T")

PROGRAMME = "tra_bong_2025"
VIETNAM = timezone(timedelta(hours=7))
_PATIENCE = 180.0
_PAUSE = 0.2


class Office:
    """Signs people in when they are first needed; all of the demonstration share one password."""

    def __init__(self, url: str, password: str, say: Callable[[str], None] = print) -> None:
        self._url = url
        self._password = password
        self._say = say
        self._chapters = 0
        self._people: dict[str, Visitor] = {}

    def person(self, username: str) -> Visitor:
        """The visitor of an account, signed in."""
        if username not in self._people:
            self._people[username] = Visitor(self._url, username, self._password)
        return self._people[username]

    def close(self) -> None:
        for visitor in self._people.values():
            visitor.close()

    # -- the log -------------------------------------------------------------------------------------------------

    def chapter(self, title: str) -> None:
        """Begin a numbered part."""
        self._chapters += 1
        self._say(f"\n{self._chapters}. {title}")

    def note(self, text: str) -> None:
        """One line."""
        self._say(f"   {text}")

    # -- looking ---------------------------------------------------------------------------------------------------

    def obligation(self, unit: str, template: str = "O10") -> dict[str, Any]:
        """What a unit owes, as Phòng Nội vụ sees it, with its notices."""
        viewer = self.person("noi_vu.tp")
        found = viewer.get(f"/api/programmes/{PROGRAMME}/obligations?unit={unit}&template={template}")["items"]
        expect(len(found) == 1, f"{unit} phải có đúng một nhiệm vụ {template}, thấy {len(found)}")
        details: dict[str, Any] = viewer.get(f"/api/obligations/{found[0]['key']}")
        return details

    def matrix(self) -> dict[str, Any]:
        """The matrix as Phòng Nội vụ sees it."""
        matrix: dict[str, Any] = self.person("noi_vu.tp").get(f"/api/programmes/{PROGRAMME}/matrix")
        return matrix

    def move_clock(self, moment: str) -> None:
        """Pin the store's clock at a local time, as the administrator."""
        at = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
        self.person("van_phong.qt").put("/v2/clock", {"timestamp": int(at.timestamp() * 1000)})
        self.note(f"Quản trị hệ thống đặt đồng hồ tới {at:%d/%m/%Y %H:%M}")

    # -- tasks -----------------------------------------------------------------------------------------------------

    def do(self, username: str, case: str, element: str, variables: dict[str, Any], document: str = "") -> str:
        """Find the task in one's own list, get its form, complete it; the key of the task.

        `case` is the key of the root process instance; `document` the type of the document that the task is about,
        where there may be two.
        """
        visitor = self.person(username)
        task = wait_for(f"việc {element} cho {username}", lambda: _find(visitor, case, element, document))
        schema = json.loads(visitor.get(f"/v2/user-tasks/{task['userTaskKey']}/form")["schema"])
        expect(bool(schema["components"]), f"biểu mẫu của {element} không có trường nào")
        visitor.post(f"/v2/user-tasks/{task['userTaskKey']}/completion", {"variables": variables})
        about = f" ({document})" if document else ""
        self.note(f"{visitor.name} ({username}): «{task['name']}»{about}, biểu mẫu {schema['id']} → xong")
        return str(task["userTaskKey"])


def _find(visitor: Visitor, case: str, element: str, document: str) -> dict[str, Any] | None:
    search = {"filter": {"state": "CREATED", "rootProcessInstanceKey": case, "elementId": element}}
    for task in visitor.post("/v2/user-tasks/search", search)["items"]:
        if not document or _document_of(visitor, task["userTaskKey"]) == document:
            found: dict[str, Any] = task
            return found
    return None


def _document_of(visitor: Visitor, task: str) -> str:
    search = {"filter": {"name": "document"}}
    path = f"/v2/user-tasks/{task}/effective-variables/search?truncateValues=false"
    found = visitor.post(path, search)["items"]
    return str(json.loads(found[0]["value"])["type"]) if found else ""


def wait_for(what: str, look: Callable[[], T | None]) -> T:
    """What `look` finds as soon as it finds something: the worker needs a moment. Raises WalkFailed at the end."""
    end = time.monotonic() + _PATIENCE
    while (found := look()) is None:
        if time.monotonic() > end:
            raise WalkFailed(f"chờ mãi không thấy {what}")
        time.sleep(_PAUSE)
    return found


def local(moment: str) -> str:
    """An instant of the API as people in Việt Nam write it."""
    return f"{datetime.fromisoformat(moment).astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def expect(condition: bool, otherwise: str) -> None:
    """Raises WalkFailed with the sentence `otherwise` unless `condition` holds."""
    if not condition:
        raise WalkFailed(otherwise)
