"""Boards that move: which card lies where in which week, and the film of it."""
