"""Claims put to the test, in words, tables and a figure."""
