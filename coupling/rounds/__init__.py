"""Rounds that re-optimise: what is on the table, sequenced to the horizon as a queue for each purse."""
