"""What a history can carry and what it cannot, with a remedy for every finding."""
