"""Formulas for a team with a fast lane: two classes of features of random (exponential) work."""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial


@dataclass(frozen=True)
class Lane:
    """Mean weeks from arrival to done; arrivals at random, exponential work, equal for both classes.

    Without interruption by Cobham (1954, Priority assignment in waiting line problems). With interruption the fast
    class does not see the other at all, and the mean number of features is that of a team without classes, as the
    order of equal exponential work does not change it.
    """

    rate: float
    """Features a week of both classes."""
    work: float
    """Mean weeks of work on a feature."""
    people: int
    share: float
    """Share of the features that may use the fast lane."""

    @property
    def plain(self) -> float:
        """Without a fast lane."""
        return _sojourn(self.rate, self.work, self.people)

    def fast(self, *, interrupting: bool) -> float:
        """Of features in the fast lane."""
        if interrupting:
            return _sojourn(self.rate * self.share, self.work, self.people)
        return self.work + self._wait / (1 - self._load * self.share)

    def others(self, *, interrupting: bool) -> float:
        """Of all others. Raises ``ZeroDivisionError`` when there are none."""
        if interrupting:
            fast = self.fast(interrupting=True)
            return (self.plain - self.share * fast) / (1 - self.share)
        return self.work + self._wait / ((1 - self._load * self.share) * (1 - self._load))

    @property
    def _load(self) -> float:
        return self.rate * self.work / self.people

    @property
    def _wait(self) -> float:
        """Mean time until somebody is free, as seen by a feature that finds nobody before it in the queue."""
        return busy(self.rate * self.work, self.people) * self.work / self.people


def _sojourn(rate: float, work: float, people: int) -> float:
    """Mean weeks from arrival to done of a team that takes features as they come (M/M/c)."""
    return work + busy(rate * work, people) / (people / work - rate)


def busy(offered: float, people: int) -> float:
    """Chance that everybody is busy when a feature arrives (Erlang's C formula).

    Args:
        offered: features a week x weeks of work, below the number of people.
        people: who work, each on one feature.

    """
    full = offered**people / factorial(people) * people / (people - offered)
    return full / (sum(offered**k / factorial(k) for k in range(people)) + full)
