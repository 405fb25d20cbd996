"""Ways from one funding model to another: as planned, a quarter and a year later, given up after a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report.shared.numbers_in_words import model_name
from scenarios.language.transition import Transition

if TYPE_CHECKING:
    from scenarios.language.funding_model import FundingModel
    from scenarios.scenario import Scenario

WAITS = ((1, "a quarter later"), (4, "a year later"))
"""Quarters that a change may wait, and their words."""
GIVEN_UP = 12
"""Months after which a change is given up."""


@dataclass(frozen=True)
class Ways:
    """A scenario with the ways among its funding models."""

    scenario: Scenario
    models: tuple[str, ...]
    """The model that is left, then the ways."""
    assumed: bool
    """Whether the change is the program's default, because the scenario describes none."""


def ways_between(scenario: Scenario, first: str, second: str) -> Ways | None:
    """Ways from the first model to the second; None where one of them is itself no plain set of rules."""
    models = scenario.funding_models
    stay = models[first]
    if stay.transition is not None or models[second].streams or models[second].transition is not None:
        return None
    kept = next((name for name, model in models.items() if _leads(model, stay, second)), None)
    goal = model_name(second, models[second].name)
    if kept is None:
        base = stay.replace(name=f"Change to {goal}", transition=Transition(to=second))
        key = _free("change", models)
    else:
        base, key = models[kept], kept
    assert base.transition is not None
    called = model_name(key, base.name)
    found = {key: base}
    for quarters, words in WAITS:
        later = base.transition.replace(
            from_quarter=base.transition.from_quarter + quarters,
            streams={name: quarter + quarters for name, quarter in base.transition.streams.items()},
        )
        found[_free(f"{key}_{quarters}_later", models)] = base.replace(name=f"{called}, {words}", transition=later)
    given_up = base.transition.replace(abandon_after_months=GIVEN_UP)
    name = f"{called}, given up after {GIVEN_UP} months"
    found[_free(f"{key}_given_up", models)] = base.replace(name=name, transition=given_up)
    return Ways(scenario.replace(funding_models=dict(models) | found), (first, *found), kept is None)


def _leads(model: FundingModel, stay: FundingModel, second: str) -> bool:
    change = model.transition
    same = (model.settings, model.streams) == (stay.settings, stay.streams)
    return same and change is not None and change.to == second and change.abandon_after_months is None


def _free(name: str, taken: dict[str, FundingModel]) -> str:
    while name in taken:
        name += "_"
    return name
