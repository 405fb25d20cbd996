"""The planner's questions: which MMPs, and when, with proof and reasons."""
