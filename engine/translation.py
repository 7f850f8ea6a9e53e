"""Translates facts of the interpreter into rows, one function a kind of fact."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec

from engine import messages
from engine.instance_tree import InstanceTree
from engine.interpreter import port
from engine.interpreter.port import Fact
from engine.model.process import ElementType, FormReference
from engine.persistence.tables.instance import element_instance, incident, process_instance
from engine.persistence.tables.job import job, timer
from engine.persistence.tables.message import message_subscription
from engine.persistence.tables.task import user_task


def translate(tree: InstanceTree, fact: Fact) -> None:
    """Queue the rows that `fact` means."""
    _TRANSLATORS[type(fact)](tree, fact)


# -- process instances and elements --------------------------------------------------------------------------------


def _instance_activated(tree: InstanceTree, fact: port.ProcessInstanceActivated) -> None:
    is_root = fact.key == tree.root_key
    tree.uow.batch.insert(
        process_instance,
        {
            "key": fact.key,
            "root_key": tree.root_key,
            "parent_process_instance_key": fact.parent_process_instance_key,
            "parent_element_instance_key": fact.parent_element_instance_key,
            "process_definition_key": fact.program_key,
            "state": "ACTIVE",
            "start_date": tree.uow.now,
            "business_id": fact.business_id,
            "unit": tree.unit,
            "tags": list(tree.tags) if is_root else [],
            "start_correlation_key": tree.start_correlation_key if is_root else None,
        },
    )


def _instance_ended(state: str) -> Callable[[InstanceTree, Any], None]:
    def translate(tree: InstanceTree, fact: Any) -> None:
        row = {"key": fact.key, "state": state, "end_date": tree.uow.now}
        if fact.key != tree.root_key:
            # The state of a case holds only what runs, lest it grow with every call.
            row["taken_flows"] = msgspec.msgpack.encode(tree.taken_flows.pop(fact.key, {}))
        tree.uow.batch.update(process_instance, row)

    return translate


def _element_activated(tree: InstanceTree, fact: port.ElementActivated) -> None:
    tree.uow.batch.insert(
        element_instance,
        {
            "key": fact.key,
            "process_instance_key": fact.process_instance_key,
            "scope_key": fact.scope_key,
            "start_date": tree.uow.now,
            "end_date": None,
            "state": "ACTIVE",
            "type": fact.type.value,
            "element_id": fact.element_id,
        },
    )


def _element_completed(tree: InstanceTree, fact: port.ElementCompleted) -> None:
    tree.uow.batch.update(element_instance, {"key": fact.key, "state": "COMPLETED", "end_date": tree.uow.now})


def _element_terminated(tree: InstanceTree, fact: port.ElementTerminated) -> None:
    tree.uow.batch.update(element_instance, {"key": fact.key, "state": "TERMINATED", "end_date": tree.uow.now})
    node = tree.execution.program_of(fact.process_instance_key).node(fact.element_id)
    # A task that stands at an incident of its output mapping waits no more: somebody has done it, and it stays done.
    if node.type is ElementType.USER_TASK and fact.key in tree.closed_waits:
        _cancel_user_task(tree, fact.key)


def _flow_taken(tree: InstanceTree, fact: port.SequenceFlowTaken) -> None:
    flows = tree.taken_flows.setdefault(fact.process_instance_key, {})
    flows[fact.flow_id] = flows.get(fact.flow_id, 0) + 1


# -- waits ---------------------------------------------------------------------------------------------------------


def _user_task_opened(tree: InstanceTree, fact: port.UserTaskOpened) -> None:
    uow = tree.uow
    assignment = uow.ports.resolver.resolve(
        fact.assignee, fact.candidate_users, fact.candidate_groups, tree.execution.view(fact.key)
    )
    row = {
        "key": fact.key,
        "root_key": tree.root_key,
        "process_instance_key": fact.process_instance_key,
        "process_definition_key": tree.execution.program_of(fact.process_instance_key).key,
        "form_key": None,
        "creation_date": uow.now,
        "completion_date": None,
        "due_date": fact.due_date,
        "follow_up_date": fact.follow_up_date,
        "priority": fact.priority,
        "revision": 0,
        "state": "CREATED",
        "element_id": fact.element_id,
        "assignee": assignment.assignee,
        "unit": tree.unit,
        "external_form_reference": fact.external_form_reference,
        "candidate_users": list(fact.candidate_users),
        "candidate_groups": list(fact.candidate_groups),
        "headers": dict(fact.headers) or None,
    }
    if fact.form is not None and fact.form_id is not None:
        row["form_key"] = form_or_incident(tree, fact.process_instance_key, fact.key, fact.form, fact.form_id)
    uow.batch.insert(user_task, row)
    tree.candidates[fact.key] = assignment.principals


def form_or_incident(
    tree: InstanceTree, process_instance_key: int, task_key: int, reference: FormReference, form_id: str
) -> int | None:
    """Key of the form that a user task of this tree means; when nothing fitting is deployed, an incident and None."""
    uow = tree.uow
    info = uow.definitions.info(uow.connection, tree.execution.program_of(process_instance_key).key)
    key = uow.definitions.choose_form(
        uow.connection,
        form_id,
        reference.binding,
        version_tag=reference.version_tag,
        deployment_key=info.deployment_key if info else None,
    )
    if key is None:
        message = messages.text("incident.form_not_found", form_id=form_id, binding=reference.binding.value)
        # A task that something else ended in the same command needs no form any more.
        with suppress(KeyError):
            tree.execution.raise_incident(task_key, "FORM_NOT_FOUND", message)
    return key


def _cancel_user_task(tree: InstanceTree, key: int) -> None:
    tree.uow.batch.update(user_task, {"key": key, "state": "CANCELED", "completion_date": tree.uow.now})


def _job_opened(tree: InstanceTree, fact: port.JobOpened) -> None:
    uow = tree.uow
    key = uow.next_key()
    row = {
        "key": key,
        "root_key": tree.root_key,
        "process_instance_key": fact.process_instance_key,
        "process_definition_key": tree.execution.program_of(fact.process_instance_key).key,
        "element_instance_key": fact.key,
        "element_id": fact.element_id,
        "type": fact.type,
        "state": "CREATED",
        "is_internal": fact.type in uow.ports.handlers,
        "retries": fact.retries,
        "priority": fact.priority,
        "headers": dict(fact.headers),
        "available_at": uow.now,
        "creation_time": uow.now,
        "last_update_time": uow.now,
    }
    uow.batch.insert(job, row)
    tree.waits["job"][key] = row
    if row["is_internal"]:
        uow.deliver("run_job", root_key=tree.root_key, key=key)
    else:
        uow.after_commit(uow.ports.queue.wake)


def _timer_opened(tree: InstanceTree, fact: port.TimerOpened) -> None:
    key = tree.uow.next_key()
    row = {
        "key": key,
        "root_key": tree.root_key,
        "process_instance_key": fact.process_instance_key,
        "process_definition_key": tree.execution.program_of(fact.process_instance_key).key,
        "element_instance_key": fact.key,
        "element_id": fact.element_id,
        "due_at": fact.due_at,
        "repetitions": fact.repetitions,
        "interval": fact.interval,
    }
    tree.uow.batch.insert(timer, row)
    tree.waits["timer"][key] = row
    if fact.due_at <= tree.uow.now:
        tree.uow.after_commit(tree.uow.ports.queue.wake)


def _subscription_opened(tree: InstanceTree, fact: port.MessageSubscriptionOpened) -> None:
    key = tree.uow.next_key()
    row = {
        "key": key,
        "root_key": tree.root_key,
        "process_instance_key": fact.process_instance_key,
        "process_id": tree.execution.program_of(fact.process_instance_key).process.id,
        "element_instance_key": fact.key,
        "element_id": fact.element_id,
        "message_name": fact.message_name,
        "correlation_key": fact.correlation_key,
        "is_interrupting": fact.is_interrupting,
    }
    tree.uow.batch.insert(message_subscription, row)
    tree.waits["message_subscription"][key] = row
    tree.fresh_subscriptions.append(key)


_WAIT_TABLES = {"timer": timer, "message_subscription": message_subscription}


def _wait_closed(tree: InstanceTree, fact: port.WaitClosed) -> None:
    if fact.element_id is None:
        tree.closed_waits.add(fact.key)
    for name, table in _WAIT_TABLES.items():
        for key, row in list(tree.waits[name].items()):
            if row["element_instance_key"] == fact.key and fact.element_id in (None, row["element_id"]):
                tree.uow.batch.delete(table, key=key)
                del tree.waits[name][key]
    open_job = tree.open_job(fact.key) if fact.element_id is None else None
    if open_job is not None:
        close_job(tree, open_job, "CANCELED")


def close_job(tree: InstanceTree, row: dict[str, Any], state: str, **changes: Any) -> None:
    """End a job; one that a command completed already is no longer among the waits."""
    now = tree.uow.now
    tree.uow.batch.update(
        job, {"key": row["key"], "state": state, "last_update_time": now, "end_time": now, "deadline": None, **changes}
    )
    del tree.waits["job"][row["key"]]


# -- incidents ---------------------------------------------------------------------------------------


def _incident_raised(tree: InstanceTree, fact: port.IncidentRaised) -> None:
    key = tree.uow.next_key()
    open_job = tree.open_job(fact.key)
    row = {
        "key": key,
        "root_key": tree.root_key,
        "process_instance_key": fact.process_instance_key,
        "process_definition_key": tree.execution.program_of(fact.process_instance_key).key,
        "element_instance_key": fact.key,
        "element_id": fact.element_id,
        "error_type": fact.error_type,
        "error_message": fact.message,
        "job_key": open_job["key"] if open_job else None,
        "state": "ACTIVE",
        "creation_time": tree.uow.now,
    }
    tree.uow.batch.insert(incident, row)
    tree.waits["incident"][key] = row


def _incident_cleared(tree: InstanceTree, fact: port.IncidentCleared) -> None:
    row = tree.open_incident(fact.key)
    if row is not None:
        tree.uow.batch.update(incident, {"key": row["key"], "state": "RESOLVED", "resolution_time": tree.uow.now})
        del tree.waits["incident"][row["key"]]


_TRANSLATORS: dict[type[Fact], Callable[[InstanceTree, Any], None]] = {
    port.ProcessInstanceActivated: _instance_activated,
    port.ProcessInstanceCompleted: _instance_ended("COMPLETED"),
    port.ProcessInstanceTerminated: _instance_ended("TERMINATED"),
    port.ElementActivated: _element_activated,
    port.ElementCompleted: _element_completed,
    port.ElementTerminated: _element_terminated,
    port.SequenceFlowTaken: _flow_taken,
    port.UserTaskOpened: _user_task_opened,
    port.JobOpened: _job_opened,
    port.TimerOpened: _timer_opened,
    port.MessageSubscriptionOpened: _subscription_opened,
    port.WaitClosed: _wait_closed,
    port.IncidentRaised: _incident_raised,
    port.IncidentCleared: _incident_cleared,
}
