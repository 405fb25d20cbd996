"""When, and how many by a date, from the weeks that were."""
