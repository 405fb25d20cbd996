"""Histories of work items, forecasts and calibrations in words, tables and figures."""
