"""Value streams with arrivals in the flow laboratory."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from report.flow.files import flow_json, stages_csv, streams_csv
from report.flow.text import flow_text
from report.shared.manifest import study_manifest
from scenarios.faults import ScenarioError
from sim.lab.laboratory import LIMIT, expected_visits, run_flow
from sim.lab.statistics.results import FlowResult as Flow
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, at_least, scenario_of, share_or_amount
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import Running, Work

if TYPE_CHECKING:
    from rich.console import RenderableType

SMALL = 500_000.0
"""Stage visits that take less time than starting processes."""


class FlowResult(Result[Flow]):
    """Throughput, work in progress and cycle time of value streams, with the bottleneck."""

    kind: ClassVar[str] = "flow"

    def headline(self) -> str:
        told = [f"{s.id} {s.throughput.mean:.3g} a week, {s.wip.mean:.3g} in progress" for s in self.data.streams]
        return f"{self.scenario.name}, {self.data.replications} runs; {'; '.join(told)}"

    def words(self) -> RenderableType:
        """Streams, classes, stages, the bottleneck and the law for a terminal."""
        return flow_text(self.data)

    def document(self) -> dict[str, Any]:
        """Streams and stages with means and 95 % intervals; null = not enough data."""
        return flow_json(self.data)

    def tables(self) -> Tables:
        """Streams and stages."""
        return {"streams": lambda: streams_csv(self.data), "stages": lambda: stages_csv(self.data)}

    def drawings(self) -> Figures:
        """Board, times and stages of every stream."""
        from report.flow.figures import flow_figures

        drawn = flow_figures(self.data)
        return {name: lambda figure=figure: figure for name, figure in drawn.items()}  # type: ignore[misc]

    def manifest(self) -> str:
        study: Any = SimpleNamespace(
            scenario=self.scenario,
            seed=self.data.seed,
            replications=self.data.replications,
            ended=self.data.ended,
        )
        return study_manifest("flow", study, {"settings": dict(self.settings)})

    def save_film(self, path: str | Path) -> None:
        """Write a film of the board as an animated GIF: the cards of a year.

        Raises:
            VmoError: a film cannot be written there.
            OSError: the file cannot be written.

        """
        from workshop.screen.films import film_of_scenario

        film_place(path)
        film_of_scenario(self.scenario, self.data.seed, Path(path))


def film_place(path: str | Path | None) -> None:
    """Refuse a file to which no film can be written, before the work is done.

    Raises:
        VmoError: it is a folder, does not end in .gif, or lies in no folder.

    """
    from workshop.screen.films import check_film

    problem = None if path is None else check_film(Path(path))
    if problem:
        raise wrong("animate", problem.removeprefix("--animate: "))


def flow(
    scenario: Given,
    *,
    horizon: float | None = None,
    warm_up: float | None = None,
    replications: int | None = None,
    items: int | None = None,
    seed: int = 1,
    precision: str | float | None = None,
    **running: Unpack[Running],
) -> FlowResult:
    """Run value streams with arrivals in the flow laboratory: throughput, work in progress, cycle time, bottleneck.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        horizon: weeks of a run; default: chosen by load and variability.
        warm_up: weeks left out at the start; 0 asks what happens from empty; default: found (MSER-5).
        replications: independent runs; default: 1, or at most 1000 with ``precision``.
        items: features each stream brings at most; a run ends when all are out.
        seed: seed of the runs.
        precision: go on until throughput and cycle time are known this well at 95 %: "5%" or 0.05.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Streams and stages: throughput in features a week, times in weeks, shares between 0 and 1, each with its
        95 % interval; NaN where there is not enough data. Frames: streams, stages.

    Raises:
        VmoError: an argument that makes no sense, or features that wait for each other for ever.
        ScenarioError: a scenario that cannot be read, or none of whose value streams has arrivals.
        CancelledError: cancelled before the first run was finished.

    Examples:
        >>> import vmo
        >>> found = vmo.flow("littles-law", horizon=200, warm_up=0)
        >>> set(found.frame("streams")["stream"])
        {'claims'}

    """
    loaded, work = scenario_of(scenario), Work(**running)
    if replications is not None:
        at_least("replications", replications, 1)
    if items is not None:
        at_least("items", items, 1)
    at_least("seed", seed, 0)
    asked: dict[str, Any] = {
        "horizon": _weeks(horizon), "warm_up": _weeks(warm_up), "replications": replications, "items": items,
        "seed": seed,
        "precision": _share(precision),
    }  # fmt: skip
    pool = work.pool(small=expected_visits(loaded, **asked) < SMALL)
    total = replications or (LIMIT if precision is not None else 1)
    with work.attended():
        try:
            found = run_flow(loaded, pool=pool, progress=work.counter(total), **asked)
        except ScenarioError:
            raise
        except ValueError as error:
            raise wrong("", f"{loaded.name}: {error}") from None
    settings = {name: value for name, value in asked.items() if name != "seed"}
    return FlowResult(found, loaded, settings=settings)


def _weeks(given: float | None) -> float | None:
    return None if given is None else float(given)


def _share(given: str | float | None) -> float | None:
    """A precision as a share."""
    if given is None:
        return None
    value, _ = share_or_amount(given)
    if not value < 1:
        raise wrong("precision", f'"{given}" is not a share between 0 and 1; write for example 0.05 or 5%')
    return value
