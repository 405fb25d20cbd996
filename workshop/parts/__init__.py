"""What a demonstration consists of: its numbers, its prose, and the two put together."""
