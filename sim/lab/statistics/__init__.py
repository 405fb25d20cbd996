"""What runs of the flow laboratory say, with how sure it is."""
