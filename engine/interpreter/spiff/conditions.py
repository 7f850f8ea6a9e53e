"""Conditions of sequence flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.interpreter.spiff.evaluation import brief, evaluate
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.token import Token

if TYPE_CHECKING:
    from engine.interpreter.spiff.behaviors.base import Flow

CONDITION = "CONDITION_ERROR"


def is_true(token: Token, flow: Flow) -> bool:
    """Whether `flow` may be taken; one without a condition may. Null and other non-booleans raise Failure."""
    if flow.condition is None:
        return True
    value = evaluate(token, flow.condition, error_type=CONDITION)
    if not isinstance(value, bool):
        raise Failure(
            CONDITION,
            "interpreter.condition_not_boolean",
            flow=flow.id,
            expression=flow.condition.source,
            value=brief(value),
        )
    return value


def no_flow_taken(gateway: str) -> Failure:
    """No condition is true and there is no default flow."""
    return Failure(CONDITION, "interpreter.no_flow_taken", gateway=gateway)
