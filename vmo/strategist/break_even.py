"""Where each of two funding models is better, over two numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Unpack

from coupling.rolling import rules_for
from report.ranges import map_text as told
from sim.studies import break_even_map as engine
from vmo.shared.errors import blaming, wrong
from vmo.shared.inputs import Given, Models, one_outcome, refuse_idle, require_worlds, simulated_of, two_models
from vmo.shared.result import Figures, Tables
from vmo.shared.running import SMALL, Running, Work
from vmo.shared.study_result import StudyResult
from vmo.strategist.axes import Ranges, axes_of, one_range, settings_of

if TYPE_CHECKING:
    from rich.console import RenderableType


class MapResult(StudyResult[engine.Map]):
    """Which model wins in every cell of a grid, and the break-even line."""

    kind: ClassVar[str] = "map"

    @property
    def width(self) -> int:
        return max(120, 40 + 12 * len(self.data.x.values))

    def headline(self) -> str:
        return f"{self.scenario.name}; {told.headline(self.data)}"

    def words(self) -> RenderableType:
        """The map for a terminal."""
        return told.map_text(self.data)

    def document(self) -> dict[str, object]:
        """Axes, and the paired difference of every cell."""
        return told.map_json(self.data)

    def tables(self) -> Tables:
        """Every cell."""
        return {"map": lambda: told.map_csv(self.data)}

    def drawings(self) -> Figures:
        """The map."""
        from report.ranges.map_figure import map_figure

        return {"map": lambda: map_figure(self.data)}


def map_(
    scenario: Given,
    x: Ranges,
    y: Ranges,
    *,
    models: Models = None,
    outcome: str = "npv",
    replications: int = 120,
    seed: int = 1,
    **running: Unpack[Running],
) -> MapResult:
    """Where does each funding model win? Two numbers on a grid, with the break-even line (``vmo.map``).

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        x: path along the map and its values, as in ``sweep``; a path that ends in * multiplies.
        y: path up the map and its values.
        models: two funding models, the second less the first; default: the first two of the scenario.
        outcome: one that has a better direction.
        replications: largest number of worlds of a cell; cells that are not decided get more, up to this.
        seed: seed of the worlds, the same ones in every cell.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        The paired difference of every cell, in the unit of the outcome, with its 95 % interval. Frame: map.

    Raises:
        VmoError: a path, range, model or outcome that is none, or an outcome without a better direction.
        ScenarioError: values that the scenario cannot have.
        CancelledError: cancelled before any cell had two worlds.

    Examples:
        >>> import vmo
        >>> found = vmo.map(
        ...     "tiny",
        ...     {"funding_models.project.approval_weeks": [0, 8]},
        ...     {"calendar.discount_rate": [0.0, 0.1]},
        ...     replications=2,
        ...     workers=1,
        ... )
        >>> len(found.frame())  # cells
        4

    """
    loaded, work = simulated_of(scenario), Work(**running)
    if loaded.laboratory:
        raise wrong("", f"{loaded.name}: has no MMPs to fund, so no model wins; vmo sweep varies its flow")
    across, up = axes_of(loaded, [("x", one_range("x", x)), ("y", one_range("y", y))])
    if across.path == up.path:
        raise wrong("", f"`x` and `y` are both {across.path}; map two different numbers")
    pair = two_models(loaded, models)
    refuse_idle(loaded, (across.path, up.path), pair)
    name = one_outcome(outcome, "name one outcome; a map has one")
    require_worlds(replications, seed, 2)
    pool = work.pool(small=len(across.values) * len(up.values) * replications <= SMALL)
    with work.attended(), blaming("outcome"):
        found = engine.survey(
            loaded,
            across,
            up,
            pair,
            outcome=name,
            replications=replications,
            seed=seed,
            pool=pool,
            rules=rules_for,
            progress=work.watch,
        )
    asked = {"models": list(found.models), "outcome": found.outcome, "axes": settings_of((found.x, found.y))}
    return MapResult(found, loaded, settings=asked)
