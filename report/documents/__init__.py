"""Documents that people hand over: one content, several forms."""
