"""Limits of a plan other than money: which there are, and in which unit."""

WORK = ("capacity", "service", "platform", "amount")
"""Kinds of limit on what people and other resources do."""
UNITS = {
    "capacity": "team-sprints",
    "service": "weeks of people",
    "platform": "weeks of people",
    "amount": "units",
}
"""Their units."""


def called(kind: str, name: str | None) -> str:
    """What a limit is about, as the heading of a row."""
    if kind in ("purse", "service", "platform"):
        return f"{kind} {name}"
    return name or "whole portfolio"
