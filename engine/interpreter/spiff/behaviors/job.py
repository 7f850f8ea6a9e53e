"""Elements that a worker does: service and send tasks, message throw and end events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.interpreter.port import JobOpened
from engine.interpreter.spiff.behaviors.activity import WorkSpec
from engine.interpreter.spiff.behaviors.base import expect
from engine.interpreter.spiff.evaluation import required_text, whole_number
from engine.interpreter.spiff.token import Token
from engine.model.process import FlowNode, JobBehavior

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec

DEFAULT_RETRIES = 3


class JobSpec(WorkSpec):
    """Opens one job and waits for its completion."""

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.job = expect(JobBehavior, node.behavior)

    def work(self, token: Token) -> JobOpened:
        priority = self.job.priority or self.process.program.process.job_priority
        return JobOpened(
            key=token.id,
            element_id=self.node.id,
            process_instance_key=token.process_key,
            type=required_text(token, "type", self.job.type),
            retries=whole_number(token, "retries", self.job.retries, DEFAULT_RETRIES),
            headers=self.job.headers,
            priority=whole_number(token, "priority", priority, 0),
        )
