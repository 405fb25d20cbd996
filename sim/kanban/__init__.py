"""The board: features move through the stages of value streams, people work on them."""
