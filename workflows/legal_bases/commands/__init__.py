"""Deeds: one file a command."""
