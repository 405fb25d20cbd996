"""Scenarios with numbers changed: paths, ranges, uncertain numbers."""
