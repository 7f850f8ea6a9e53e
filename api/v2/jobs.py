"""Jobs: taken by external workers, completed, failed, changed."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from api.call import Call, Hold
from api.json import Answer, Body, Key, Variables
from api.operations import Router
from api.search import TENANT
from engine.commands.activate_jobs import ActivatedJob, ActivateJobs
from engine.commands.end_job import CompleteJob, FailJob, ThrowJobError
from engine.commands.update_job import UpdateJob
from engine.errors import NotSupported

router = Router("/v2/jobs", tag="Jobs", vi="Việc tự động")

LONGEST = 2**31 - 1
LONGEST_TIME = 100 * 365 * 24 * 3600 * 1000


class JobResultNotSupported(NotSupported):
    """Results of listeners and ad-hoc sub-processes are not built yet."""

    code = "http.not_yet.job_result"


class LeaseNotSupported(NotSupported):
    """Job leases are not built yet."""

    code = "http.not_yet.job_lease"


class Activation(Body):
    """`timeout` and `requestTimeout` in milliseconds; requestTimeout 0 is the server's default, negative: no wait."""

    type: Annotated[str, Meta(min_length=1)]
    timeout: Annotated[int, Meta(gt=0, le=LONGEST_TIME)]
    max_jobs_to_activate: Annotated[int, Meta(gt=0, le=10_000)]
    worker: str | None = ""
    fetch_variable: list[str] | None = None
    request_timeout: int | None = 0
    tenant_ids: list[str] | None = None
    tenant_filter: str | None = None
    with_lease: bool | None = False


class JobAnswer(Answer):
    """A job as a worker gets it; `deadline` in milliseconds since 1970."""

    job_key: Key
    type: str
    process_definition_id: str
    process_definition_key: Key
    process_definition_version: int
    element_id: str
    element_instance_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None
    business_id: str | None
    custom_headers: dict[str, Any]
    worker: str
    retries: int
    deadline: int
    variables: Variables
    tenant_id: str
    physical_tenant_id: str
    kind: str
    listener_event_type: str
    user_task: None
    tags: list[str]
    priority: int
    job_lease_token: None


class ActivationAnswer(Answer):
    """The jobs that were taken; empty when the wait was in vain."""

    jobs: list[JobAnswer]


class JobCompletion(Body):
    """`variables` are the result of the work."""

    variables: Variables | None = None
    result: dict[str, Any] | None = None
    job_lease_token: str | None = None
    business_id: str | None = None


class JobFailure(Body):
    """`retries` are those that remain: with none an incident is raised. `retryBackOff` in milliseconds."""

    retries: Annotated[int, Meta(le=LONGEST, ge=-LONGEST)] = 0
    error_message: str | None = ""
    retry_back_off: Annotated[int, Meta(ge=0, le=LONGEST_TIME)] = 0
    variables: Variables | None = None
    job_lease_token: str | None = None


class JobError(Body):
    """A business error that the diagram may catch by its code."""

    error_code: Annotated[str, Meta(min_length=1)]
    error_message: str | None = None
    variables: Variables | None = None
    job_lease_token: str | None = None


class JobChanges(Body):
    """What is null or left out stays; `timeout` in milliseconds from now."""

    retries: Annotated[int, Meta(gt=0, le=LONGEST)] | None = None
    timeout: Annotated[int, Meta(ge=0, le=LONGEST_TIME)] | None = None
    priority: Annotated[int, Meta(ge=-LONGEST, le=LONGEST)] | None = None


class JobUpdate(Body):
    """Changes to a job."""

    changeset: JobChanges
    operation_reference: int | None = None
    job_lease_token: str | None = None


@router.post(
    "/activation",
    vi="Nhận việc tự động để xử lý",
    en="Activate jobs; waits for some when there are none",
    errors=(501,),
    example={"type": "send-email", "timeout": 60000, "maxJobsToActivate": 5, "worker": "mailer"},
)
def activate_jobs(call: Call, body: Activation) -> ActivationAnswer | Hold[Any]:
    if body.with_lease:
        raise LeaseNotSupported
    command = ActivateJobs(
        type=body.type,
        timeout=body.timeout,
        max_jobs=body.max_jobs_to_activate,
        worker=body.worker or "",
        fetch_variables=tuple(body.fetch_variable or ()),
    )

    def look() -> list[ActivatedJob] | None:
        # Without the Idempotency-Key: an empty answer of the first look must not be that of the next.
        return call.application.engine.execute(command, call.actor) or None

    seconds = call.services.hold_seconds(body.request_timeout)
    jobs = look()
    if jobs is None and seconds:
        return Hold(("jobs", body.type), look, seconds, _activated_all)
    return _activated_all(jobs)


def _activated_all(jobs: list[ActivatedJob] | None) -> ActivationAnswer:
    return ActivationAnswer(jobs=[_activated(job) for job in jobs or ()])


def _activated(job: ActivatedJob) -> JobAnswer:
    return JobAnswer(
        job_key=str(job.key),
        type=job.type,
        process_definition_id=job.process_id,
        process_definition_key=str(job.process_definition_key),
        process_definition_version=job.process_version,
        element_id=job.element_id,
        element_instance_key=str(job.element_instance_key),
        process_instance_key=str(job.process_instance_key),
        root_process_instance_key=str(job.root_key),
        business_id=job.business_id,
        custom_headers=job.headers,
        worker=job.worker,
        retries=job.retries,
        deadline=round(job.deadline.timestamp() * 1000),
        variables=job.variables,
        tenant_id=TENANT,
        physical_tenant_id="default",
        kind="BPMN_ELEMENT",
        listener_event_type="UNSPECIFIED",
        user_task=None,
        tags=job.tags,
        priority=job.priority,
        job_lease_token=None,
    )


@router.post(
    "/{jobKey}/completion",
    vi="Báo hoàn thành việc tự động",
    en="Complete a job",
    errors=(404, 409, 501),
    example={"variables": {"messageId": "123"}},
)
def complete_job(call: Call, body: JobCompletion) -> None:
    if body.result:
        raise JobResultNotSupported
    call.execute(CompleteJob(job_key=call.key("jobKey"), variables=body.variables or {}))


@router.post(
    "/{jobKey}/failure",
    vi="Báo việc tự động thất bại",
    en="Fail a job",
    errors=(404, 409),
    example={"retries": 2, "errorMessage": "Máy chủ thư không trả lời", "retryBackOff": 30000},
)
def fail_job(call: Call, body: JobFailure) -> None:
    call.execute(
        FailJob(
            job_key=call.key("jobKey"),
            retries=body.retries,
            error_message=body.error_message or "",
            retry_back_off=body.retry_back_off,
            variables=body.variables or {},
        )
    )


@router.post(
    "/{jobKey}/error",
    vi="Báo lỗi nghiệp vụ của việc tự động",
    en="Throw a BPMN error for a job",
    errors=(404, 409),
    example={"errorCode": "ADDRESS_UNKNOWN"},
)
def throw_job_error(call: Call, body: JobError) -> None:
    call.execute(
        ThrowJobError(
            job_key=call.key("jobKey"),
            error_code=body.error_code,
            error_message=body.error_message or "",
            variables=body.variables or {},
        )
    )


@router.patch(
    "/{jobKey}",
    vi="Sửa số lần thử, thời hạn, ưu tiên",
    en="Update retries, timeout or priority of a job",
    errors=(404, 409),
    example={"changeset": {"retries": 3}},
)
def update_job(call: Call, body: JobUpdate) -> None:
    changes = body.changeset
    call.execute(
        UpdateJob(
            job_key=call.key("jobKey"),
            retries=changes.retries,
            timeout=changes.timeout,
            priority=changes.priority,
        )
    )
