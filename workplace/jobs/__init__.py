"""Jobs: work that takes longer than an answer may, done by a process of its own."""
