"""Obligations: what each unit owes, when, where it stands, and everything that happened on the way."""
