"""The strategist's questions: funding models compared, and where a difference comes from."""
