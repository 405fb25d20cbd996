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
from sim.studies.comparison import Comparison, Precision, compare

FAIR = "well_run_projects"
"""Name of the funding model, or of the preset, that is a fair opponent."""
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

    def resting(self, difference: Difference) -> float | None:
        """Part of the mean difference that rests on assumed settings, in currency; below 0 it favours the first."""
        return None if self.without is None else difference.mean - self.without.mean


def grades(model: FundingModel) -> dict[str, str]:
    """Evidence grade of each setting: that of the preset where it has the preset's value, otherwise empty."""
    preset = funding_presets().get(model.base, {})
    settings = [name for names in marked(type(model)).values() for name in names]
    return {
        name: preset[name].grade if name in preset and getattr(model, name) == preset[name].value else ""
        for name in settings
    }


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


def compare_with_backing(
    scenario: Scenario,
    models: tuple[str, str],
    *,
    replications: int = 200,
    seed: int = 1,
    pool: Pool | None = None,
    precision: Precision | None = None,
    selections: Mapping[str, Selection] | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Comparison, Backing]:
    """Compare two models, and in the same worlds whatever stands behind the answer.

    Args:
        scenario: the portfolio and its funding models.
        models: first and second: the difference is second less first.
        replications: number of worlds; with ``precision`` the largest number.
        seed: seed of the worlds.
        pool: where to run.
        precision: stop earlier when precise enough.
        selections: further selection rules by name.
        progress: called with the number of finished worlds.

    Returns:
        The comparison, equal to that of ``compare``, and its backing.

    Raises:
        As ``compare`` does.

    """
    first, second = (scenario.funding_models[name] for name in models)
    assumed, own = assumed_settings(first, second)
    further: dict[str, FundingModel] = {}
    fair = fair_opponent(scenario)
    if fair is not None and all(fair.settings != model.settings for model in (first, second)):
        further[_free(FAIR, scenario, fair)] = fair
    twin = None
    if assumed:
        twin = _free("assumptions_equal", scenario, None)
        further[twin] = second.model_copy(update={name: value for name, value, _ in assumed})
    wide = scenario.replace(funding_models={**scenario.funding_models, **further})
    everything = compare(
        wide,
        replications=replications,
        seed=seed,
        models=(*models, *further),
        pool=pool,
        precision=precision,
        selections=selections,
        progress=progress,
    )
    fair_name = next((name for name in further if name != twin), None)
    return part_of(everything, models, scenario), Backing(
        ladder=part_of(everything, (models[0], fair_name, models[1]), wide) if fair_name else None,
        without=everything.difference("npv", twin, models[0]) if twin else None,
        assumed=assumed,
        own=own,
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
        costs=comparison.costs[at],
        kanban=comparison.kanban[at],
        lead_times=tuple(comparison.lead_times[place] for place in places),
        features=comparison.features[:, at],
    )
