"""What a finished run says: outcomes, timeline, milestones, statistics."""
