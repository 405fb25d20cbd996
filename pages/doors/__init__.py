"""The doors: one folder for each, none knows another."""
