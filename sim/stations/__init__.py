"""Stations: servers with a queue, what may happen there, and how features go through them."""
