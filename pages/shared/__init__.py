"""What every page looks like: the base template, one style sheet, small modules for the browser."""
