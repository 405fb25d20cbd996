"""What each changed input did to an answer: two scenarios, and those in between, on common worlds.

Every group of changed inputs is switched alone, from the first scenario towards the second; what is left of the
whole is what the changes do together and cannot be given to one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from scenarios.faults import ScenarioError
from scenarios.scenario import Scenario
from scenarios.variation.changes import Change, Group, changes_between, grouped, with_changes
from sim.arrays import Floats
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import Difference, mean_interval
from sim.studies.asked import Ended
from sim.studies.cases import Case, How, Outcomes, Study

MOST = 12
"""Most groups that are switched alone."""


@dataclass(frozen=True)
class Effect:
    """What one group of changes does to the difference when it is switched alone."""

    group: Group
    mean: float
    """Change of the mean difference, in the unit of the outcome; NaN where the group cannot be switched alone."""
    low: float
    """Lower end of its 95 % interval over worlds."""
    high: float
    problem: str = ""
    """Why it cannot be switched alone."""


@dataclass(frozen=True)
class InputChanges:
    """Two scenarios, their answers, and what each changed input did."""

    first: Scenario
    second: Scenario
    seed: int
    models: tuple[str, str]
    """The difference is that of the second model less the first."""
    outcome: str
    before: Difference
    after: Difference
    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]
    """Largest first."""
    whole: tuple[float, float, float]
    """Change of the mean difference with its 95 % interval: low, mean, high."""
    ended: Ended = "replications"

    @property
    def scenario(self) -> Scenario:
        """The second scenario."""
        return self.second

    @property
    def replications(self) -> int:
        """Number of worlds."""
        return self.after.n

    @property
    def rest(self) -> float:
        """What the changes do together beyond what each does alone."""
        return self.whole[1] - sum(effect.mean for effect in self.effects if not effect.problem)


def change_inputs(
    first: Scenario,
    second: Scenario,
    models: tuple[str, str],
    *,
    outcome: str = "npv",
    replications: int = 100,
    **how: Unpack[How],
) -> InputChanges:
    """Which inputs differ between two scenarios, and what each did to the difference between two funding models.

    Args:
        first: the scenario before.
        second: the scenario after.
        models: first and second model; both scenarios have both.
        outcome: name out of ``OUTCOMES``.
        replications: number of worlds.
        **how: seed, pool, rules and progress, see ``How``.

    Raises:
        KeyError: a model or outcome that is not there.
        ScenarioError: a scenario that cannot be simulated.
        KeyboardInterrupt: interrupted before any world was finished.

    """
    changes = changes_between(first, second)
    groups = grouped(changes, MOST)
    study = Study(**how)
    ends = [Case(first, models), Case(second, models)]
    between: list[tuple[Group, Case | None, str]] = []
    for group in groups:
        try:
            mixed = with_changes(first, second, group.changes)
            between.append((group, Case(mixed, models) if set(models) <= set(mixed.funding_models) else None, ""))
        except ScenarioError as error:
            between.append((group, None, str(error.faults[0])))
    cases = [*ends, *(case for _, case, _ in between if case is not None)]
    worlds, ended = study.finish(cases, replications)
    before, after = (study.outcomes(case, worlds) for case in ends)
    base = _differences(before, models, outcome)
    effects = []
    for group, case, problem in between:
        if case is None:
            nan = float("nan")
            effects.append(Effect(group, nan, nan, nan, problem or "a compared model is not there"))
            continue
        change = _differences(study.outcomes(case, worlds), models, outcome) - base
        low, mean, high = mean_interval(change)
        effects.append(Effect(group, mean, low, high))
    effects.sort(key=lambda effect: -abs(effect.mean) if not effect.problem else 1.0)
    return InputChanges(
        first, second, study.seed, models, outcome,
        before.difference(outcome, models[1], models[0]),
        after.difference(outcome, models[1], models[0]),
        tuple(changes), tuple(effects), mean_interval(_differences(after, models, outcome) - base), ended,
    )  # fmt: skip


def _differences(outcomes: Outcomes, models: Sequence[str], outcome: str) -> Floats:
    assert outcome in OUTCOMES
    return outcomes.of(outcome, models[1]) - outcomes.of(outcome, models[0])
