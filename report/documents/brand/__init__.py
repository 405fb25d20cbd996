"""Whose document it is: name, colours and logo, read from a file and checked before anything is made."""
