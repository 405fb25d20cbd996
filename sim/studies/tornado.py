"""Every uncertain number at its low and its high end, on common worlds, and where the preferred model flips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Unpack

from scenarios.scenario import Scenario
from scenarios.variation.uncertain import Number
from scenarios.variation.variants import vary, vary_all
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import Difference
from sim.studies.asked import Ended, Paired
from sim.studies.cases import Case, How, Study, missing

FINE = 0.01
"""Width at which the search for a flip ends, as a share of the range."""


@dataclass(frozen=True)
class Flip:
    """Two neighbouring values of a number between which the mean paired difference changes its sign."""

    below: float
    above: float
    at_below: Difference
    at_above: Difference

    @property
    def value(self) -> float:
        """The value at which neither model is better: linear between the two."""
        rise = self.at_above.mean - self.at_below.mean
        return self.below - self.at_below.mean * (self.above - self.below) / rise if rise else self.below


@dataclass(frozen=True)
class Entry:
    """What one number does to the difference, everything else as in the scenario."""

    number: Number
    low: Difference
    """Paired difference with the number at its low end."""
    high: Difference
    """With the number at its high end."""
    base: Difference
    searched: bool
    """Whether the search for a flip was finished (an interrupt may end it)."""
    flip: Flip | None
    """Nearest to what the scenario holds; None = the same model is preferred at both ends and in the scenario."""

    @property
    def swing(self) -> float:
        """Largest less smallest mean difference of low end, scenario and high end, where the outcome exists."""
        means = [d.mean for d in (self.low, self.base, self.high) if d.n]
        return max(means) - min(means) if means else 0.0

    @property
    def decided(self) -> bool:
        """Whether, beyond the flip, the other model is clearly better at the end of the range."""
        if self.flip is None:
            return False
        end = self.high if self.number.base <= self.flip.below else self.low
        return end.decided

    @property
    def measured(self) -> bool:
        """Whether the outcome exists under both models at both ends and in the scenario."""
        return all(d.n for d in (self.low, self.base, self.high))


@dataclass(frozen=True)
class Sensitivity(Paired):
    """A tornado: numbers in the order of their swing."""

    base: Difference
    entries: tuple[Entry, ...]
    """Largest swing first; numbers without any effect come last, with a swing of zero."""
    ended: Ended = "replications"

    @property
    def replications(self) -> int:
        """Number of worlds."""
        return self.base.n

    def preferred(self, difference: Difference) -> str:
        """The model that is better on average; the first one when they are equal."""
        sign = 1 if OUTCOMES[self.outcome].better == "more" else -1
        return self.models[1] if sign * difference.mean > 0 else self.models[0]


@dataclass
class _Search:
    """Bisection of one number between two values with different signs."""

    number: Number
    below: float
    above: float
    known: dict[float, Difference]
    done: bool = False

    def middle(self) -> float | None:
        """The next value to try; None when the two are neighbours."""
        if self.number.whole:
            middle = float((self.below + self.above) // 2)
            return middle if self.below < middle < self.above else None
        wide = self.above - self.below > FINE * (self.number.high - self.number.low)
        return (self.below + self.above) / 2 if wide else None

    def learn(self, value: float, difference: Difference) -> None:
        """Keep the half in which the sign changes."""
        self.known[value] = difference
        if _sign(difference) == _sign(self.known[self.below]):
            self.below = value
        else:
            self.above = value


def _sign(difference: Difference) -> bool:
    return difference.mean > 0


@dataclass
class _Tornado:
    """The study while it runs."""

    scenario: Scenario
    numbers: Sequence[Number]
    models: tuple[str, str]
    outcome: str
    worlds: int
    study: Study
    cases: dict[tuple[str, float], Case] = field(default_factory=dict)

    def case(self, number: Number, value: float) -> Case:
        """The scenario with one number changed."""
        key = (number.id, value)
        if key not in self.cases:
            scenario = self.scenario if value == number.base else vary(self.scenario, number.changes(value))
            self.cases[key] = Case(scenario, self.models)
        return self.cases[key]

    def ends(self) -> list[Case]:
        """Every number at its low and its high end.

        Raises:
            ScenarioError: with every fault of every end.

        """
        keys = [(number, end) for number in self.numbers for end in (number.low, number.high)]
        changes = [{} if end == number.base else number.changes(end) for number, end in keys]
        for (number, end), found in zip(keys, vary_all(self.scenario, changes), strict=True):
            self.cases[number.id, end] = Case(found, self.models)
        return [self.cases[number.id, end] for number, end in keys]

    def difference(self, case: Case, worlds: int) -> Difference:
        """Second less first."""
        return self.study.outcomes(case, worlds).difference(self.outcome, self.models[1], self.models[0])

    def searches(self, worlds: int) -> list[_Search]:
        """Numbers whose difference changes its sign between low end, scenario and high end."""
        found = []
        for number in self.numbers:
            values = sorted({number.low, number.base, number.high})
            known = {value: self.difference(self.case(number, value), worlds) for value in values}
            clear = [value for value in values if known[value].n and known[value].mean]
            changes = [(a, b) for a, b in pairwise(clear) if _sign(known[a]) != _sign(known[b])]
            if changes:
                below, above = min(changes, key=lambda pair: min(abs(v - number.base) for v in pair))
                found.append(_Search(number, below, above, known))
        return found

    def bisect(self, searches: Sequence[_Search]) -> None:
        """All searches side by side, one step of each at a time, so that workers are kept busy."""
        while any(not search.done for search in searches):
            steps: list[tuple[_Search, float, Case]] = []
            for search in searches:
                middle = search.middle()
                search.done = middle is None
                if middle is not None:
                    steps.append((search, middle, self.case(search.number, middle)))
            self.study.prepare([case for _, _, case in steps], self.worlds)
            for search, middle, case in steps:
                search.learn(middle, self.difference(case, self.worlds))


def sensitivity(
    scenario: Scenario,
    numbers: Sequence[Number],
    models: tuple[str, str],
    *,
    outcome: str = "npv",
    replications: int = 60,
    **how: Unpack[How],
) -> Sensitivity:
    """Vary one number at a time over its range and look for the value at which the preferred model flips.

    Flips are looked for where the sign of the mean paired difference is not the same at the low end, in the
    scenario and at the high end, by bisection on the same worlds, to a hundredth of the range. A difference that
    changes its sign twice between two of these is not found. No difference at all (exactly zero) is no preference,
    so nothing flips there.

    Args:
        scenario: the portfolio and its funding models.
        numbers: what is uncertain, see ``scenarios.variation.uncertain``.
        models: first and second: the difference is second less first.
        outcome: name out of ``OUTCOMES`` with a better direction.
        replications: number of worlds.
        **how: seed, pool, rules and progress, see ``How``.

    Raises:
        KeyError: an unknown model or outcome.
        ValueError: an outcome for which no direction is better, or that exists in no world.
        ScenarioError: a range that does not fit the scenario.
        KeyboardInterrupt: interrupted before every number had its first worlds; later ones return what is there.

    """
    if OUTCOMES[outcome].better == "neither":
        raise ValueError(f"{outcome} has no better direction, so no model is preferred by it")
    study = Study(**how)
    tornado = _Tornado(scenario, numbers, models, outcome, replications, study)
    base = Case(scenario, models)
    ends = tornado.ends()
    ended: Ended = "replications"
    searches: list[_Search] = []
    try:
        study.prepare([base, *ends], replications)
        searches = tornado.searches(replications)
        tornado.bisect(searches)
    except KeyboardInterrupt:
        ended = "interrupted"
    worlds = study.common([base, *ends], replications)
    found = {search.number.id: search for search in searches}
    started = worlds == replications
    middle = tornado.difference(base, worlds)
    if not middle.n:
        raise ValueError(missing(outcome, models))
    entries = [
        Entry(
            number=number,
            low=tornado.difference(tornado.case(number, number.low), worlds),
            high=tornado.difference(tornado.case(number, number.high), worlds),
            base=middle,
            searched=started and (number.id not in found or found[number.id].done),
            flip=_flip(found.get(number.id)),
        )
        for number in numbers
    ]
    entries.sort(key=lambda entry: -entry.swing)
    return Sensitivity(scenario, study.seed, models, outcome, middle, tuple(entries), ended)


def _flip(search: _Search | None) -> Flip | None:
    if search is None or not search.done:
        return None
    return Flip(search.below, search.above, search.known[search.below], search.known[search.above])
