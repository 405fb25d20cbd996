"""Studies over ranges of numbers: sweeps, tornado, map."""
