"""Where independent pieces of work run, and how finished work is kept."""
