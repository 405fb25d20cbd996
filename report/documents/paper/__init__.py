"""The board paper, section by section."""
