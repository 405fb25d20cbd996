"""What knowledge is worth, in words, tables and a figure."""
