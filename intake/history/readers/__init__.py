"""One reader for each layout in which trackers export work items."""
