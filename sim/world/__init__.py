"""What luck decides, what work earns, and what money is booked."""
