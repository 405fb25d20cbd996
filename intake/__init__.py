"""Foreign files come in: tables of portfolios and histories of work items."""
