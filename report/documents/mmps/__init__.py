"""Single MMPs: their numbers, and their business cases."""
