"""How far the answer rests on assumptions: every uncertain number drawn jointly from its range, again and again.

A set of assumptions is one draw of all uncertain numbers. Half of the draws of a number lie below what the scenario
holds and half above, evenly on either side, so that the scenario is the middle. Sets come from a scrambled Sobol
sequence (``scipy.stats.qmc``), and every set has worlds of its own, so that luck is not the same in all of them.
What luck adds to the spread of the sets is known from the worlds within a set and taken out.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scenarios.faults import ScenarioError
from scenarios.scenario import Scenario
from scenarios.variation.uncertain_number import Number
from scenarios.variation.variants import vary
from sim.arrays import Floats
from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from sim.outcomes.measures import OUTCOMES
from sim.studies.asked import Ended, Paired
from sim.studies.cases import Progress, Rules, block_task, missing, no_rules, run_block
from sim.studies.variance_shares import Shares, variance_shares
from sim.studies.winning_region import Region, winning_region

SETS = 512
"""Sets of assumptions unless asked otherwise; powers of two suit the sequence best."""
WORLDS = 2
"""Worlds in each set unless asked otherwise."""
LEADING = 8
"""Numbers with the largest shares among which a region is looked for."""


@dataclass(frozen=True)
class Assumptions(Paired):
    """The difference between two funding models over many sets of assumptions."""

    numbers: tuple[Number, ...]
    """What is uncertain, with its range."""
    together: tuple[tuple[int, ...], ...]
    """Groups of numbers (indices) that stand at the same place of their ranges in every set."""
    positions: Floats
    """Where in its range each number stood: shape (sets, numbers), 0 to 1; 0.5 is what the scenario holds, unless
    that is an end of the range."""
    values: Floats
    """Outcome under both models in every world: shape (sets, worlds, 2)."""
    ended: Ended = "replications"

    @property
    def sets(self) -> int:
        """Number of finished sets."""
        return len(self.values)

    @property
    def worlds(self) -> int:
        """Worlds in each set."""
        return int(self.values.shape[1])

    @property
    def replications(self) -> int:
        """Worlds of all sets together."""
        return self.sets * self.worlds

    @cached_property
    def means(self) -> Floats:
        """Mean difference of each set, luck included: shape (sets,)."""
        return np.asarray((self.values[:, :, 1] - self.values[:, :, 0]).mean(axis=1))

    @cached_property
    def luck(self) -> float:
        """Variance that luck adds to the mean of a set: variance within sets / worlds; in squared units."""
        differences = self.values[:, :, 1] - self.values[:, :, 0]
        return float(differences.var(axis=1, ddof=1).mean()) / self.worlds

    @cached_property
    def expected(self) -> Floats:
        """Difference of each set with luck taken out as far as it is known: shape (sets,).

        Set means are drawn towards their mean so that their variance is the one without luck (the shrinkage of
        Louis, JASA 79, 1984, whose histogram has the right width). All equal when all of the spread may be luck.
        """
        total = float(self.means.var(ddof=1)) if self.sets > 1 else 0.0
        keep = max(0.0, total - self.luck) / total if total > 0 else 0.0
        return np.asarray(self.means.mean() + np.sqrt(keep) * (self.means - self.means.mean()))

    @property
    def quantiles(self) -> tuple[float, float, float]:
        """P10, P50, P90 of the difference over sets of assumptions, without luck."""
        p10, p50, p90 = np.quantile(self.expected, (0.1, 0.5, 0.9))
        return float(p10), float(p50), float(p90)

    @property
    def better(self) -> Floats:
        """The difference of each set, positive where the second model is the better one: shape (sets,)."""
        return np.asarray(self.expected * (1 if OUTCOMES[self.outcome].better == "more" else -1))

    @property
    def wins(self) -> int:
        """Sets in which the second model is better."""
        return int((self.better > 0).sum())

    @property
    def preferred(self) -> str:
        """The model that wins in more sets; the first one when both win equally often."""
        return self.models[1] if 2 * self.wins > self.sets else self.models[0]

    @cached_property
    def shares(self) -> Shares | None:
        """What explains the spread; numbers that move together count as their first. None = not enough data."""
        return variance_shares(self._free, self.means, self.luck)

    @cached_property
    def region(self) -> Region | None:
        """Where the model that is not preferred mostly wins; None when no few numbers say so."""
        if self.shares is None:
            return None
        wins = self.better < 0 if self.preferred == self.models[1] else self.better > 0
        return winning_region(self._free, wins, [share.number for share in self.shares.shares[:LEADING]])

    @property
    def _free(self) -> Floats:
        """Positions; of numbers that move together only the first varies."""
        free = self.positions.copy()
        for group in self.together:
            free[:, group[1:]] = 0.5
        return free


def value_at(number: Number, position: float) -> float:
    """The value at a position (0 to 1) of a number's range; whole numbers are rounded to the nearest."""
    low, base, high = number.low, number.base, number.high
    if low < base < high:
        value = low + 2 * position * (base - low) if position < 0.5 else base + (2 * position - 1) * (high - base)
    else:
        value = low + position * (high - low)
    return float(round(value)) if number.whole else value


def draw_assumptions(
    scenario: Scenario,
    numbers: Sequence[Number],
    models: tuple[str, str],
    *,
    outcome: str = "npv",
    sets: int = SETS,
    worlds: int = WORLDS,
    seed: int = 1,
    together: Sequence[Sequence[str]] = (),
    pool: Pool | None = None,
    rules: Rules = no_rules,
    progress: Progress | None = None,
) -> Assumptions:
    """Draw all uncertain numbers jointly, and compare two funding models under each set of assumptions.

    Args:
        scenario: the portfolio and its funding models.
        numbers: what is uncertain, see ``scenarios.variation.uncertain``.
        models: first and second: the difference is second less first.
        outcome: name out of ``OUTCOMES`` with a better direction.
        sets: sets of assumptions, at least 2.
        worlds: worlds in each set, at least 2; set k has the worlds k * worlds and following.
        seed: seed of the worlds and of the draws.
        together: groups of numbers, by id, that are wrong in the same direction at the same time.
        pool: where to run.
        rules: selection rules that the simulator does not have.
        progress: called with the finished and the planned number of simulations.

    Raises:
        KeyError: an unknown model, outcome or number.
        ValueError: an outcome without a better direction, or that does not exist in every world.
        ScenarioError: numbers that do not fit the scenario together; says which set.
        KeyboardInterrupt: interrupted before two sets were finished; later ones return what is there.

    """
    if OUTCOMES[outcome].better == "neither":
        raise ValueError(f"{outcome} has no better direction, so no model is preferred by it")
    ids = [number.id for number in numbers]
    groups = tuple(tuple(ids.index(name) for name in group) for group in together)
    positions = _positions(sets, len(numbers), seed, groups)
    tasks = []
    for k, place in enumerate(positions):
        changes: dict[str, object] = {}
        for number, position in zip(numbers, place, strict=True):
            changes |= number.changes(value_at(number, float(position)))
        tasks.append(
            block_task(_varied(scenario, changes), models, seed, range(k * worlds, (k + 1) * worlds), rules)
        )
    place_of = list(OUTCOMES).index(outcome)
    found: list[Floats] = []
    ended: Ended = "replications"
    try:
        with closing(run_tasks(run_block, tasks, pool or Pool())) as parts:
            for part in parts:
                found.append(part[:, :, place_of])
                if progress is not None:
                    progress(len(found) * worlds * 2, sets * worlds * 2)
    except KeyboardInterrupt:
        if len(found) < 2:
            raise
        ended = "interrupted"
    values = np.stack(found)
    if np.isnan(values).any():
        raise ValueError(missing(outcome, models))
    return Assumptions(
        scenario, seed, models, outcome, tuple(numbers), groups, positions[: len(found)], values, ended
    )


def _varied(scenario: Scenario, changes: Mapping[str, object]) -> Scenario:
    try:
        return vary(scenario, changes)
    except ScenarioError as error:
        raise ScenarioError(
            fault.at(scenario.name, None, f"{fault.key} (numbers drawn together)") for fault in error.faults
        ) from None


def _positions(sets: int, numbers: int, seed: int, groups: Sequence[tuple[int, ...]]) -> Floats:
    """Shape (sets, numbers): a scrambled Sobol sequence; numbers of a group share the place of their first."""
    from scipy.stats import qmc  # late: it takes more than two seconds, which no other question should wait for

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # other than powers of two are less even, and allowed
        drawn = np.asarray(qmc.Sobol(numbers, rng=np.random.default_rng(seed)).random(sets))
    for group in groups:
        drawn[:, group] = drawn[:, group[:1]]
    return drawn
