"""The planner's door: which MMPs, and when, under which limits; and what the rules cost."""
