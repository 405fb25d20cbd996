"""What people have (tables, histories) as scenarios: reads foreign files, knows no engine."""
