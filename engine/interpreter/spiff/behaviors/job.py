"""Elements that a worker does: service and send tasks, message throw and end events."""

from __future__ import annotations

from engine.interpreter.port import JobOpened
from engine.interpreter.spiff.behaviors.activity import WorkSpec
from engine.interpreter.spiff.evaluation import required_text, whole_number
from engine.interpreter.spiff.token import Token
from engine.model.process import JobBehavior

DEFAULT_RETRIES = 3


class JobSpec(WorkSpec):
    """Opens one job and waits for its completion."""

    def work(self, token: Token) -> JobOpened:
        job = self.node.behavior
        assert isinstance(job, JobBehavior)
        priority = job.priority or self.process.program.process.job_priority
        return JobOpened(
            key=token.id,
            element_id=self.node.id,
            process_instance_key=token.process_key,
            type=required_text(token, "type", job.type),
            retries=whole_number(token, "retries", job.retries, DEFAULT_RETRIES),
            headers=job.headers,
            priority=whole_number(token, "priority", priority, 0),
        )
