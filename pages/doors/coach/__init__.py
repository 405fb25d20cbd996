"""The coach's door: two boards on one clock, votes, many years."""
