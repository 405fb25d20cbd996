"""The office: rounds, money, choices, releases, and who decides for whom."""
