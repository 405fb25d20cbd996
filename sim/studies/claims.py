"""Claims of the value-office literature as measured statements: definition, both models, interval, verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from scenarios.scenario import Scenario
from sim.arrays import Floats
from sim.outcomes.measures import OUTCOMES
from sim.studies.attribution import Estimate, estimate
from sim.studies.cases import Outcomes

Verdict = Literal["holds", "does not hold", "not decided", "does not arise"]
Unit = Literal["money", "share", "weeks", "days", "ratio"]
HALF = 0.5
"""Ratio to the first model at which something is halved."""
MOST = 0.95
"""Share of worlds that has to keep a rule before "every" is said of it."""
NEARLY = 0.9
"""Nine of ten: the share of ideas that is said to fail; of money, what counts as all of it."""


@dataclass(frozen=True)
class Lever:
    """The number that matters most for a claim, and the values at which it is tried."""

    words: str
    paths: tuple[str, ...]
    """Dotted paths (``scenarios.variation.paths``); {model} stands for the model the claim is made for."""
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Claim:
    """One statement about the second model of a pair (the value office) against the first."""

    id: str
    statement: str
    measure: str
    """What is measured, for people."""
    unit: Unit
    definition: str
    test: Literal["ratio", "difference", "level", "worlds"]
    """What is held against the limit: second / first model, second - first, the second model's mean, or the share
    of worlds in which its value is 1."""
    limit: float
    more: bool
    """Whether the claim is that it lies above the limit."""
    values: Callable[[Outcomes, str, Scenario], Floats]
    """Value in every world under one model, shape (worlds,)."""
    lever: Lever


@dataclass(frozen=True)
class Finding:
    """A claim, measured."""

    claim: Claim
    first: float
    """Mean under the first model over the worlds in which both have a value; NaN when there is none."""
    second: float
    difference: Estimate
    """Paired difference second - first."""
    ratio: Estimate
    """Ratio of the means second / first (see ``fieller``)."""
    effect: Estimate
    """What is held against the claim's limit."""
    verdict: Verdict


def _outcome(name: str) -> Callable[[Outcomes, str, Scenario], Floats]:
    return lambda found, model, _: found.of(name, model)


def _sunk(found: Outcomes, model: str, _: Scenario) -> Floats:
    return np.asarray(found.of("sunk_stopped", model) + found.of("sunk_valueless", model))


def _planning(found: Outcomes, model: str, scenario: Scenario) -> Floats:
    """Governance and business cases: their share of cost without support, times that cost."""
    support = scenario.budget.support_per_quarter * scenario.calendar.quarters
    return np.asarray(found.of("governance_share", model) * (found.of("cost", model) - support))


def _every_stream(found: Outcomes, model: str, scenario: Scenario) -> Floats:
    quarter = scenario.calendar.weeks_per_quarter
    return np.asarray(found.of("worst_gap_weeks", model) <= quarter + 1e-9, dtype=np.float64)


_SUCCESS = "mmps.*.success_probability"
_SIGNAL = ("uncertainty.evidence.sensitivity", "uncertainty.evidence.specificity")
_DATES = Lever("weeks between two release dates", ("value_streams.*.release_every_weeks",), (2, 4, 8, 13, 26, 52))

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "days_per_release", "Days per release are halved", "Days per release", "days",
        OUTCOMES["days_per_release"].definition, "ratio", HALF, False, _outcome("days_per_release"), _DATES,
    ),
    Claim(
        "cost_per_release", "Cost per release is halved", "Cost per release", "money",
        OUTCOMES["cost_per_release"].definition, "ratio", HALF, False, _outcome("cost_per_release"), _DATES,
    ),
    Claim(
        "three_months", "No stream goes more than three months without delivering user value",
        "Worlds in which every stream keeps to it", "share",
        "share of worlds in which no stream goes longer than a quarter between two releases that earn (start and "
        "end of the horizon count as such); holds when that is sure to be 95 % of worlds or more",
        "worlds", MOST, True, _every_stream,
        Lever("chance of success of every MMP", (_SUCCESS,), (0.3, 0.5, 0.7, 0.9, 1)),
    ),
    Claim(
        "realised", "More of the claimed benefits is realised", "Realised of claimed", "share",
        OUTCOMES["realised_share"].definition, "ratio", 1, True, _outcome("realised_share"),
        _DATES,
    ),
    Claim(
        "stopped", "Losers are stopped", "Losers stopped", "share",
        OUTCOMES["losers_stopped_share"].definition, "difference", 0, True, _outcome("losers_stopped_share"),
        Lever("right signals (sensitivity and specificity)", _SIGNAL, (0.5, 0.6, 0.7, 0.8, 0.9, 1)),
    ),
    Claim(
        "earlier", "Work on losers ends earlier", "Weeks of work on a loser", "weeks",
        OUTCOMES["loser_weeks"].definition, "ratio", 1, False, _outcome("loser_weeks"),
        Lever("weeks until a new team is formed", ("funding_models.{model}.formation_weeks",), (0, 6, 13, 26, 52)),
    ),
    Claim(
        "sunk", "Less money is sunk in losers", "Sunk in losers", "money",
        "work, direct cost and business cases of stopped MMPs and of released ones that earn nothing",
        "ratio", 1, False, _sunk,
        Lever("chance of success of every MMP", (_SUCCESS,), (0.1, 0.3, 0.5, 0.7, 0.9, 0.97)),
    ),
    Claim(
        "planning", "Planning and reviews cost less effort", "Governance and business cases", "money",
        "cost of funding rounds, of reviewing units and of business cases over the horizon",
        "ratio", 1, False, _planning,
        Lever(
            "cost of a round", ("funding_models.{model}.governance_per_round",),
            (20_000, 40_000, 80_000, 160_000, 320_000, 640_000),
        ),
    ),
    Claim(
        "load", "The load is sustainable", "Time above 90 % load", "share",
        OUTCOMES["overload_share"].definition, "ratio", 1, False, _outcome("overload_share"),
        Lever("MMPs in progress per stream", ("funding_models.{model}.mmp_wip_limit",), (1, 2, 3, 5, 8, None)),
    ),
    Claim(
        "nine_fail", "Nine of ten ideas fail", "Bets that fail", "share",
        OUTCOMES["failed_share"].definition + "; a matter of the scenario's chances of success, not of the model",
        "level", NEARLY, True, _outcome("failed_share"),
        Lever("chance of success of every MMP", (_SUCCESS,), (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)),
    ),
    Claim(
        "tenth_pays", "The tenth that succeeds best pays for all", "Cost covered by the best tenth", "ratio",
        OUTCOMES["best_tenth_cover"].definition, "level", 1, True, _outcome("best_tenth_cover"),
        Lever("chance of success of every MMP", (_SUCCESS,), (0.1, 0.3, 0.5, 0.7, 0.9)),
    ),
    Claim(
        "measured", "Every stream's money is spent on measured outcomes", "Spent on measured outcomes", "share",
        OUTCOMES["measured_share"].definition + "; holds when that is sure to be nine tenths or more",
        "level", NEARLY, True, _outcome("measured_share"),
        Lever("share of an MMP done when evidence shows", ("uncertainty.evidence.share",), (0.25, 0.5, 0.75, 1)),
    ),
)  # fmt: skip
"""The claims, in the order of the report. Sources: docs/claims.md."""


def fieller(first: Floats, second: Floats, confidence: float = 0.95) -> Estimate:
    """Ratio of the means of paired values, second / first, with Fieller's interval (Fieller 1954).

    The interval holds every ratio r for which the paired t test does not reject mean(second - r x first) = 0. So it
    excludes 1 exactly when the paired interval of the difference excludes zero. Where the first mean is not clear
    of zero these ratios are no interval; its ends are infinite then.
    """
    n = len(first)
    a, b = (float(x.mean()) if n else math.nan for x in (first, second))
    mean = b / a if n and a else math.nan
    if n < 2:
        return Estimate(mean, -math.inf, math.inf, n)
    t2 = float(special.stdtrit(n - 1, 0.5 + confidence / 2)) ** 2 / n
    (saa, sab), (_, sbb) = np.cov(first, second)
    qa, qb, qc = a * a - t2 * saa, a * b - t2 * sab, b * b - t2 * sbb
    if qa <= 0:
        return Estimate(mean, -math.inf, math.inf, n)
    root = math.sqrt(max(0.0, qb * qb - qa * qc)) / qa
    return Estimate(mean, float(qb / qa - root), float(qb / qa + root), n)


def share_interval(hits: int, n: int, confidence: float = 0.95) -> Estimate:
    """A share of worlds with its exact interval (Clopper and Pearson 1934)."""
    tail = (1 - confidence) / 2
    low = float(special.betaincinv(hits, n - hits + 1, tail)) if hits else 0.0
    high = float(special.betaincinv(hits + 1, n - hits, 1 - tail)) if hits < n else 1.0
    return Estimate(hits / n if n else math.nan, low, high, n)


def examine(claim: Claim, found: Outcomes, scenario: Scenario) -> Finding:
    """One claim in the worlds of a case with two models: the second is held against the first."""
    a, b = (claim.values(found, model, scenario) for model in found.models)
    both = ~(np.isnan(a) | np.isnan(b))
    a, b = a[both], b[both]
    difference, ratio = estimate(b - a), fieller(a, b)
    match claim.test:
        case "ratio":
            effect = ratio
        case "difference":
            effect = difference
        case "level":
            effect = estimate(b)
        case "worlds":
            effect = share_interval(int(b.sum()), len(b))
    first, second = (float(x.mean()) if len(x) else math.nan for x in (a, b))
    if claim.test == "ratio":  # second over first against the limit, whatever the sign of the first mean
        verdict = _verdict(claim, estimate(b - claim.limit * a), 0.0, nothing=first == second == 0)
    else:
        verdict = _verdict(claim, effect, claim.limit)
    return Finding(claim, first, second, difference, ratio, effect, verdict)


def _verdict(claim: Claim, effect: Estimate, limit: float, *, nothing: bool = False) -> Verdict:
    """What an interval says of a claim; ``nothing``: there is nothing under either model."""
    if not effect.n or nothing:
        return "does not arise"
    if effect.n < 2 or math.isnan(effect.mean):
        return "not decided"
    low, high = effect.low, effect.high
    if not claim.more:
        low, high, limit = -high, -low, -limit
    if claim.test in ("level", "worlds") or claim.limit == HALF:  # reaching the limit is enough
        return "holds" if low >= limit else "does not hold" if high < limit else "not decided"
    if low == high == limit:  # no difference in any world
        return "does not hold"
    return "holds" if low > limit else "does not hold" if high < limit else "not decided"


def examine_all(found: Outcomes, scenario: Scenario, claims: Sequence[Claim] = CLAIMS) -> list[Finding]:
    """Every claim in the worlds of a case with two models."""
    return [examine(claim, found, scenario) for claim in claims]
