"""One or two numbers of a scenario over a range."""

from __future__ import annotations

from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from coupling.rolling import rules_for
from report.flow.sweep_text import flow_sweep_csv, flow_sweep_json, flow_sweep_text
from report.ranges.sweep_text import sweep_csv, sweep_json, sweep_text
from sim.studies import flow_sweeps, sweeps
from vmo.shared.errors import wrong
from vmo.shared.inputs import (
    Given,
    Models,
    Names,
    at_least,
    chosen_models,
    chosen_outcomes,
    known_names,
    refuse_idle,
    simulated_of,
)
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import SMALL, Running, Work
from vmo.shared.study_result import StudyResult
from vmo.strategist.axes import Ranges, settings_of, swept

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario
    from scenarios.variation.axis import Axis

WORLDS = 100
"""Worlds at every point."""


def _heading(result: Result[sweeps.Sweep] | Result[flow_sweeps.FlowSweep]) -> str:
    found = result.data
    paths = " x ".join(f"{axis.path} ({len(axis.values)} values)" for axis in found.axes)
    return f"{result.scenario.name}, {found.replications} each; {paths}; {', '.join(found.outcomes)}"


class SweepResult(StudyResult[sweeps.Sweep]):
    """Outcomes at every point of a sweep of funding."""

    kind: ClassVar[str] = "sweep"

    def headline(self) -> str:
        return _heading(self)

    def words(self) -> RenderableType:
        """The sweep for a terminal."""
        return sweep_text(self.data)

    def document(self) -> dict[str, object]:
        """Axes, points, differences, best values."""
        return sweep_json(self.data)

    def tables(self) -> Tables:
        """Every point."""
        return {"sweep": lambda: sweep_csv(self.data)}

    def drawings(self) -> Figures:
        """One figure for each outcome."""
        from report.ranges.sweep_figure import draw_sweep

        return {f"sweep-{name}": partial(draw_sweep, self.data, name) for name in self.data.outcomes}


class FlowSweepResult(StudyResult[flow_sweeps.FlowSweep]):
    """Outcomes at every point of a sweep of flow. ``data.values`` has the shape (points, streams, outcomes, 3)."""

    kind: ClassVar[str] = "sweep"

    def headline(self) -> str:
        return _heading(self)

    def words(self) -> RenderableType:
        """The sweep for a terminal."""
        return flow_sweep_text(self.data)

    def document(self) -> dict[str, object]:
        """Axes, points, best values."""
        return flow_sweep_json(self.data)

    def tables(self) -> Tables:
        """Every point."""
        return {"sweep": lambda: flow_sweep_csv(self.data)}

    def drawings(self) -> Figures:
        """One figure for each outcome."""
        from report.flow.sweep_figure import draw_flow_sweep

        return {f"sweep-{name}": partial(draw_flow_sweep, self.data, name) for name in self.data.outcomes}


def sweep(
    scenario: Given,
    vary: Ranges = (),
    *,
    scale: Ranges = (),
    outcome: Names | None = None,
    models: Models = None,
    replications: int | None = None,
    horizon: float | None = None,
    seed: int = 1,
    **running: Unpack[Running],
) -> SweepResult | FlowSweepResult:
    """Sweep one or two numbers of a scenario over a range: outcomes, paired differences and the best value.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        vary: paths and their values: {"budget.per_quarter": [1e6, 2e6]}, or in words as on the command line:
            "funding_models.value_stream.cadence_weeks=4:52:4". Paths are those of the file, with ids for the items
            of lists; * means all of them. None stands for "no limit".
        scale: the same with factors that multiply what is there.
        outcome: one or several; default: npv, or throughput and cycle_time for flow.
        models: names, "all", or None for the first two of the scenario.
        replications: worlds at every point; default: 100, or one long run for flow.
        horizon: weeks of a run; flow only.
        seed: seed of the worlds, the same ones at every point.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Outcomes at every point, in the unit of the outcome, with 95 % intervals. Frame: sweep.

    Raises:
        VmoError: a path, range, model or outcome that is none.
        ScenarioError: values that the scenario cannot have.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> path = "funding_models.value_stream.cadence_weeks"
        >>> found = vmo.sweep("tiny", {path: [13, 26]}, replications=2, workers=1)
        >>> sorted(set(found.frame()[path].astype(int)))
        [13, 26]

    """
    loaded, work = simulated_of(scenario), Work(**running)
    axes = swept(loaded, vary, scale, most=2)
    if replications is not None:
        at_least("replications", replications, 1)
    at_least("seed", seed, 0)
    if loaded.laboratory:
        return _flow(loaded, axes, outcome, models, replications, horizon, seed, work)
    if horizon is not None:
        raise wrong("horizon", "is for the flow laboratory (value streams with arrivals and no MMPs); leave it out")
    names = chosen_models(loaded, models)
    refuse_idle(loaded, (axis.path for axis in axes), names)
    outcomes = chosen_outcomes("npv" if outcome is None else outcome)
    pool = work.pool(small=prod(len(axis.values) for axis in axes) * (replications or WORLDS) <= SMALL)
    with work.attended():
        found = sweeps.sweep(
            loaded,
            axes,
            outcomes=outcomes,
            models=names,
            replications=replications or WORLDS,
            seed=seed,
            pool=pool,
            rules=rules_for,
            progress=work.watch,
        )
    asked = {"models": list(found.models), "outcomes": list(found.outcomes), "axes": settings_of(found.axes)}
    return SweepResult(found, loaded, settings=asked)


def _flow(
    scenario: Scenario,
    axes: list[Axis],
    outcome: Names | None,
    models: Models,
    replications: int | None,
    horizon: float | None,
    seed: int,
    work: Work,
) -> FlowSweepResult:
    """The same for a scenario of the flow laboratory: no money, no models."""
    if models is not None:
        raise wrong("models", "a flow laboratory has no funding models; leave it out")
    horizon = None if horizon is None else float(horizon)
    known = flow_sweeps.flow_outcomes(scenario)
    named = ("throughput", "cycle_time") if outcome is None else outcome
    outcomes = known_names("outcome", "outcome of flow", named, known)
    pool = work.pool(small=prod(len(axis.values) for axis in axes) * (replications or WORLDS) <= SMALL)
    with work.attended():
        found = flow_sweeps.flow_sweep(
            scenario,
            axes,
            outcomes=outcomes,
            horizon=horizon,
            replications=replications,
            seed=seed,
            pool=pool,
            progress=work.watch,
        )
    asked: dict[str, Any] = {"outcomes": list(outcomes), "horizon": horizon, "axes": settings_of(axes)}
    return FlowSweepResult(found, scenario, settings=asked)
