"""How sure each pick is: the plan solved again over sampled values and costs, and how often each MMP is chosen."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Literal

import numpy as np

from optimiser.candidates import Candidate
from optimiser.data import Data
from optimiser.improvement import improve
from optimiser.packing import Packing
from optimiser.program import build
from optimiser.sampled_futures import Doubt, Futures, Split, sample, splits
from optimiser.solving import Effort, solve
from scenarios.scenario import Scenario

Verdict = Literal["always", "mostly", "toss-up", "rarely", "never"]
ALWAYS, MOSTLY, RARELY, NEVER = 0.95, 2 / 3, 1 / 3, 0.05
"""From 95 % on an MMP is always picked, from two thirds on mostly, up to 5 % never, up to one third rarely, else it
is a toss-up."""


@dataclass(frozen=True)
class Pick:
    """How often one MMP is picked."""

    id: str
    label: str
    share: float
    low: float
    """95 % interval of the share (Wilson 1927)."""
    high: float
    chosen: bool
    """Whether it is in the plan for the stated figures."""

    @property
    def verdict(self) -> Verdict:
        """The share in a word."""
        if self.share >= ALWAYS:
            return "always"
        if self.share <= NEVER:
            return "never"
        if self.share >= MOSTLY:
            return "mostly"
        return "rarely" if self.share <= RARELY else "toss-up"


@dataclass(frozen=True)
class Robustness:
    """Pick frequencies, and what knowing the figures would be worth."""

    picks: tuple[Pick, ...]
    """By share, the surest first."""
    solved: int
    """Futures that were solved."""
    regret: float | None
    """Mean value the plan leaves behind against the best plan of each future in which it keeps every limit, in
    currency; None when it keeps them in none."""
    kept: float
    """Share of futures in which the plan keeps every limit."""


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share."""
    z = 1.959964
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    return max(0.0, middle - half), min(1.0, middle + half)


def robustness(
    scenario: Scenario,
    data: Data,
    starts: dict[str, int],
    doubt: Doubt,
    *,
    samples: int = 50,
    seed: int = 1,
    effort: Effort | None = None,
    seconds: float = 120.0,
    progress: Callable[[int], None] | None = None,
) -> Robustness | None:
    """Solve the problem in every sampled future (value given success, cost and work) and count the picks.

    ``seconds`` limits the whole: futures not reached are left out. None when none was solved.
    """
    effort = effort or Effort(gap=0.005, seconds=10.0)
    futures = sample(scenario, doubt, samples, seed)
    parts = splits(scenario, data)
    deadline = perf_counter() + seconds
    hits: Counter[str] = Counter()
    solved = kept = 0
    regrets = []
    for s in range(samples):
        left = deadline - perf_counter()
        if left <= 0.05 or effort.stop.is_set():
            break
        problem = future(data, futures, parts, s)
        fits = Packing(problem).keeps(starts)
        answer = solve(build(problem), replace(effort, seconds=min(effort.seconds, left)), starts if fits else None)
        if answer.starts is None:
            continue
        found = improve(problem, answer.starts, trials=200)
        solved += 1
        kept += fits
        hits.update(found.keys())
        if fits:
            regrets.append(max(0.0, problem.value(found) - problem.value(starts)))
        if progress is not None:
            progress(s + 1)
    if not solved:
        return None
    picks = [
        Pick(c.id, c.label, hits[c.id] / solved, *wilson(hits[c.id], solved), c.id in starts)
        for c in data.candidates
    ]
    picks.sort(key=lambda pick: (-pick.share, pick.id))
    return Robustness(tuple(picks), solved, float(np.mean(regrets)) if regrets else None, kept / solved)


def future(data: Data, futures: Futures, parts: dict[tuple[str, int], Split], s: int) -> Data:
    """The planning problem as it looks when the figures of one future are known (success is not)."""

    def known(candidate: Candidate) -> Candidate:
        value, cost = float(futures.estimate[candidate.id][s]), float(futures.cost[candidate.id][s])

        def worth(start: int) -> float:
            part = parts[candidate.id, start]
            return value * part.benefit - part.penalty - cost * part.cost

        def times(amounts: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
            return {stream: tuple(cost * amount for amount in row) for stream, row in amounts.items()}

        return replace(
            candidate,
            money=times(candidate.money),
            purses=times(candidate.purses),
            running=tuple(cost * amount for amount in candidate.running),
            use=times(candidate.use),
            value={start: worth(start) for start in candidate.value},
        )

    return replace(data, candidates=tuple(known(candidate) for candidate in data.candidates))
