"""How far an answer rests on assumptions, in words, tables, figure and files."""
