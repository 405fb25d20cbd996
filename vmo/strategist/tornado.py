"""What the difference between two funding models depends on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from coupling.rolling import rules_for
from report.ranges import tornado_text as told
from report.shared.csv_file import csv_text
from scenarios.faults import suggestion
from scenarios.variation.uncertain import Number, uncertain_numbers
from sim.studies import tornado as engine
from vmo.shared.errors import blaming, wrong
from vmo.shared.inputs import Given, Models, Names, one_outcome, require_worlds, simulated_of, split, two_models
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import SMALL, Running, Work
from vmo.shared.study_result import StudyResult

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario

KEYS = ("id", "label", "low", "base", "high", "grade", "source")
"""What is told of an uncertain number."""


class NumbersResult(Result[Sequence[Number]]):
    """The uncertain numbers of a scenario with their ranges, sources and grades."""

    kind: ClassVar[str] = "numbers"

    def headline(self) -> str:
        return f"{self.scenario.name}: {len(self.data)} uncertain numbers"

    def words(self) -> str:
        """Two lines for each number."""
        return "\n".join(map(_line, self.data))

    def document(self) -> list[dict[str, Any]]:
        """Every number with its paths."""
        return [{key: getattr(n, key) for key in KEYS} | {"paths": list(n.paths)} for n in self.data]

    def tables(self) -> Tables:
        """Every number."""
        return {"numbers": lambda: csv_text(KEYS, ([getattr(n, key) for key in KEYS] for n in self.data))}


class SensitivityResult(StudyResult[engine.Sensitivity]):
    """A tornado: what every uncertain number does to a difference, and where the preferred model flips."""

    kind: ClassVar[str] = "sensitivity"

    @property
    def width(self) -> int:
        return 150

    def headline(self) -> str:
        return f"{self.scenario.name}, {len(self.data.entries)} numbers; {told.headline(self.data)}"

    def words(self, *, everything: bool = False) -> RenderableType:
        """The tornado for a terminal; ``everything``: every number, not only the first 20."""
        return told.sensitivity_text(self.data, everything=everything)

    def document(self) -> dict[str, object]:
        """Every number with the differences at its ends and its flip."""
        return told.sensitivity_json(self.data)

    def tables(self) -> Tables:
        """Every number."""
        return {"sensitivity": lambda: told.sensitivity_csv(self.data)}

    def drawings(self) -> Figures:
        """The tornado."""
        from report.ranges.tornado_figure import draw_tornado

        return {"tornado": lambda: draw_tornado(self.data)}


def numbers(scenario: Given, *, models: Models = None, only: Names | None = None) -> NumbersResult:
    """The uncertain numbers of a scenario, with their ranges, sources and grades; nothing is run.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: two funding models; default: the first two of the scenario.
        only: ids, or beginnings of ids before a dot; default: all.

    Returns:
        Numbers with low end, value now and high end, in the unit of their label. Frame: numbers.

    Raises:
        VmoError: an unknown model or number.
        ScenarioError: a scenario that cannot be read.

    Examples:
        >>> import vmo
        >>> list(vmo.numbers("tiny", only="discount_rate").frame()["id"])
        ['discount_rate']

    """
    loaded, pair = asked_pair(scenario, models)
    return NumbersResult(chosen_numbers(uncertain_numbers(loaded, pair), only), loaded)


def sensitivity(
    scenario: Given,
    *,
    models: Models = None,
    outcome: str = "npv",
    only: Names | None = None,
    replications: int = 60,
    seed: int = 1,
    **running: Unpack[Running],
) -> SensitivityResult:
    """What does the difference depend on, and when does it flip? A tornado over every uncertain number.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        models: two funding models, the second less the first; default: the first two of the scenario.
        outcome: one that has a better direction.
        only: ids of numbers (see ``numbers``), or beginnings of ids before a dot; default: all.
        replications: worlds for every value tried.
        seed: seed of the worlds, the same ones for every value.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        The paired difference at both ends of every number, in the unit of the outcome, and the value at which the
        preferred model flips. Frame: sensitivity.

    Raises:
        VmoError: an unknown model, number or outcome, or an outcome that hardly ever exists.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> found = vmo.sensitivity("tiny", only="discount_rate", replications=2, workers=1)
        >>> found.figures
        ('tornado',)

    """
    work = Work(**running)
    loaded, pair = asked_pair(scenario, models)
    chosen = chosen_numbers(uncertain_numbers(loaded, pair), only)
    name = one_outcome(outcome, "name one outcome; a tornado has one")
    require_worlds(replications, seed, 2)
    pool = work.pool(small=3 * len(chosen) * replications <= SMALL)
    with work.attended(), blaming("outcome"):
        found = engine.sensitivity(
            loaded,
            chosen,
            pair,
            outcome=name,
            replications=replications,
            seed=seed,
            pool=pool,
            rules=rules_for,
            progress=work.watch,
        )
    asked = {
        "models": list(found.models),
        "outcome": found.outcome,
        "numbers": {e.number.id: [e.number.low, e.number.high] for e in found.entries},
    }
    return SensitivityResult(found, loaded, settings=asked)


def asked_pair(scenario: Given, models: Models) -> tuple[Scenario, tuple[str, str]]:
    """The scenario and the pair of models that are meant.

    Raises:
        VmoError: an unknown model, or a scenario without MMPs.
        ScenarioError: a scenario that cannot be read.

    """
    loaded = simulated_of(scenario)
    if loaded.laboratory:
        said = "has no MMPs to fund, so no models to prefer; vmo sweep varies numbers of its flow"
        raise wrong("", f"{loaded.name}: {said}")
    return loaded, two_models(loaded, models)


def chosen_numbers(known: list[Number], only: Names | None) -> list[Number]:
    """The numbers asked for: by id, or by the beginning of one before a dot."""
    if only is None:
        return known
    asked, ids = split(only), [number.id for number in known]
    unknown = [word for word in asked if not any(_means(word, name) for name in ids)]
    if unknown:
        raise wrong("only", *(f'no number is called "{word}"; {suggestion(word, ids)}' for word in unknown))
    if not asked:
        raise wrong("only", f"names none; known: {', '.join(ids)}")
    return [number for number in known if any(_means(word, number.id) for word in asked)]


def _means(word: str, name: str) -> bool:
    return name == word or name.startswith(f"{word}.")


def _line(number: Number) -> str:
    low, base, high = (number.word(value) for value in (number.low, number.base, number.high))
    grade = f"grade {number.grade}: " if number.grade else ""
    return f"{number.id}: {number.label}\n    {low} to {high}, now {base}; {grade}{number.source}"
