"""Programmes: the plan of a year, imported from a pack, and opened for the units that owe something under it."""
