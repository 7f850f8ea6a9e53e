"""Draws the diagrams of ``bpmn/`` without a screen."""
