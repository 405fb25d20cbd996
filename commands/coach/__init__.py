"""Commands of the coach: the flow laboratory and the demonstrations."""
