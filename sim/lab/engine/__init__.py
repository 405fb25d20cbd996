"""The engine of the flow laboratory: one run of a network of stations."""
