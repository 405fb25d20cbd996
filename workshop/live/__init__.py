"""Boards that a room plays with: traces, years, votes, and the page that shows them."""
