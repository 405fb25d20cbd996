"""The story of one MMP in words and as lanes."""
