"""The monthly page: what was delivered, earned and spent, and what is due."""
