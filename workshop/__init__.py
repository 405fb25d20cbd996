"""Demonstrations of flow effects for workshops: measured, drawn, and with a sheet for whoever runs the room."""
