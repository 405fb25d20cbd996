"""The scenario language: what every part of a scenario file may hold."""
