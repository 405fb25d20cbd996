"""The coach's questions: what waiting, batches and work in progress do."""
