"""Bundles of diagrams, forms and decision files are deployed."""

from __future__ import annotations

from api.call import Call, Upload
from api.json import Answer, Key
from api.operations import Router
from api.search import TENANT
from engine.commands.deploy_resources import Deployed, DeployedDecision, DeployResources
from engine.errors import InvalidInput

router = Router("/v2/deployments", tag="Deployments", vi="Triển khai")

MOST_FILES = 1000


class NoResources(InvalidInput):
    """The form has no file named ``resources``, or too many. Fields: limit."""

    code = "http.no_resources"


class ProcessDeployed(Answer):
    """A process definition of a deployment."""

    process_definition_id: str
    process_definition_version: int
    process_definition_key: Key
    resource_name: str
    tenant_id: str


class DecisionDeployed(Answer):
    """A decision of a deployment."""

    decision_definition_id: str
    version: int
    name: str
    tenant_id: str
    decision_requirements_id: str
    decision_definition_key: Key
    decision_requirements_key: Key


class RequirementsDeployed(Answer):
    """A decision file of a deployment."""

    decision_requirements_id: str
    decision_requirements_name: str
    version: int
    resource_name: str
    tenant_id: str
    decision_requirements_key: Key


class FormDeployed(Answer):
    """A form of a deployment."""

    form_id: str
    version: int
    resource_name: str
    tenant_id: str
    form_key: Key


class DeployedItem(Answer, kw_only=True):
    """One thing that was deployed; the other members are null. `isNew` is false when nothing had changed."""

    process_definition: ProcessDeployed | None = None
    decision_definition: DecisionDeployed | None = None
    decision_requirements: RequirementsDeployed | None = None
    form: FormDeployed | None = None
    resource: None = None
    is_new: bool


class DeploymentAnswer(Answer):
    """What a deployment brought; `warnings` are sentences for its author."""

    deployment_key: Key
    tenant_id: str
    deployments: list[DeployedItem]
    warnings: list[str]


@router.post(
    "",
    vi="Triển khai sơ đồ, biểu mẫu, bảng quyết định",
    en="Deploy resources: all or nothing",
    notes="Tệp gửi lên trong các phần `resources` của biểu mẫu multipart. Nội dung không đổi thì giữ nguyên phiên bản. "
    "(Files are the parts `resources` of a multipart form; unchanged content keeps its version.)",
    errors=(413,),
)
def create_deployment(call: Call, body: Upload) -> DeploymentAnswer:
    files = [file for file in body.files if file.field == "resources"]
    if not 0 < len(files) <= MOST_FILES:
        raise NoResources(limit=MOST_FILES)
    deployment = call.execute(DeployResources(resources=tuple((file.name, file.data) for file in files)))
    return DeploymentAnswer(
        deployment_key=str(deployment.key),
        tenant_id=TENANT,
        deployments=[
            *(_definition(each) for each in deployment.definitions),
            *(_decision(each) for each in deployment.decisions),
        ],
        warnings=list(deployment.warnings),
    )


def _definition(deployed: Deployed) -> DeployedItem:
    if deployed.kind == "process":
        return DeployedItem(
            is_new=deployed.is_new,
            process_definition=ProcessDeployed(
                process_definition_id=deployed.id,
                process_definition_version=deployed.version,
                process_definition_key=str(deployed.key),
                resource_name=deployed.resource_name,
                tenant_id=TENANT,
            ),
        )
    if deployed.kind == "form":
        return DeployedItem(
            is_new=deployed.is_new,
            form=FormDeployed(
                form_id=deployed.id,
                version=deployed.version,
                resource_name=deployed.resource_name,
                tenant_id=TENANT,
                form_key=str(deployed.key),
            ),
        )
    return DeployedItem(
        is_new=deployed.is_new,
        decision_requirements=RequirementsDeployed(
            decision_requirements_id=deployed.id,
            decision_requirements_name=deployed.name or deployed.id,
            version=deployed.version,
            resource_name=deployed.resource_name,
            tenant_id=TENANT,
            decision_requirements_key=str(deployed.key),
        ),
    )


def _decision(decision: DeployedDecision) -> DeployedItem:
    return DeployedItem(
        is_new=decision.requirements.is_new,
        decision_definition=DecisionDeployed(
            decision_definition_id=decision.id,
            version=decision.requirements.version,
            name=decision.name or decision.id,
            tenant_id=TENANT,
            decision_requirements_id=decision.requirements.id,
            decision_definition_key=str(decision.key),
            decision_requirements_key=str(decision.requirements.key),
        ),
    )
