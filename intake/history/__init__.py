"""Histories of work items: what trackers export, in one form."""
