"""A value stream with the numbers of its history."""
