"""The portfolio optimiser: which MMPs, and when, with proof and reasons."""
