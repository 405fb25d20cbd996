"""Stress packs: the same comparison with several numbers changed at once, side by side, on the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from scenarios.scenario import Scenario
from scenarios.variation.packs import Pack
from sim.outcomes.statistics import Difference, Summary
from sim.studies.asked import Ended, Paired
from sim.studies.cases import Case, How, Study


@dataclass(frozen=True)
class Packed:
    """One column: what both models bring, and how they differ."""

    pack: Pack | None
    """None = the scenario as it is."""
    summaries: tuple[Summary, Summary]
    """Outcome of the first and of the second model."""
    difference: Difference
    """Second less first."""


@dataclass(frozen=True)
class StressPacks(Paired):
    """A comparison of two models under every pack."""

    columns: tuple[Packed, ...]
    """The scenario as it is, then every pack."""
    ended: Ended = "replications"

    @property
    def replications(self) -> int:
        """Number of worlds."""
        return self.columns[0].difference.n


def stress_packs(
    scenario: Scenario,
    packs: Sequence[Pack],
    models: tuple[str, str],
    *,
    outcome: str = "npv",
    replications: int = 100,
    **how: Unpack[How],
) -> StressPacks:
    """Compare two models as the scenario is and under every pack, in worlds of the same seed.

    Args:
        scenario: the portfolio and its funding models.
        packs: what is changed.
        models: first and second: the difference is second less first.
        outcome: name out of ``OUTCOMES``.
        replications: number of worlds.
        **how: seed, pool, rules and progress, see ``How``.

    Raises:
        KeyError: an unknown model or outcome.
        ScenarioError: a pack that does not fit the scenario.
        KeyboardInterrupt: interrupted before any world was finished under all packs.

    """
    study = Study(**how)
    cases = [Case(scenario, models), *(Case(pack.applied(scenario), models) for pack in packs)]
    worlds, ended = study.finish(cases, replications)
    columns = []
    for pack, case in zip([None, *packs], cases, strict=True):
        found = study.outcomes(case, worlds)
        summaries = (found.summary(outcome, models[0]), found.summary(outcome, models[1]))
        columns.append(Packed(pack, summaries, found.difference(outcome, models[1], models[0])))
    return StressPacks(scenario, study.seed, models, outcome, tuple(columns), ended)
