"""Many worlds: comparisons, sweeps, attribution and further questions."""
