"""Checks across the parts of a scenario, and their words."""
