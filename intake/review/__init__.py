"""What was predicted in past quarters, what came of it, and what that teaches."""
