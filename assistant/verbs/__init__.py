"""The verbs, by reader."""
