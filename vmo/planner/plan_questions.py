"""Which question a planner should answer first."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from optimiser.information import PlanInformation, Worth, plan_information
from optimiser.solving import SolverMissingError
from report.information.questions import questions_json, questions_text
from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import money
from vmo.planner.planning import PlannersResult
from vmo.planner.requests import Planning, understood
from vmo.shared.errors import NoAnswerError, Problem, wrong
from vmo.shared.inputs import Given, at_least
from vmo.shared.result import Tables

if TYPE_CHECKING:
    from rich.console import RenderableType


class QuestionsResult(PlannersResult[PlanInformation]):
    """What knowing whether an MMP succeeds is worth to the best plan."""

    kind: ClassVar[str] = "questions"

    def headline(self) -> str:
        first = [f"; first {w.id}, worth {money(w.value, self.scenario.currency)}" for w in self.data.worths[:1]]
        return "".join([f"{self.scenario.name}: {self.data.asked} questions", *first])

    def words(self, *, everything: bool = False) -> RenderableType:
        """The questions by worth for a terminal; ``everything``: every MMP."""
        return questions_text(self.scenario, self.data, everything=everything)

    def document(self) -> dict[str, Any]:
        """The plan, the worth of knowing everything, and every question."""
        return questions_json(self.scenario, self.data)

    def tables(self) -> Tables:
        """Every question."""
        header = [f.name for f in fields(Worth)]
        return {"questions": lambda: csv_text(header, (list(asdict(w).values()) for w in self.data.worths))}


def questions(
    portfolio: Given, *, futures: int = 20, seed: int = 1, **planning: Unpack[Planning]
) -> QuestionsResult:
    """Which question should a planner answer first? What knowing is worth to the best plan.

    Args:
        portfolio: what ``plan`` accepts.
        futures: futures for the worth of knowing everything; 0 leaves it out.
        seed: seed of the futures.
        **planning: as in ``plan`` (see ``vmo.Planning``); the defaults are ``gap`` 0.1 % and 10 ``seconds``.

    Returns:
        Worth of every answer in currency, with proven bounds: the most it may cost. Frame: questions.

    Raises:
        NoAnswerError: there is no plan to ask about.
        VmoError: an argument that cannot be understood.
        ScenarioError: a portfolio that cannot be read or planned.

    Examples:
        >>> import vmo
        >>> found = vmo.questions("tiny", futures=0)
        >>> bool((found.frame()["value"] >= 0).all())
        True

    """
    at_least("futures", futures, 0)
    at_least("seed", seed, 0)
    asked = understood(portfolio, planning, gap="0.1%", seconds=10.0)
    try:
        found = plan_information(
            asked.scenario, asked.wishes, futures=futures, seed=seed, effort=asked.effort, progress=asked.work.tell
        )
    except SolverMissingError as error:
        raise wrong("solver", str(error)) from None
    if found is None:
        said = f"{asked.scenario.name}: no plan was found to ask about; vmo plan says why"
        raise NoAnswerError([Problem((), said)])
    return QuestionsResult(found, asked.scenario)
