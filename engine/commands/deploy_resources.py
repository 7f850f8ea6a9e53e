"""A bundle of diagrams, forms and decision files is deployed: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from engine.commands.deployed_starts import replace_starts
from engine.deployment_digest import process_digest
from engine.dispatch import command_handler
from engine.history.events import DEPLOYMENTS, EventType
from engine.model.bundle import Bundle, DecisionFile, FormFile, ProcessFile, Resource, read_bundle
from engine.model.process import Process
from engine.persistence.tables.deployment import (
    decision_requirements,
    deployment,
    deployment_item,
    form,
    process_definition,
    resource,
)
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource as Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployResources:
    """`resources` are pairs of file name and bytes."""

    resources: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """One definition that the deployment brought, or found unchanged (`is_new` False, the version it has)."""

    kind: str
    key: int
    id: str
    version: int
    name: str | None
    resource_name: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedDecision:
    """One decision of a decision file; `requirements` is the file as a definition, whose version it shares."""

    key: int
    id: str
    name: str | None
    requirements: Deployed


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What a deployment brought; `warnings` are sentences for its author."""

    key: int
    definitions: tuple[Deployed, ...]
    decisions: tuple[DeployedDecision, ...] = ()
    warnings: tuple[str, ...] = ()


@command_handler
def deploy_resources(command: DeployResources, uow: UnitOfWork) -> Deployment:
    """Raises Problems with every error of every file. Deployments follow each other: the epoch's row is the lock."""
    uow.require("deployment.create", Subject(kind="deployment"))
    bundle = read_bundle(command.resources)
    # The new epoch is nobody's to know before the commit: who learned it now would keep what is latest now.
    state = uow.connection.exec_driver_sql(
        "UPDATE engine_state SET deployment_epoch = deployment_epoch + 1 WHERE id = 1 "
        "RETURNING deployment_epoch - 1, identity_epoch, pinned_at"
    ).one()
    uow.know_engine_state(*state)
    key = uow.next_key()
    uow.batch.insert(deployment, {"key": key, "deployed_at": uow.now, "deployed_by": uow.actor.username})
    writer = _Writer(uow, key)
    forms = [writer.form(file) for file in bundle.forms]
    decisions = [writer.requirements(file) for file in bundle.decisions]
    processes = [
        writer.process(file, process, bundle) for file in bundle.processes for process in file.definitions.processes
    ]
    deployed = (*processes, *decisions, *forms)
    uow.record_in(
        DEPLOYMENTS,
        EventType.DEPLOYMENT_CREATED,
        {
            "deployment_key": key,
            "definitions": [[d.kind, d.key, d.id, d.version, d.is_new] for d in deployed],
            "resources": {name: data.digest for name, data in writer.resources.items()},
        },
    )
    return Deployment(
        key=key,
        definitions=deployed,
        decisions=tuple(writer.decisions),
        warnings=tuple(finding.message("vi") for finding in bundle.findings),
    )


class _Writer:
    """Gives each definition the version it has, or the next one."""

    def __init__(self, uow: UnitOfWork, deployment_key: int) -> None:
        self._uow = uow
        self._deployment_key = deployment_key
        self._resource_keys: dict[str, int] = {}
        self.decisions: list[DeployedDecision] = []
        self.resources: dict[str, Resource] = {}

    def process(self, file: ProcessFile, process: Process, bundle: Bundle) -> Deployed:
        digest = process_digest(file, process, bundle)
        starts = [n for n in process.scope.nodes.values() if n.form is not None and n.form.form_id is not None]
        start_form = starts[0].form if starts else None
        row = {
            "process_id": process.id,
            "version_tag": process.version_tag,
            "name": process.name,
            "start_form_id": start_form.form_id.text if start_form and start_form.form_id else None,
            "element_names": _names(process),
        }
        deployed = self._write(process_definition, "process", process.id, process.name, digest, row, file.resource)
        program = self._uow.definitions.interpreter.compile(deployed.key, process, self._deployment_key)
        if deployed.is_new:
            replace_starts(self._uow, deployed.key, program)
        return deployed

    def form(self, file: FormFile) -> Deployed:
        row = {"form_id": file.form.id, "version_tag": file.form.version_tag}
        digest = bytes.fromhex(file.resource.digest)
        return self._write(form, "form", file.form.id, None, digest, row, file.resource)

    def requirements(self, file: DecisionFile) -> Deployed:
        head = file.requirements
        decisions: list[dict[str, Any]] = [
            {"id": d.id, "name": d.name, "key": self._uow.next_key()} for d in head.decisions
        ]
        row = {"decision_requirements_id": head.id, "name": head.name, "decisions": decisions}
        digest = bytes.fromhex(file.resource.digest)
        deployed = self._write(decision_requirements, "decision", head.id, head.name, digest, row, file.resource)
        if not deployed.is_new:
            decisions = self._uow.connection.exec_driver_sql(
                "SELECT decisions FROM decision_requirements WHERE key = %s", (deployed.key,)
            ).scalar_one()
        self.decisions += [DeployedDecision(**decision, requirements=deployed) for decision in decisions]
        return deployed

    def _write(
        self,
        table: Table,
        kind: str,
        identifier: str,
        name: str | None,
        digest: bytes,
        row: dict[str, Any],
        file: Resource,
    ) -> Deployed:
        uow = self._uow
        id_column = next(column for column in row if column.endswith("_id"))
        latest = uow.connection.exec_driver_sql(
            f"SELECT key, version, digest, resource_name FROM {table.name} WHERE {id_column} = %s "
            "ORDER BY version DESC LIMIT 1",
            (identifier,),
        ).one_or_none()
        is_same = latest is not None and bytes(latest.digest) == digest and latest.resource_name == file.name
        if latest is not None and is_same:
            key, version = latest.key, latest.version
        else:
            key, version = uow.next_key(), (latest.version if latest else 0) + 1
            uow.batch.insert(
                table,
                {
                    "key": key,
                    "version": version,
                    "resource_key": self._resource_key(file),
                    "resource_name": file.name,
                    "deployment_key": self._deployment_key,
                    "digest": digest,
                    **row,
                },
            )
        uow.batch.insert(deployment_item, {"deployment_key": self._deployment_key, "definition_key": key})
        return Deployed(
            kind=kind, key=key, id=identifier, version=version, name=name, resource_name=file.name, is_new=not is_same
        )

    def _resource_key(self, file: Resource) -> int:
        key = self._resource_keys.get(file.name)
        if key is None:
            key = self._resource_keys[file.name] = self._uow.next_key()
            self.resources[file.name] = file
            row = {"key": key, "deployment_key": self._deployment_key, "name": file.name}
            digest = bytes.fromhex(file.digest)
            self._uow.batch.insert(resource, {**row, "digest": digest, "body": file.data})
        return key


def _names(process: Process) -> dict[str, str]:
    names = {node.id: node.name for node in process.walk() if node.name}
    return names | {process.id: process.name} if process.name else names
