"""What numbers are: units and their limits, distributions, and presets with source and grade."""
