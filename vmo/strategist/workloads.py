"""How busy every team is, quarter by quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Unpack

from coupling.rolling import rules_for
from report.workload import text as told
from sim.studies import workload as engine
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, Models, chosen_models, require_worlds, simulated_of
from vmo.shared.result import Figures, Tables
from vmo.shared.running import SMALL, Running, Work
from vmo.shared.study_result import StudyResult

if TYPE_CHECKING:
    from rich.console import RenderableType


class WorkloadResult(StudyResult[engine.Workload]):
    """The load of every team in every quarter, under each funding model."""

    kind: ClassVar[str] = "workload"

    def headline(self) -> str:
        return f"{self.scenario.name}, {self.data.replications} worlds; {told.finding(self.data)}"

    def words(self) -> RenderableType:
        """The study for a terminal."""
        return told.workload_text(self.data)

    def document(self) -> dict[str, object]:
        """Loads, and how often teams are full."""
        return told.workload_json(self.data)

    def tables(self) -> Tables:
        """Every team and quarter; where there are shared services, who waits how long for which."""
        found = {"workload": lambda: told.workload_csv(self.data)}
        return found | ({"services": lambda: told.services_csv(self.data)} if self.scenario.services else {})

    def drawings(self) -> Figures:
        """The heat map."""
        from report.workload.figure import workload_figure

        return {"workload": lambda: workload_figure(self.data)}


def workload(
    scenario: Given,
    *,
    models: Models = None,
    replications: int = 60,
    seed: int = 1,
    **running: Unpack[Running],
) -> WorkloadResult:
    """How busy every team is, quarter by quarter: a heat map for each funding model.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: funding models; default: the first two of the scenario.
        replications: worlds.
        seed: seed of the worlds, the same ones under every model.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Shares of the time of the people of each stage that are spent at work, by quarter, and weeks waited for
        shared services. Frames: workload, and services where there are any.

    Raises:
        VmoError: an unknown model.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds.

    Examples:
        >>> import vmo
        >>> found = vmo.workload("tiny", replications=2, workers=1)
        >>> sorted(set(found.frame()["model"]))
        ['project', 'value_stream']

    """
    loaded, work = simulated_of(scenario), Work(**running)
    if loaded.laboratory:
        raise wrong("", f"{loaded.name}: has no MMPs to fund; vmo flow says how busy its stages are")
    chosen = chosen_models(loaded, models)
    require_worlds(replications, seed)
    with work.attended():
        found = engine.run_workload(
            loaded,
            chosen,
            replications=replications,
            seed=seed,
            pool=work.pool(small=replications * len(chosen) <= SMALL),
            rules=rules_for,
            progress=work.watch,
        )
    return WorkloadResult(found, loaded, settings={"models": list(chosen)})
