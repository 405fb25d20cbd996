"""The load of teams by quarter, in words and as a heat map."""
