"""The first steps of anybody who comes from Camunda 8, with its unmodified Python SDK."""

from __future__ import annotations

from pathlib import Path

import camunda_orchestration_sdk as sdk
import camunda_orchestration_sdk.models as models

from tests.engine.diagrams import THREE_TASKS


def test_the_sdk_deploys_creates_searches_assigns_and_completes(client: sdk.CamundaClient, tmp_path: Path) -> None:
    # given
    file = tmp_path / "p.bpmn"
    file.write_bytes(THREE_TASKS)

    # when
    deployment = client.deploy_resources_from_files([str(file)])
    created = client.create_process_instance(
        data=sdk.ProcessCreationById(process_definition_id=sdk.ProcessDefinitionId("p"))
    )

    # then
    assert [(p.process_definition_id, p.process_definition_version) for p in deployment.processes] == [("p", 1)]
    for name in "abc":
        query = models.UserTaskSearchQuery(
            filter_=models.UserTaskSearchQueryFilter(
                state=models.UserTaskStateExactMatch("CREATED"), process_instance_key=created.process_instance_key
            )
        )
        [task] = client.search_user_tasks(data=query).items
        assert task.element_id == name
        client.assign_user_task(task.user_task_key, data=models.UserTaskAssignmentRequest(assignee="demo"))
        assert client.get_user_task(task.user_task_key).assignee == "demo"
        variables = models.UserTaskCompletionRequestVariables.from_dict({f"done_{name}": True})
        client.complete_user_task(task.user_task_key, data=models.UserTaskCompletionRequest(variables=variables))
    instance = client.get_process_instance(created.process_instance_key)
    assert instance.state == models.ProcessInstanceStateEnum.COMPLETED
