"""From rows to a scenario folder: what the table does not say is derived or assumed, and marked."""
