"""An attribution in words, tables, figures and files."""
