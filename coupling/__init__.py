"""Where the simulator and the optimiser meet: plans under stress, and rounds that re-optimise."""
