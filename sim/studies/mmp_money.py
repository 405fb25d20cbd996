"""What every MMP costs, earns and when it is out, world by world under several funding models: for business cases.

Only MMPs that the scenario names are told; ideas that appear later differ from world to world. The money is that of
``story``: booked on the MMP itself, undiscounted; and the same discounted, each amount at the middle of its week.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np

from scenarios.scenario import Scenario
from sim.arrays import Floats, Shape
from sim.execution.collector import patient_collector
from sim.execution.identity import Packed
from sim.execution.pool import Pool
from sim.execution.run import run_worlds
from sim.funding.selection_rules import Selection
from sim.simulation import simulate
from sim.studies.asked import Asked, Ended
from sim.studies.layouts import laid_out
from sim.studies.story import account_of
from sim.world.blueprint import Blueprint
from sim.world.world import World

if TYPE_CHECKING:
    from sim.outcomes.run import Run
    from sim.studies.comparison import Comparison

MEASURES = ("spent", "earned", "net_present_value", "released_week", "paid_back_week", "stopped")
"""What is kept of an MMP: money in currency, weeks from 0 (NaN: it does not happen), 1.0 where it is stopped."""
BLOCK = 5
"""Worlds per task: fixed, so that results do not depend on the number of workers."""


@dataclass(frozen=True)
class MmpMoney(Asked):
    """Every MMP of a scenario under every model in every world."""

    models: tuple[str, ...]
    values: Floats
    """Shape (worlds, models, MMPs, measures); MMPs as in the scenario, measures as in ``MEASURES``."""
    ended: Ended = "replications"

    @property
    def replications(self) -> int:
        """Number of worlds."""
        return len(self.values)

    def of(self, measure: str, model: str) -> Floats:
        """One measure under one model: shape (worlds, MMPs)."""
        return np.asarray(self.values[:, self.models.index(model), :, MEASURES.index(measure)])


def mmp_money(
    scenario: Scenario,
    models: Sequence[str],
    *,
    replications: int,
    seed: int = 1,
    pool: Pool | None = None,
    selections: Mapping[str, Selection] | None = None,
    progress: Callable[[int], None] | None = None,
) -> MmpMoney:
    """Run every model in the worlds of ``compare`` and keep what concerns single MMPs.

    Args:
        scenario: the portfolio and its funding models.
        models: names of funding models.
        replications: number of worlds.
        seed: seed of the worlds.
        pool: where to run; results are bit-identical for any number of processes.
        selections: further selection rules by name.
        progress: called with the number of finished worlds.

    Raises:
        KeyError: an unknown model.
        ScenarioError: the scenario cannot be simulated.
        KeyboardInterrupt: interrupted before the first worlds were finished.

    """
    Blueprint(scenario)  # refuses what cannot be simulated before anything is started
    packed = Packed.of(scenario)
    tasks = [
        (packed, seed, range(k, min(k + BLOCK, replications)), tuple(models), selections)
        for k in range(0, replications, BLOCK)
    ]
    values, ended = run_worlds(_task, tasks, pool, progress)
    return MmpMoney(scenario, seed, tuple(models), values, ended)


@patient_collector()
def _task(
    scenario: Packed[Scenario],
    seed: int,
    worlds: range,
    models: Sequence[str],
    selections: Mapping[str, Selection] | None,
) -> Annotated[Floats, Shape("worlds", "models", None, len(MEASURES))]:
    """Some worlds under every model, by MMP."""
    blueprint = laid_out(scenario)
    settings = blueprint.scenario.funding_models
    found = np.empty((len(worlds), len(models), len(blueprint.scenario.mmps), len(MEASURES)))
    for i, number in enumerate(worlds):
        world = World(blueprint, seed, number)
        for j, name in enumerate(models):
            found[i, j] = measured(simulate(world, settings[name], selections))
    return found


def measured(run: Run) -> Floats:
    """Every MMP that the scenario names in one run: shape (MMPs, measures)."""
    blueprint = run.world.blueprint
    mmps, discount = blueprint.scenario.mmps, blueprint.weights
    places = {plan.id: plan.index for plan in run.world.mmps}
    found = np.full((len(mmps), len(MEASURES)), np.nan)
    for k, mmp in enumerate(mmps):
        state = run.states[places[mmp.id]]
        account = account_of(run, places[mmp.id])
        spent = account.lumps + account.work
        out = state.released if state.released is not None and state.released <= run.end else np.nan
        found[k] = (
            spent.sum(), account.earned.sum(), float((account.earned - spent) @ discount), out,
            np.nan if account.break_even is None else account.break_even,
            float(state.stopped is not None),
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class EveryMmp:
    """The same asked in passing (``sim.studies.asides``), in the runs of a comparison."""

    worlds: int | None = None

    def ask(self, world: World, runs: Sequence[Run], rules: Mapping[str, Selection]) -> tuple[float, ...]:  # noqa: ARG002
        """Models, MMPs and measures, one after the other."""
        return tuple(np.concatenate([measured(run).ravel() for run in runs]).tolist())

    def study(self, comparison: Comparison, answers: Floats) -> MmpMoney:
        """Its answers as the study they are."""
        models = comparison.models
        shape = (len(answers), len(models), len(comparison.scenario.mmps), len(MEASURES))
        ended: Ended = "interrupted" if comparison.ended == "interrupted" else "replications"
        return MmpMoney(comparison.scenario, comparison.seed, models, answers.reshape(shape), ended)
