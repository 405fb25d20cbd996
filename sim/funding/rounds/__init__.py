"""A funding round: its money, the room there is, and which units get money in the order of a rule."""
