"""Jobs through the SDK: taken, completed, failed, thrown, and by the SDK's own worker."""

from __future__ import annotations

import asyncio
from typing import Any

import camunda_orchestration_sdk as sdk
import camunda_orchestration_sdk.models as models
import httpx

from tests.api.conftest import PASSWORD, Served
from tests.api.samples import at_the_job, deploy, find, only


def activation(**more: Any) -> models.JobActivationRequest:
    usual: dict[str, Any] = {"type": "pay", "timeout": 30_000, "maxJobsToActivate": 5, "requestTimeout": -1}
    return models.JobActivationRequest.from_dict(usual | {"worker": "w"} | more)


def test_a_job_comes_with_all_that_a_worker_needs(client: sdk.CamundaClient, http: httpx.Client) -> None:
    # given
    deploy(http)
    key = at_the_job(http)

    # when
    [job] = client.activate_jobs(data=activation()).jobs

    # then
    assert (job.type_, job.process_definition_id, job.process_definition_version) == ("pay", "case", 1)
    assert (job.element_id, job.process_instance_key, job.retries, job.worker) == ("pay", key, 2, "w")
    assert job.custom_headers.to_dict() == {"account": "7"}
    assert job.variables.to_dict() == {"number": "n1", "title": "Kế hoạch 2025", "cost": 5}
    assert job.kind == models.JobKindEnum.BPMN_ELEMENT
    assert job.tags == []
    # 10/03/2025 08:00 in Việt Nam and 30 seconds
    assert job.deadline == 1741568430000


def test_only_the_variables_that_are_asked_for_come_along(client: sdk.CamundaClient, http: httpx.Client) -> None:
    # given
    deploy(http)
    at_the_job(http)

    # when
    [job] = client.activate_jobs(data=activation(fetchVariable=["cost", "unknown"])).jobs

    # then
    assert job.variables.to_dict() == {"cost": 5}


def test_a_job_is_completed_with_its_result(client: sdk.CamundaClient, http: httpx.Client) -> None:
    # given
    deploy(http)
    key = at_the_job(http)
    [job] = client.activate_jobs(data=activation()).jobs

    # when
    result = models.JobCompletionRequestVariables.from_dict({"receipt": {"number": 12.5}})
    client.complete_job(job.job_key, data=models.JobCompletionRequest(variables=result))

    # then
    assert only(http, "variables", processInstanceKey=key, name="receipt")["value"] == '{"number":12.5}'
    assert only(http, "jobs", processInstanceKey=key)["state"] == "COMPLETED"


def test_a_failed_job_comes_back_until_its_retries_are_gone(client: sdk.CamundaClient, http: httpx.Client) -> None:
    # given
    deploy(http)
    key = at_the_job(http)

    # when
    [job] = client.activate_jobs(data=activation()).jobs
    client.fail_job(job.job_key, data=models.JobFailRequest(retries=1, error_message="mất mạng"))

    # then
    [again] = client.activate_jobs(data=activation()).jobs
    assert (again.job_key, again.retries) == (job.job_key, 1)

    # when
    client.fail_job(job.job_key, data=models.JobFailRequest(retries=0, error_message="mất mạng"))

    # then
    assert client.activate_jobs(data=activation()).jobs == []
    incident = only(http, "incidents", processInstanceKey=key, state="ACTIVE")
    assert (incident["errorType"], incident["errorMessage"]) == ("JOB_NO_RETRIES", "mất mạng")
    assert client.get_process_instance(sdk.ProcessInstanceKey(key)).has_incident

    # when
    retries = models.JobUpdateRequest(changeset=models.JobChangeset(retries=3))
    client.update_job(job.job_key, data=retries)
    client.resolve_incident(sdk.IncidentKey(incident["incidentKey"]), data=models.IncidentResolutionRequest())

    # then
    [resumed] = client.activate_jobs(data=activation()).jobs
    assert resumed.retries == 3
    assert client.get_incident(sdk.IncidentKey(incident["incidentKey"])).state.value == "RESOLVED"


def test_a_thrown_error_takes_the_way_that_the_diagram_has_for_it(
    client: sdk.CamundaClient, http: httpx.Client
) -> None:
    # given
    deploy(http)
    key = at_the_job(http)
    [job] = client.activate_jobs(data=activation()).jobs

    # when
    client.throw_job_error(job.job_key, data=models.JobErrorRequest(error_code="NO_MONEY", error_message="hết tiền"))

    # then
    assert client.get_process_instance(sdk.ProcessInstanceKey(key)).state.value == "COMPLETED"
    assert only(http, "element-instances", processInstanceKey=key, elementId="unpaid")["state"] == "COMPLETED"
    found = only(http, "jobs", processInstanceKey=key, errorCode="NO_MONEY")
    assert found["state"] == "ERROR_THROWN"


def test_the_workers_of_the_sdk_do_jobs(server: Served, http: httpx.Client) -> None:
    # given
    deploy(http)
    keys = {at_the_job(http) for _ in range(3)}
    done: set[str] = set()

    async def work(job: Any) -> dict[str, Any]:
        done.add(job.process_instance_key)
        return {"paid": job.variables.to_dict()["cost"] * 2}

    async def run() -> None:
        configuration: Any = {
            "CAMUNDA_REST_ADDRESS": server.url,
            "CAMUNDA_AUTH_STRATEGY": "BASIC",
            "CAMUNDA_BASIC_AUTH_USERNAME": "demo",
            "CAMUNDA_BASIC_AUTH_PASSWORD": PASSWORD,
        }
        async with sdk.CamundaAsyncClient(configuration=configuration) as client:
            config = sdk.WorkerConfig(job_type="pay", job_timeout_milliseconds=30_000, max_concurrent_jobs=2)
            worker = client.create_job_worker(config, work)
            async with asyncio.timeout(30):
                query = models.JobSearchQuery.from_dict({"filter": {"state": "COMPLETED"}})
                while len((await client.search_jobs(data=query)).items) < len(keys):
                    await asyncio.sleep(0.02)
            await worker.aclose()

    # when
    asyncio.run(run())

    # then
    assert done == keys
    assert {variable["value"] for variable in find(http, "variables", filter={"name": "paid"})} == {"10"}
