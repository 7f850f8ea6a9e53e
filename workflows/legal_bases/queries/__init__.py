"""Reads: one file a question."""
