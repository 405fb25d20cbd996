"""A comparison of funding models in words, tables, figures and files."""
