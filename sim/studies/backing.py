"""What stands behind a comparison: a fair opponent, and how much of the difference rests on assumptions.

Both run in the worlds of the comparison itself. The fair opponent is a well-run project office: what it gains over
project funding as it is usually done needs no change of funding model. What rests on settings of grade D
(assumptions) is what the difference loses when the second model takes these settings from the first one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np

from scenarios.language.funding_model import FundingModel, marked
from scenarios.quantities.presets import funding_presets
from scenarios.scenario import Scenario
from sim.arrays import Floats
from sim.outcomes.statistics import Difference, paired_difference
from sim.studies.asides import Aside, NetValue
from sim.studies.asked import Asked
from sim.studies.comparison import Comparison, How, compare_beside
from sim.studies.release_price import ReleasePrice, price_of, release_price, small_releases

FAIR = "well_run_projects"
"""Name of the funding model, or of the preset, that is a fair opponent."""
PRICE_WORLDS = 50
"""Most worlds in which the price of a release is measured, which takes four simulations each."""
ASSUMED = "D"
"""Grade of an assumption."""


@dataclass(frozen=True)
class Ladder(Asked):
    """First model, fair opponent, second model, in the same worlds."""

    models: tuple[str, str, str]
    npv: Floats
    """Net present value: shape (worlds, 3), currency."""

    def values(self, model: str) -> Floats:
        """Net present value under one model in every world: shape (worlds,)."""
        return np.asarray(self.npv[:, self.models.index(model)])

    def difference(self, a: str, b: str) -> Difference:
        """Paired difference a - b in net present value."""
        return paired_difference("npv", "more", (a, b), self.values(a), self.values(b))


@dataclass(frozen=True)
class Backing:
    """Ladder and evidence of one comparison of two models, first and second."""

    ladder: Ladder | None
    """None where the fair opponent is one of the models."""
    without: Difference | None
    """Second less first in net present value when the second takes every assumed setting from the first; None where
    the models differ in no such setting."""
    assumed: tuple[tuple[str, object, object], ...]
    """Settings of grade D in which they differ: (key, in the first, in the second)."""
    own: tuple[str, ...]
    """Settings in which they differ because the scenario says so: their grade is the scenario's own."""
    price: ReleasePrice | None
    """What a release may cost until the second model gains nothing from small ones; None where it releases whole
    projects."""

    def resting(self, difference: Difference) -> float | None:
        """Part of the mean difference that rests on assumed settings, in currency; below 0 it favours the first."""
        return None if self.without is None else difference.mean - self.without.mean


def grades(model: FundingModel) -> dict[str, str]:
    """Evidence grade of each setting: that of the preset where it has the preset's value, otherwise empty."""
    settings = [name for names in marked(type(model)).values() for name in names]
    presets = {name: model.source_of(name) for name in settings}
    return {name: preset.grade if preset is not None else "" for name, preset in presets.items()}


def assumed_settings(
    first: FundingModel, second: FundingModel
) -> tuple[tuple[tuple[str, object, object], ...], tuple[str, ...]]:
    """Settings in which two models differ: of which one side is an assumption, and which the scenario sets itself.

    Returns:
        (key, value in the first, value in the second) of grade D; keys that the scenario sets itself.

    """
    ours, theirs = grades(first), grades(second)
    differing = [name for name in ours if getattr(first, name) != getattr(second, name)]
    own = tuple(name for name in differing if "" in (ours[name], theirs[name]))
    found = tuple(
        (name, getattr(first, name), getattr(second, name))
        for name in differing
        if name not in own and ASSUMED in (ours[name], theirs[name])
    )
    return found, own


def fair_opponent(scenario: Scenario) -> FundingModel | None:
    """The well-run project office: the scenario's own, otherwise the preset; None where there is none."""
    if FAIR in scenario.funding_models:
        return scenario.funding_models[FAIR]
    return FundingModel.model_validate({"base": FAIR}) if FAIR in funding_presets() else None


def compare_backed(
    scenario: Scenario, models: tuple[str, str], beside: Sequence[Aside] = (), **how: Unpack[How]
) -> tuple[Comparison, Backing | None, tuple[Floats, ...]]:
    """Compare two models, and run in the same worlds whatever stands behind the answer.

    Args:
        scenario: the portfolio and its funding models.
        models: first and second.
        beside: what else is asked in passing.
        **how: as in ``compare``.

    Returns:
        The comparison, its backing, and the answers to what else was asked, each of shape (worlds, numbers); no
        backing and no answers when it was interrupted.

    Raises:
        KeyError: an unknown model.
        ScenarioError: the scenario cannot be simulated.
        PoolError: the pool cannot be used.
        KeyboardInterrupt: interrupted before the first worlds were finished.

    """
    first, second = (scenario.funding_models[name] for name in models)
    assumed, own = assumed_settings(first, second)
    asides: dict[str, Aside] = {}
    fair = fair_opponent(scenario)
    if fair is not None and all(fair.settings != model.settings for model in (first, second)):
        asides["fair"] = NetValue(fair)
    if assumed:
        asides["twin"] = NetValue(second.model_copy(update={name: value for name, value, _ in assumed}))
    small = small_releases(second, 1, PRICE_WORLDS) if second.release_unit == "mmp" else None
    if small is not None:
        asides["price"] = small
    comparison, answers = compare_beside(scenario, models, (*asides.values(), *beside), **how)
    if comparison.ended == "interrupted":
        return comparison, None, ()
    found = dict(zip(asides, answers, strict=False))
    npv = [comparison.values("npv", name) for name in models]
    ladder = without = price = None
    if fair is not None and "fair" in found:
        name = _free(FAIR, scenario, fair)
        wide = scenario.replace(funding_models={**scenario.funding_models, name: fair})
        steps = np.column_stack([npv[0], found["fair"][:, 0], npv[1]])
        ladder = Ladder(wide, comparison.seed, (models[0], name, models[1]), steps)
    if "twin" in found:
        names = (_free("assumptions_equal", scenario, None), models[0])
        without = paired_difference("npv", "more", names, found["twin"][:, 0], npv[0])
    if "price" in found:
        price = price_of(models[1], scenario.currency, found["price"])
    elif second.release_unit == "mmp":
        rest: How = {
            "replications": min(PRICE_WORLDS, comparison.replications),
            "seed": comparison.seed,
            "pool": how.get("pool"),
            "selections": how.get("selections"),
        }
        price = release_price(scenario, models[1], **rest)
    return comparison, Backing(ladder, without, assumed, own, price), answers[len(asides) :]


def _free(name: str, scenario: Scenario, model: FundingModel | None) -> str:
    """A name that the scenario does not use for another model."""
    while name in scenario.funding_models and scenario.funding_models[name] is not model:
        name += "_"
    return name
