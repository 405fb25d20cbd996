"""From files to plain data, and from data to faults in words."""
