"""Commands that write documents to hand over."""
