"""What the rows of an organisation do to two funding models and to their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Unpack

from coupling.rolling import rules_for
from report.attribution import organisation_text as told
from scenarios.variation.organisation_rows import rows_of
from sim.studies import organisation as engine
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, Models, one_outcome, require_worlds, simulated_of, two_models
from vmo.shared.result import Figures, Tables
from vmo.shared.running import SMALL, Running, Work
from vmo.shared.study_result import StudyResult

if TYPE_CHECKING:
    from rich.console import RenderableType


class OrganisationResult(StudyResult[engine.Organisation]):
    """What shared services, platforms, dependencies, skills, debt and so on do, row by row."""

    kind: ClassVar[str] = "organisation"
    files_in_words: ClassVar[str] = "Table, figure and manifest.json"

    @property
    def outcome(self) -> str:
        """The outcome that is shown."""
        return str(self.settings["outcome"])

    def headline(self) -> str:
        return f"{self.scenario.name}, {self.data.replications} worlds; {told.finding(self.data, self.outcome)}"

    def words(self) -> RenderableType:
        """The study for a terminal."""
        return told.organisation_text(self.data, self.outcome)

    def document(self) -> dict[str, object]:
        """Parts of every row under both models and in the difference, and the organisation with and without."""
        return told.organisation_json(self.data, self.outcome)

    def tables(self) -> Tables:
        """Every outcome, row by row."""
        return {"organisation": lambda: told.organisation_csv(self.data)}

    def drawings(self) -> Figures:
        """Rows under both models and in the difference; none where there is no row."""
        from report.attribution.organisation_figure import organisation_figure

        if not self.data.rows:
            return {}
        return {"organisation": lambda: organisation_figure(self.data, self.outcome)}


def organisation(
    scenario: Given,
    *,
    models: Models = None,
    outcome: str = "npv",
    replications: int = 100,
    seed: int = 1,
    **running: Unpack[Running],
) -> OrganisationResult:
    """What does the organisation do to the difference? Every row that both models share, and the parts add up.

    Rows are shared services, platform teams, dependencies, interruptions, routing, skills, sustainable pace,
    runway, defects that users find, and objectives that drift, as far as the scenario has them. They are no
    mechanisms of a funding model, so ``attribute`` cannot switch them.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: two funding models; default: the first two of the scenario.
        outcome: the outcome that is shown; the frame holds all of them.
        replications: worlds.
        seed: seed of the worlds; equal seeds give the worlds of ``compare``.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Parts with 95 % intervals in the unit of the outcome. Frame: organisation.

    Raises:
        VmoError: an unknown model or outcome, or an outcome that exists in no world.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> found = vmo.organisation("shared-services", replications=2, workers=1)
        >>> [row.id for row in found.data.rows]
        ['services']

    """
    loaded, work = simulated_of(scenario), Work(**running)
    name = one_outcome(outcome, "one at a time, not {count}; organisation.csv holds all of them")
    pair = two_models(loaded, models)
    require_worlds(replications, seed)
    rows, _ = rows_of(loaded)
    sets = 2 ** min(len(rows), engine.EXACT)
    with work.attended():
        found = engine.run_organisation(
            loaded,
            pair,
            replications=replications,
            seed=seed,
            pool=work.pool(small=2 * sets * replications <= SMALL),
            selections=rules_for(loaded, pair),
            progress=work.counter(replications),
        )
    if not len(found.usable(name)):
        raise wrong(
            "outcome",
            f"{name} does not exist with and without every row in any world; choose one that always exists, such "
            "as npv, cost or mmps_released",
        )
    return OrganisationResult(found, loaded, settings={"models": list(pair), "outcome": name})
