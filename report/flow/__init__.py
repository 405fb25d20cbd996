"""A study of the flow laboratory in words, tables, figures and files."""
