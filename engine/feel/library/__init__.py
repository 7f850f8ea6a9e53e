"""All built-in functions: `STANDARD` those of DMN 1.5 (10.3.4), `CAMUNDA` these and the additions of Camunda 8."""

from __future__ import annotations

from collections.abc import Mapping

from engine.feel.library import aggregates, camunda, contexts, conversion, lists, numeric, ranges, strings, temporal
from engine.feel.registry import Registry
from engine.feel.values import Function

STANDARD: Mapping[str, Function] = Registry()
for _module in (conversion, strings, lists, numeric, aggregates, ranges, temporal, contexts):
    STANDARD.update(_module.FUNCTIONS)  # type: ignore[attr-defined]

CAMUNDA: Mapping[str, Function] = Registry({**STANDARD, **camunda.FUNCTIONS})
