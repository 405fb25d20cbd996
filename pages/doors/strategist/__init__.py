"""The strategist's door: what changes with the funding model, and where it comes from."""
