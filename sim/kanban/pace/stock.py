"""The stock of architecture of a value stream: runway above zero, debt below."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.language.runway import Runway


class Stock:
    """Server-weeks of enabler work that are laid up; features use it, enabler work and hurry change it.

    Args:
        data: what the scenario says of it.
        people: servers of the stream at week 0.

    """

    __slots__ = ("amount", "data", "full")

    def __init__(self, data: Runway, people: int) -> None:
        self.data = data
        self.amount = data.stock
        self.full = data.full_debt_weeks * people
        """Server-weeks of debt at which the most time is lost."""

    @property
    def debt(self) -> float:
        """Debt as a share of full debt, at most 1; 0 while there is runway."""
        return min(1.0, -self.amount / self.full) if self.amount < 0.0 else 0.0

    def use(self, touch: float) -> None:
        """Features of so many weeks of touch time build on it."""
        self.amount -= self.data.need * touch

    def fill(self, weeks: float) -> None:
        """Server-weeks of enabler work."""
        self.amount += weeks

    def release(self, weeks_ago: float) -> None:
        """An MMP comes out whose last feature was complete some weeks ago."""
        if weeks_ago < self.data.calm_weeks:
            self.amount -= self.data.hurried
