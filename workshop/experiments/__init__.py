"""What demonstrations run and hold against each other: scenarios in the same luck, dealing of work, formulas."""
