"""How far an answer rests on assumptions, and the register of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Unpack

from coupling.rolling import rules_for
from report.assumptions import register as listed
from report.assumptions import text as told
from scenarios.variation.assumption_register import Entry, register
from scenarios.variation.uncertain import Number, uncertain_numbers
from scenarios.variation.variants import vary
from sim.studies import assumptions as engine
from vmo.shared.errors import blaming, wrong
from vmo.shared.inputs import Given, Models, Names, at_least, chosen_models, known_names, one_outcome, scenario_of
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import SMALL, Running, Work
from vmo.shared.study_result import StudyResult
from vmo.strategist.tornado import asked_pair, chosen_numbers

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario


class AssumptionsResult(StudyResult[engine.Assumptions]):
    """The difference between two funding models over many sets of assumptions."""

    kind: ClassVar[str] = "assumptions"
    files_in_words: ClassVar[str] = "Tables, figure and manifest.json"

    def headline(self) -> str:
        return told.band(self.data)

    def words(self, *, everything: bool = False) -> RenderableType:
        """The study for a terminal; ``everything``: every number that explains something."""
        return told.assumptions_text(self.data, everything=everything)

    def document(self) -> dict[str, object]:
        """Quantiles over the sets, wins, shares of the spread with their errors, where the other model wins."""
        return told.assumptions_json(self.data)

    def tables(self) -> Tables:
        """Every set, what explains the spread, and the register."""
        return {
            "sets": lambda: told.sets_csv(self.data),
            "shares": lambda: told.shares_csv(self.data),
            "register": lambda: listed.register_csv(register(self.scenario, self.data.models)),
        }

    def drawings(self) -> Figures:
        """Sets by their difference, and what explains the spread."""
        from report.assumptions.figure import draw_assumptions_page

        return {"assumptions": lambda: draw_assumptions_page(self.data)}


class RegisterResult(Result[Sequence[Entry]]):
    """Every number of a scenario with unit, range, evidence grade, source and owner."""

    kind: ClassVar[str] = "register"
    files_in_words: ClassVar[str] = "The register"

    @property
    def width(self) -> int:
        return 160

    def headline(self) -> str:
        return f"{self.scenario.name}: {listed.headline(self.data)}"

    def words(self, *, everything: bool = False) -> RenderableType:
        """The register for a terminal; ``everything``: numbers without a range as well."""
        return listed.register_text(self.scenario, self.data, everything=everything)

    def document(self) -> list[dict[str, object]]:
        """Every number with all that is known of it."""
        return listed.register_json(self.data)

    def tables(self) -> Tables:
        """Every number."""
        return {"register": lambda: listed.register_csv(self.data)}


def assumption_register(scenario: Given, *, models: Models = "all") -> RegisterResult:
    """The register of assumptions: every number with unit, range, evidence grade, source and owner. Nothing is run.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: funding models whose settings are listed.

    Returns:
        Entries: those with a range first, then the rest in the order of the scenario. Frame: register.

    Raises:
        VmoError: an unknown model.
        ScenarioError: a scenario that cannot be read.

    Examples:
        >>> import vmo
        >>> vmo.assumption_register("tiny").frame().columns[:3].tolist()
        ['path', 'label', 'value']

    """
    loaded = scenario_of(scenario)
    return RegisterResult(register(loaded, chosen_models(loaded, models)), loaded)


def with_assumptions(scenario: Given, workbook: str | Path) -> Scenario:
    """A scenario with the assumptions that were edited in a workbook.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        workbook: what ``ComparisonResult.to_excel`` or ``vmo compare --out FILE.xlsx`` wrote, with values edited in
            its sheet of assumptions.

    Returns:
        A changed copy.

    Raises:
        ScenarioError: a workbook without that sheet, nothing edited, a value that is no number or does not fit, or
            a number that the scenario holds otherwise by now.

    Examples:
        >>> import tempfile, openpyxl, vmo
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     vmo.compare("tiny", replications=2, backing=False, workers=1).to_excel(f"{folder}/results.xlsx")
        ...     book = openpyxl.load_workbook(f"{folder}/results.xlsx")
        ...     row = next(r for r in book["Assumptions"] if r[0].value == "calendar.discount_rate")
        ...     row[2].value = 0.1
        ...     book.save(f"{folder}/results.xlsx")
        ...     vmo.with_assumptions("tiny", f"{folder}/results.xlsx").calendar.discount_rate
        0.1

    """
    from report.documents.assumption_sheet import edited_values

    loaded = scenario_of(scenario)
    values = edited_values(Path(workbook), register(loaded, tuple(loaded.funding_models)))
    return vary(loaded, values)


def assumptions(
    scenario: Given,
    *,
    models: Models = None,
    outcome: str = "npv",
    only: Names | None = None,
    sets: int = engine.SETS,
    worlds: int = engine.WORLDS,
    seed: int = 1,
    **running: Unpack[Running],
) -> AssumptionsResult:
    """How far does the answer rest on assumptions? Every uncertain number drawn jointly from its range.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: two funding models, the second less the first; default: the first two of the scenario.
        outcome: one that has a better direction.
        only: ids of numbers (see ``numbers``), or beginnings of ids before a dot; default: all.
        sets: sets of assumptions; powers of two are the most even.
        worlds: worlds in each set.
        seed: seed of the worlds and of the draws.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        The paired difference of every set, in the unit of the outcome: ``data.values`` of shape (sets, worlds, 2);
        what explains the spread, with errors; where the other model wins. Frames: sets, shares, register.

    Raises:
        VmoError: an unknown model, number or outcome, or an outcome that does not exist in every world.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before two sets were finished.

    Examples:
        >>> import vmo
        >>> found = vmo.assumptions("tiny", only="claimed_value", sets=4, worlds=2, workers=1)
        >>> found.data.values.shape
        (4, 2, 2)

    """
    loaded, pair = asked_pair(scenario, models)
    chosen = chosen_numbers(uncertain_numbers(loaded, pair), only)
    name = one_outcome(outcome, "name one outcome")
    for argument, value in (("sets", sets), ("worlds", worlds)):
        at_least(argument, value, 2)
    at_least("seed", seed, 0)
    if not chosen:
        raise wrong("only", f"{loaded.name} has no uncertain numbers; state ranges (uncertainty.ranges)")
    data = drawn(loaded, chosen, pair, name, sets, worlds, seed, Work(**running))
    asked = {
        "models": list(data.models),
        "outcome": data.outcome,
        "sets": data.sets,
        "worlds_per_set": data.worlds,
        "numbers": {n.id: [n.low, n.high] for n in data.numbers},
    }
    return AssumptionsResult(data, loaded, settings=asked)


def drawn(
    scenario: Scenario,
    numbers: Sequence[Number],
    models: tuple[str, str],
    outcome: str,
    sets: int,
    worlds: int,
    seed: int,
    work: Work,
) -> engine.Assumptions:
    """The study itself, for all questions that begin with one."""
    ids = [number.id for number in numbers]
    groups = [group for group in scenario.uncertainty.together if any(name in ids for name in group)]
    known = [number.id for number in uncertain_numbers(scenario, models)]
    for group in groups:
        known_names("uncertainty.together", "uncertain number", group, known)
    together = [found for group in groups if len(found := [name for name in group if name in ids]) > 1]
    with work.attended(), blaming("outcome"):
        return engine.draw_assumptions(
            scenario,
            numbers,
            models,
            outcome=outcome,
            sets=sets,
            worlds=worlds,
            seed=seed,
            together=together,
            pool=work.pool(small=2 * sets * worlds <= SMALL),
            rules=rules_for,
            progress=work.watch,
        )
