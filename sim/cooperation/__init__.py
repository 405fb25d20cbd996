"""What value streams share and owe each other: services, help, and increments."""
