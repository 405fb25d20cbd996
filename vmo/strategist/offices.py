"""What a value office may cost, and what it has to improve to pay for itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Unpack

from coupling.rolling import rules_for
from report.ranges import office_text as told
from sim.studies import office_costs as engine
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, Models, require_worlds, simulated_of, two_models
from vmo.shared.result import Figures, Tables
from vmo.shared.running import SMALL, Running, Work
from vmo.shared.study_result import StudyResult

if TYPE_CHECKING:
    from rich.console import RenderableType


class OfficeResult(StudyResult[engine.OfficeCosts]):
    """Differences, losses and improvements for each cost of an office, and the cost at which the gain is gone."""

    kind: ClassVar[str] = "office"
    files_in_words: ClassVar[str] = "Table, figure and manifest.json"

    def headline(self) -> str:
        return f"{self.scenario.name}, {self.data.replications} worlds; {told.finding(self.data)}"

    def words(self) -> RenderableType:
        """The study for a terminal."""
        return told.office_text(self.data)

    def document(self) -> dict[str, object]:
        """The break-even cost, and every cost that was tried."""
        return told.office_json(self.data)

    def tables(self) -> Tables:
        """Every cost."""
        return {"office": lambda: told.office_csv(self.data)}

    def drawings(self) -> Figures:
        """Difference, and benefits that the office has to add, against its cost."""
        from report.ranges.office_figure import office_figure

        return {"office": lambda: office_figure(self.data)}


def office(
    scenario: Given,
    *,
    models: Models = None,
    costs: Sequence[float] | None = None,
    replications: int = 100,
    seed: int = 1,
    **running: Unpack[Running],
) -> OfficeResult:
    """What a value office may cost, and what it must improve to pay for itself.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: two funding models, the second with the office; default: the first two of the scenario.
        costs: of the office, currency a year; default: 1, 2, 4, 8, 16 % of the budget of a year. 0 is added.
        replications: worlds.
        seed: seed of the worlds, the same ones for every cost.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Net present values in currency, improvements as shares of discounted benefits. Frame: office.

    Raises:
        VmoError: an unknown model, or a cost that is none.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before every cost had its first worlds.

    Examples:
        >>> import vmo
        >>> found = vmo.office("tiny", costs=[20_000], replications=2, workers=1)
        >>> [int(cost) for cost in found.frame()["office_per_year"]]
        [0, 20000]

    """
    loaded, work = simulated_of(scenario), Work(**running)
    if loaded.laboratory:
        raise wrong("", f"{loaded.name}: has no MMPs to fund, so there is no office to pay")
    pair = two_models(loaded, models)
    bad = [cost for cost in costs or () if not 0 <= cost < 1e15]
    if bad:
        raise wrong("costs", f"{bad[0]:g} is no cost of a year; give amounts of 0 and more")
    require_worlds(replications, seed)
    small = (len(costs or engine.SHARES) + 2) * replications <= SMALL
    with work.attended():
        found = engine.run_offices(
            loaded,
            pair,
            costs,
            replications=replications,
            seed=seed,
            pool=work.pool(small=small),
            rules=rules_for,
            progress=work.watch,
        )
    return OfficeResult(found, loaded, settings={"models": list(pair), "costs": list(found.costs)})
