"""The OpenAPI document is complete: every operation described in both languages, every schema there, examples fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs
import camunda_orchestration_sdk.models as models
import msgspec
import pytest

from api import account, domain, v2
from api.json import Body
from api.openapi import document_of, page
from api.openapi.html import page_of
from api.operations import Operation
from tests.api.schema import faults

ROUTERS = (*account.routers(), *v2.routers(), *domain.routers(), page.router)
OPERATIONS = [operation for router in ROUTERS for operation in router.operations]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return document_of(ROUTERS)


def described(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def contents(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body and answer, with its schema and example."""
    for where, operation in described(document):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            yield f"{where} request", media
        for status, response in operation["responses"].items():
            for media in response.get("content", {}).values():
                yield f"{where} {status}", media


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in described(document)]

    assert len(names) == len(set(names)) == len(OPERATIONS)
    for where, operation in described(document):
        assert re.fullmatch(r"[^()]+ \(.+\)", operation["summary"]), where
        assert not operation["summary"].isascii(), where
        successes = [status for status in operation["responses"] if status.startswith("2")]
        assert successes, where
        is_public = operation.get("security") == []
        assert is_public or {"401", "403"} <= set(operation["responses"]), where
        in_path = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", where)), where


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for member in value.values():
                yield from references(member)
        elif isinstance(value, list):
            for item in value:
                yield from references(item)

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    wrong = []
    for where, media in contents(document):
        if "example" not in media:
            assert "$ref" not in media["schema"], where
            continue
        wrong += [f"{where}: {fault}" for fault in faults(media["example"], media["schema"], schemas)]

    assert wrong == []


def test_the_examples_of_requests_can_be_read_by_the_operations(document: dict[str, Any]) -> None:
    for operation in OPERATIONS:
        if isinstance(operation.body, type) and issubclass(operation.body, Body):
            media = document["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]
            msgspec.convert(media["application/json"]["example"], operation.body)


def test_answers_require_every_member(document: dict[str, Any]) -> None:
    """`api-v2` §1: an absent member raises in the clients."""
    schemas = document["components"]["schemas"]
    for name in ("UserTaskAnswer", "ProcessInstanceAnswer", "JobAnswer", "IncidentAnswer", "PageAnswer"):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])


_REQUESTS = {
    "JobActivationRequest": "activateJobs",
    "JobCompletionRequest": "completeJob",
    "JobFailRequest": "failJob",
    "JobErrorRequest": "throwJobError",
    "JobUpdateRequest": "updateJob",
    "MessagePublicationRequest": "publishMessage",
    "MessageCorrelationRequest": "correlateMessage",
    "UserTaskAssignmentRequest": "assignUserTask",
    "UserTaskCompletionRequest": "completeUserTask",
    "UserTaskUpdateRequest": "updateUserTask",
    "ProcessCreationById": "createProcessInstance",
    "ProcessCreationByKey": "createProcessInstance",
    "ProcessCreationByVersionTag": "createProcessInstance",
    "CancelProcessInstanceRequest": "cancelProcessInstance",
    "IncidentResolutionRequest": "resolveIncident",
    "SetVariableRequest": "createElementInstanceVariables",
    "ClockPinRequest": "pinClock",
    "SignalBroadcastRequest": "broadcastSignal",
}


def camel(name: str) -> str:
    first, *others = name.rstrip("_").split("_")
    return first + "".join(other.title() for other in others)


def operation_named(name: str) -> Operation:
    [found] = [operation for operation in OPERATIONS if operation.name == name]
    return found


@pytest.mark.parametrize(("model", "operation"), _REQUESTS.items())
def test_every_member_that_the_sdk_may_send_is_known(model: str, operation: str) -> None:
    sent = {camel(a.name) for a in attrs.fields(getattr(models, model)) if a.name != "additional_properties"}
    known = {field.encode_name for field in msgspec.structs.fields(operation_named(operation).body)}

    assert sent <= known


_ANSWERS = {
    "UserTaskResult": "getUserTask",
    "ProcessInstanceResult": "getProcessInstance",
    "ProcessDefinitionResult": "getProcessDefinition",
    "ElementInstanceResult": "getElementInstance",
    "VariableResult": "getVariable",
    "IncidentResult": "getIncident",
    "FormResult": "getForm",
    "CreateProcessInstanceResult": "createProcessInstance",
    "TopologyResponse": "getTopology",
    "CamundaUserResult": "getAuthentication",
    "MessagePublicationResult": "publishMessage",
    "MessageCorrelationResult": "correlateMessage",
    "DeploymentResult": "createDeployment",
}


@pytest.mark.parametrize(("model", "operation"), _ANSWERS.items())
def test_every_member_that_the_sdk_expects_is_answered(model: str, operation: str) -> None:
    expected = {camel(a.name) for a in attrs.fields(getattr(models, model)) if a.name != "additional_properties"}
    answered = {field.encode_name for field in msgspec.structs.fields(operation_named(operation).answer)}

    assert expected <= answered


def test_the_filters_of_the_sdk_are_known() -> None:
    # given: what Camunda 8 can filter by and this server does not have
    apart = {
        "UserTaskFilter": {"or"},
        "ProcessInstanceFilter": {"or", "batchOperationId", "batchOperationKey", "incidentErrorHashCode"},
        "ElementInstanceFilter": {"or"},
        "ProcessDefinitionFilter": set(),
        "VariableFilter": set(),
        "JobFilter": set(),
        "IncidentFilter": set(),
    }
    searches = {
        "UserTaskFilter": "searchUserTasks",
        "ProcessInstanceFilter": "searchProcessInstances",
        "ElementInstanceFilter": "searchElementInstances",
        "ProcessDefinitionFilter": "searchProcessDefinitions",
        "VariableFilter": "searchVariables",
        "JobFilter": "searchJobs",
        "IncidentFilter": "searchIncidents",
    }

    # then
    for model, missing in apart.items():
        sent = {camel(a.name) for a in attrs.fields(getattr(models, model)) if a.name != "additional_properties"}
        fields = operation_named(searches[model]).search
        assert fields is not None
        known = {name for name, each in fields.properties.items() if each.is_filterable}
        assert sent - known == missing, model


def test_the_page_shows_every_operation_without_scripts_or_foreign_addresses(document: dict[str, Any]) -> None:
    html = page_of(document).decode()

    assert all(f'id="{operation.name}"' in html for operation in OPERATIONS)
    assert "<script" not in html
    assert "://" not in html
