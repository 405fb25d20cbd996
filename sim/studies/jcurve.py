"""The J-curve of a change of funding model: what it has brought week by week, against staying as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.funding.timetables import timetable
from sim.outcomes.statistics import Difference, mean_interval
from sim.world.blueprint import Blueprint

if TYPE_CHECKING:
    from scenarios.language.funding_model import FundingModel
    from sim.arrays import Floats
    from sim.studies.comparison import Comparison

MONTHS = 12 / WEEKS_PER_YEAR
"""Months in a week."""


@dataclass(frozen=True)
class Point:
    """A week of the mean curve, with the 95 % interval of its mean; currency."""

    week: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class JCurve:
    """Discounted net value of a change less that of staying, in the same worlds."""

    change: str
    stay: str
    starts: float
    """Week in which the first value stream changes over."""
    ends: float | None
    """Week in which the change is abandoned; none = it is kept, or abandoned after the last quarter."""
    curves: Floats
    """Difference at the end of week 0, 1...: shape (worlds, weeks + 1), currency."""
    trough: Point | None
    """Lowest point of the mean curve; none = the mean is never below zero."""
    break_even: int | None
    """Week from which on the mean curve stays at or above zero; none = it ends below."""
    recovered: Floats
    """The same week in each world that ends at or above zero, after having been below: shape (n,)."""
    share: float
    """Share of worlds that end at or above zero."""
    total: Difference
    """Difference in net present value."""

    @property
    def mean(self) -> Floats:
        """Mean of the worlds at the end of each week: shape (weeks + 1,), currency."""
        return np.asarray(self.curves.mean(axis=0))


def month(week: float) -> int:
    """Month of the study (1-based) in which a week ends; twelve to a year of 52 weeks."""
    return max(1, int(np.ceil(week * MONTHS - 1e-9)))


def jcurves(comparison: Comparison) -> list[JCurve]:
    """A curve for each compared model whose rules change, where its old rules are compared as well."""
    models = comparison.scenario.funding_models
    pairs = [(name, staying(comparison, models[name])) for name in comparison.models]
    if all(stay is None for _, stay in pairs):
        return []
    blueprint = Blueprint(comparison.scenario)
    found = [_jcurve(comparison, blueprint, name, stay) for name, stay in pairs if stay is not None]
    return [curve for curve in found if curve is not None]


def staying(comparison: Comparison, model: FundingModel) -> str | None:
    """The compared model with the rules that a changing one starts from; none = it is not compared."""
    if model.transition is None:
        return None
    for name in comparison.models:
        other = comparison.scenario.funding_models[name]
        if other.transition is None and (other.settings, other.streams) == (model.settings, model.streams):
            return name
    return None


def _jcurve(comparison: Comparison, blueprint: Blueprint, change: str, stay: str) -> JCurve | None:
    models = comparison.models
    table = timetable(comparison.scenario.funding_models[change], blueprint)
    weeks = [s.week for s in table.switches] + [start for slow in table.slow for start, _, _ in slow]
    if not weeks:
        return None
    start = table.start
    back = [s.week for s in table.switches if s.rules == start[s.stream]]
    curves = comparison.cumulative[:, models.index(change)] - comparison.cumulative[:, models.index(stay)]
    mean = curves.mean(axis=0)
    week = int(mean.argmin())
    trough = None
    if mean[week] < 0:
        low, middle, high = mean_interval(curves[:, week])
        trough = Point(week, middle, float(low), float(high))
    ends = [_recovery(curve) for curve in curves]
    return JCurve(
        change=change,
        stay=stay,
        starts=min(weeks),
        ends=min(back, default=None),
        curves=curves,
        trough=trough,
        break_even=_recovery(mean),
        recovered=np.array([end for end in ends if end], dtype=np.float64),
        share=sum(end is not None for end in ends) / len(ends),
        total=comparison.difference("npv", change, stay),
    )


def _recovery(curve: Floats) -> int | None:
    """Week from which on a curve stays at or above zero (0: always); none = it ends below."""
    below = np.nonzero(curve < 0)[0]
    if not len(below):
        return 0
    last = int(below[-1])
    return None if last == len(curve) - 1 else last + 1


def abandoned(comparison: Comparison, curves: list[JCurve]) -> list[tuple[JCurve, JCurve, Difference]]:
    """(abandoned, kept, abandoned - kept) for every change that is compared both ways."""
    return [
        (one, other, comparison.difference("npv", one.change, other.change))
        for one in curves
        for other in curves
        if _without(comparison, one, "abandon_after_months") == _without(comparison, other, "abandon_after_months")
        and _months(comparison, one) is not None
        and _months(comparison, other) is None
    ]


def delayed(comparison: Comparison, curves: list[JCurve]) -> list[tuple[JCurve, JCurve, Difference]]:
    """(later, earlier, later - earlier) for changes that differ only in the quarter in which they begin."""
    return [
        (one, other, comparison.difference("npv", one.change, other.change))
        for one in curves
        for other in curves
        if one.starts > other.starts
        and _without(comparison, one, "from_quarter") == _without(comparison, other, "from_quarter")
    ]


def _months(comparison: Comparison, curve: JCurve) -> int | None:
    transition = comparison.scenario.funding_models[curve.change].transition
    return transition.abandon_after_months if transition is not None else None


def _without(comparison: Comparison, curve: JCurve, setting: str) -> tuple[object, ...]:
    """Everything about a change but one setting."""
    model = comparison.scenario.funding_models[curve.change]
    assert model.transition is not None
    rest = {key: value for key, value in model.transition.model_dump().items() if key != setting}
    return model.settings, tuple(model.streams.items()), repr(rest)
