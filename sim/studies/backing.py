"""What stands behind a comparison: a fair opponent, and how much of the difference rests on assumptions.

Both run in the worlds of the comparison itself. The fair opponent is a well-run project office: what it gains over
project funding as it is usually done needs no change of funding model. What rests on settings of grade D
(assumptions) is what the difference loses when the second model takes these settings from the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenarios.language.funding_model import FundingModel, marked
from scenarios.language.presets import funding_presets
from scenarios.scenario import Scenario
from sim.execution.pool import Pool
from sim.funding.selection_rules import Selection
from sim.outcomes.statistics import Difference
from sim.studies.comparison import Comparison, compare
from sim.studies.release_price import ReleasePrice, release_price

FAIR = "well_run_projects"
"""Name of the funding model, or of the preset, that is a fair opponent."""
PRICE_WORLDS = 50
"""Most worlds in which the price of a release is measured, which takes four simulations each."""
ASSUMED = "D"
"""Grade of an assumption."""


@dataclass(frozen=True)
class Backing:
    """Ladder and evidence of one comparison of two models, first and second."""

    ladder: Comparison | None
    """First model, fair opponent, second model, in the same worlds; None where the opponent is one of them."""
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


def back_up(
    comparison: Comparison,
    *,
    pool: Pool | None = None,
    selections: Mapping[str, Selection] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Backing:
    """Run in the worlds of a comparison of two models whatever stands behind its answer.

    Args:
        comparison: of two models, first and second.
        pool: where to run.
        selections: further selection rules by name.
        progress: called with the number of finished worlds.

    Returns:
        The backing; parts that need no run are there in any case.

    Raises:
        ValueError: the comparison has not two models.
        KeyboardInterrupt: interrupted before every world was finished: half a ladder is none.

    """
    if len(comparison.models) != 2:
        raise ValueError("a backing belongs to a comparison of two models")
    scenario, models = comparison.scenario, comparison.models
    first, second = (scenario.funding_models[name] for name in models)
    assumed, own = assumed_settings(first, second)
    further: dict[str, FundingModel] = {}
    fair = fair_opponent(scenario)
    fair_name = twin = None
    if fair is not None and all(fair.settings != model.settings for model in (first, second)):
        fair_name = _free(FAIR, scenario, fair)
        further[fair_name] = fair
    if assumed:
        twin = _free("assumptions_equal", scenario, None)
        further[twin] = second.model_copy(update={name: value for name, value, _ in assumed})
    wide = scenario.replace(funding_models={**scenario.funding_models, **further})
    if further:
        more = compare(
            wide,
            replications=comparison.replications,
            seed=comparison.seed,
            models=tuple(further),
            pool=pool,
            selections=selections,
            progress=progress,
        )
        if more.replications < comparison.replications:
            raise KeyboardInterrupt
        together = joined(comparison, more, wide)
        ladder = part_of(together, (models[0], fair_name, models[1]), wide) if fair_name else None
        without = together.difference("npv", twin, models[0]) if twin else None
    else:
        ladder = without = None
    price = None
    if second.release_unit == "mmp":
        worlds = min(PRICE_WORLDS, comparison.replications)
        price = release_price(
            scenario, models[1], replications=worlds, seed=comparison.seed, pool=pool, selections=selections
        )
    return Backing(ladder, without, assumed, own, price)


def joined(one: Comparison, other: Comparison, scenario: Scenario) -> Comparison:
    """Two comparisons of the same worlds as one of all their models."""
    return replace(
        one,
        scenario=scenario,
        models=(*one.models, *other.models),
        outcomes=np.concatenate([one.outcomes, other.outcomes], axis=1),
        cumulative=np.concatenate([one.cumulative, other.cumulative], axis=1),
        breakdown={
            table: np.concatenate([values, other.breakdown[table]], axis=1)
            for table, values in one.breakdown.items()
        },
        costs=np.concatenate([one.costs, other.costs]),
        kanban=np.concatenate([one.kanban, other.kanban]),
        lead_times=(*one.lead_times, *other.lead_times),
        features=np.concatenate([one.features, other.features], axis=1),
    )


def _free(name: str, scenario: Scenario, model: FundingModel | None) -> str:
    """A name that the scenario does not use for another model."""
    while name in scenario.funding_models and scenario.funding_models[name] is not model:
        name += "_"
    return name


def part_of(comparison: Comparison, models: Sequence[str], scenario: Scenario) -> Comparison:
    """The comparison of some of its models alone, as if the others had not been asked for."""
    places = [comparison.models.index(name) for name in models]
    at = np.array(places)
    return replace(
        comparison,
        scenario=scenario,
        models=tuple(models),
        outcomes=comparison.outcomes[:, at],
        cumulative=comparison.cumulative[:, at],
        breakdown={table: values[:, at] for table, values in comparison.breakdown.items()},
        costs=comparison.costs[at],
        kanban=comparison.kanban[at],
        lead_times=tuple(comparison.lead_times[place] for place in places),
        features=comparison.features[:, at],
    )
