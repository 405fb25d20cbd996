"""The simulator: luck, flow, funding, comparison."""
