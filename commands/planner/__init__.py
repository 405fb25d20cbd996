"""Commands of the planner: which MMPs, and when, with proof and reasons."""
