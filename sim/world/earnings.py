"""What a released MMP earns: benefit week by week, and tables of what a release in each week would earn.

Rate of benefit at week t for an MMP released at week r (model page, section 4):

    value_per_quarter / weeks_per_quarter x ramp((t - r) / ramp) x urgency(t) x market(t) x realised multiplier

Amounts are exact integrals over each week for the ramp; urgency and market are taken at mid-week. Amounts of a
week are discounted at mid-week with weight exp(-rate t / 52).
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.calendar import Calendar
from scenarios.language.mmps import MMP, Closing, Decaying, FixedDate
from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.arrays import Floats

Table = array[float]
"""Doubles that are read one by one: plain numbers come out of an array quicker than NumPy's."""


def discount_weights(calendar: Calendar) -> Floats:
    """Weight of an amount in each week up to the benefit horizon: shape (weeks,)."""
    middle = np.arange(calendar.benefit_end) + 0.5
    return np.exp(-calendar.discount_rate * middle / WEEKS_PER_YEAR)


@dataclass(frozen=True)
class Earnings:
    """How one MMP earns; all times in weeks."""

    per_week: float
    ramp: float
    one_off: float
    benefits: tuple[float, ...]
    quarter: int
    end: int
    urgency: Floats
    due: float | None
    penalty: float
    penalty_per_week: float

    @classmethod
    def of(cls, mmp: MMP, appears: float, calendar: Calendar) -> Earnings:
        """Earnings of an MMP that is first seen at week ``appears``."""
        quarter, end = calendar.weeks_per_quarter, calendar.benefit_end
        middle = np.arange(end) + 0.5
        urgency = np.ones(end)
        due, penalty, late = None, 0.0, 0.0
        match mmp.urgency:
            case Decaying(half_life_quarters=half_life, age_quarters=age):
                urgency = 0.5 ** (np.maximum(0.0, middle - appears + age * quarter) / (half_life * quarter))
            case Closing(last_quarter=last):
                urgency = (middle < last * quarter).astype(float)
            case FixedDate() as date:
                due, penalty = float(date.quarter * quarter), date.penalty
                late = date.penalty_per_quarter / quarter
        return cls(
            per_week=mmp.value_per_quarter / quarter,
            ramp=mmp.ramp_quarters * quarter,
            one_off=mmp.value,
            benefits=mmp.benefits,
            quarter=quarter,
            end=end,
            urgency=urgency,
            due=due,
            penalty=penalty,
            penalty_per_week=late,
        )

    @property
    def earns(self) -> bool:
        """Whether any benefit is claimed for it."""
        return self.per_week > 0 or self.one_off > 0 or any(self.benefits)

    def _cumulative(self, elapsed: Floats) -> Floats:
        """Benefit without urgency up to ``elapsed`` weeks after release (any shape), one-off value left out."""
        x = np.maximum(0.0, elapsed)
        ramp = self.ramp
        adoption = np.where(x < ramp, x * x / (2 * ramp), x - ramp / 2) if ramp > 0 else x
        total = self.per_week * adoption
        if self.benefits:
            total = total + self.by_quarter(x)
        return np.asarray(total)

    def by_quarter(self, elapsed: Floats) -> Floats:
        """Benefit given quarter by quarter up to ``elapsed`` weeks after release (any shape)."""
        edges = np.arange(len(self.benefits) + 1) * float(self.quarter)
        return np.asarray(np.interp(elapsed, edges, np.concatenate([[0.0], np.cumsum(self.benefits)])))

    def weekly(self, release: float) -> Floats:
        """Claimed benefit in each week when released at week ``release``: shape (end,), currency."""
        return np.asarray(weekly([(self, release)])[0])

    def penalties(self, release: float | None) -> Floats:
        """Penalty paid in each week when released at week ``release`` (None: never): shape (end,), currency."""
        paid = np.zeros(self.end)
        if self.due is None or self.due >= self.end or (release is not None and release <= self.due):
            return paid
        paid[int(self.due)] += self.penalty
        until = self.end if release is None else min(release, self.end)
        grid = np.clip(np.arange(self.end + 1), self.due, until)
        return np.asarray(paid + self.penalty_per_week * np.diff(grid))

    def _discounted_penalties(self, weights: Floats) -> Floats:
        """``penalties`` of a release in week 0, 1..., discounted to week 0: shape (end + 1,)."""
        found = np.zeros(self.end + 1)
        if self.due is None or self.due >= self.end:
            return found
        weeks = np.arange(self.end + 1, dtype=np.float64)
        late = np.flatnonzero(weeks > self.due)
        paid: Floats = self.penalty_per_week * np.diff(np.clip(weeks[None, :], self.due, weeks[late, None]), axis=1)
        paid[:, int(self.due)] += self.penalty
        found[late] = [row @ weights for row in paid]
        return found

    def tables(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """What a release in week 0, 1... up to the benefit horizon would earn.

        Returns three arrays of shape (end + 1,): claimed benefit discounted to week 0, the same undiscounted, and
        penalties discounted to week 0.
        """
        first = np.zeros(2 * self.end)  # what the weeks before and after a release bring, without urgency
        first[self.end :] = np.diff(self._cumulative(np.arange(self.end + 1, dtype=np.float64)))
        by_release = np.lib.stride_tricks.sliding_window_view(first, self.end)[::-1]
        amounts = np.multiply(by_release, self.urgency, out=np.empty((self.end + 1, self.end)))
        if self.one_off:
            weeks = np.arange(self.end)
            amounts[weeks, weeks] += self.one_off * self.urgency
        return amounts @ weights, amounts.sum(axis=1), self._discounted_penalties(weights)


def weekly(released: Sequence[tuple[Earnings, float]]) -> Floats:
    """Claimed benefits in each week: shape (released, end), currency.

    Args:
        released: how an MMP earns, and the week in which it was released; at least one.

    """
    end = released[0][0].end
    x = np.maximum(0.0, np.arange(end + 1, dtype=np.float64) - np.array([week for _, week in released])[:, None])
    ramp = np.array([earnings.ramp for earnings, _ in released])[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.where(x < ramp, x * x / (2 * ramp), x - ramp / 2)
    total *= np.array([earnings.per_week for earnings, _ in released])[:, None]
    for row, (earnings, _) in enumerate(released):
        if earnings.benefits:
            total[row] += earnings.by_quarter(x[row])
    amounts = np.diff(total, axis=1)
    amounts *= np.array([earnings.urgency for earnings, _ in released])
    for row, (earnings, release) in enumerate(released):
        week = int(release)
        if earnings.one_off and week < end:
            amounts[row, week] += earnings.one_off * earnings.urgency[week]
    return np.asarray(amounts)


def lookup(table: Sequence[float], week: float) -> float:
    """Value of a weekly table at a fractional week, linear in between; the last entry beyond its end."""
    if week >= len(table) - 1:
        return table[-1]
    left = int(week)
    part = week - left
    return table[left] * (1.0 - part) + table[left + 1] * part
