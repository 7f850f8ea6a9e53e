"""The interpreter on SpiffWorkflow; see docs/adr/0004-spiffworkflow-behind-a-seam.md."""

from engine.interpreter.spiff.interpreter import SpiffInterpreter

__all__ = ["SpiffInterpreter"]
