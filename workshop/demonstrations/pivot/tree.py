"""Keep, pivot or stop as a decision tree: what is expected of each way, and every leaf with its chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

KEEP, PIVOT, STOP = "keep", "pivot", "stop"
"""Ways on after what users have said."""
FINISH = "finish"
"""The rule of those who always go on; the others are ``stop`` (keep or stop) and ``pivot`` (any of the three)."""

Leaf = tuple[float, float]
"""Chance, and value: what is earned less what is spent, in currency."""


@dataclass(frozen=True)
class Bet:
    """An idea of which a first part is built, judged by users, and then kept, pivoted or stopped."""

    features: int
    first: int
    """Features that users judge."""
    cost: float
    """Of a feature."""
    value: float
    """What a winner brings."""
    chance: float
    """Of success."""
    right: float
    """Share of the users' judgements that are right, of winners and of losers alike."""
    keeps: float
    """Share of the features done that a pivot keeps."""
    again: float
    """Chance of success after a pivot."""
    beat: int = 2
    """Features that are built between two decisions."""

    def believed(self, chance: float, good: bool) -> float:
        """Chance of success after what users have said (Bayes' rule)."""
        right, wrong = (self.right, 1 - self.right) if good else (1 - self.right, self.right)
        return chance * right / (chance * right + (1 - chance) * wrong)

    @property
    def bad(self) -> float:
        """Chance that users do not like the first part."""
        return self._says(self.chance, good=False)

    @property
    def left(self) -> int:
        """Features to build when it is kept."""
        return self.features - self.first

    @property
    def anew(self) -> int:
        """Features to build when it is pivoted."""
        return self.features - int(self.keeps * self.first + 1e-9)

    def judged(self, good: bool) -> dict[str, float]:
        """What is expected from now on of each open way, as if it were finished; good ideas are not pivoted.

        A pivot pays more than keeping where what the evidence has taken from the chance is worth more than what is
        thrown away: (again - believed) x value > cost x (anew - left).
        """
        believed = self.believed(self.chance, good)
        ways = {KEEP: believed * self.value - self.left * self.cost, STOP: 0.0}
        if not good:
            ways[PIVOT] = self.again * self.value - self.anew * self.cost
        return ways

    def way(self, rule: str, good: bool = False) -> str:
        """The way that a rule takes."""
        if rule == FINISH:
            return KEEP
        ways = {way: worth for way, worth in self.judged(good).items() if rule == PIVOT or way != PIVOT}
        return max(ways, key=ways.__getitem__)

    def leaves(self, way: str, good: bool = False) -> list[Leaf]:
        """What may come from now on of a way that is taken."""
        if way == STOP:
            return [(1.0, 0.0)]
        if way == KEEP:
            believed, spent = self.believed(self.chance, good), self.left * self.cost
            return [(believed, self.value - spent), (1 - believed, -spent)]
        return self._turned()

    def of_rule(self, rule: str) -> list[Leaf]:
        """Every leaf of the whole tree under a rule."""
        return [
            (chance * p, value - self.first * self.cost)
            for good, chance in ((True, 1 - self.bad), (False, self.bad))
            for p, value in self.leaves(self.way(rule, good), good)
        ]

    def gain(self) -> list[Leaf]:
        """Value of an idea with the option to pivot less that without it, in the same luck."""
        way = self.way(PIVOT)
        if way != PIVOT:
            return [(1.0, 0.0)]
        pairs = [
            (self.bad * p * q, more - less)
            for p, more in self.leaves(PIVOT)
            for q, less in self.leaves(self.way(STOP))
        ]
        return [(1 - self.bad, 0.0), *pairs]

    def best(self) -> float:
        """Value of the tree rolled back: whatever is worth most at every fork, later forks included."""
        bad = max(mean(self.leaves(way)) for way in (KEEP, PIVOT, STOP))
        good = max(mean(self.leaves(way, True)) for way in (KEEP, STOP))
        return self.bad * bad + (1 - self.bad) * good - self.first * self.cost

    def _turned(self) -> list[Leaf]:
        """After a pivot users say what they think of the same share of the new work: go on, or stop."""
        part = math.ceil(self.first / self.features * self.anew - 1e-9)
        seen = min(self.anew, self.beat * math.ceil(part / self.beat))
        rest = self.anew - seen
        found: list[Leaf] = []
        for good in (True, False):
            says, believed = self._says(self.again, good), self.believed(self.again, good)
            if believed * self.value >= rest * self.cost:
                spent = self.anew * self.cost
                found += [(says * believed, self.value - spent), (says * (1 - believed), -spent)]
            else:
                found.append((says, -seen * self.cost))
        return found

    def _says(self, chance: float, good: bool) -> float:
        """Chance that users say so."""
        share = chance * self.right + (1 - chance) * (1 - self.right)
        return share if good else 1 - share


def mean(leaves: list[Leaf]) -> float:
    """Expected value."""
    return sum(chance * value for chance, value in leaves)


def spread(leaves: list[Leaf]) -> float:
    """Standard deviation of the value."""
    middle = mean(leaves)
    return math.sqrt(sum(chance * (value - middle) ** 2 for chance, value in leaves))
