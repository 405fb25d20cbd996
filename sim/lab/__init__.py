"""The flow laboratory: value streams with arrivals, in steady state, held against queueing theory."""
