"""Questions of who has a tracker: what its history carries, when work is done, what its line looks like."""
