"""Commands of the strategist: funding models compared, and where a difference comes from."""
