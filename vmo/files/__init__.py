"""Scenario files: read one, check one, start one, list what ships."""
