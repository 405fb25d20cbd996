"""What better evidence and estimates are worth, and which question comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from coupling.rolling import Rolling, rules_for
from report.information.text import answers, information_json, information_text, question_rows
from report.shared.csv_file import csv_text
from report.shared.manifest import study_manifest
from scenarios.faults import suggestion
from sim.studies import value_of_information as engine
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, Names, one_model, require_worlds, simulated_of, split
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import SMALL, Running, Work

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario
    from sim.funding.selection_rules import Selection

GROUPS = {"evidence": "evidence", "estimates": "estimates", "mmps": "mmp", "ceiling": "ceiling"}
"""Groups of questions, by the word that asks for them."""


class InformationResult(Result[engine.Information]):
    """What answers are worth. ``data.npv`` has the shape (worlds, 1 + questions), currency."""

    kind: ClassVar[str] = "value-of-information"

    def headline(self) -> str:
        said = next(iter(answers(self.data)), "")
        return (
            f"{self.scenario.name}, {self.data.replications} worlds, {len(self.data.questions)} questions; {said}"
        )

    def words(self, *, everything: bool = False) -> RenderableType:
        """The questions by worth for a terminal; ``everything``: every MMP."""
        return information_text(self.data, everything=everything)

    def document(self) -> dict[str, Any]:
        """Every question with its worth and interval."""
        return information_json(self.data)

    def tables(self) -> Tables:
        """Questions, and net present value world by world."""
        return {"information": self._questions, "worlds": self._worlds}

    def _questions(self) -> str:
        rows = question_rows(self.data)
        return csv_text(list(rows[0]), (list(row.values()) for row in rows))

    def _worlds(self) -> str:
        ids = [question.id for question in self.data.questions]
        rows = ([world, *row] for world, row in enumerate(self.data.npv.tolist()))
        return csv_text(["world", "as_it_stands", *ids], rows)

    def drawings(self) -> Figures:
        """The questions by worth."""
        from report.information.figure import draw_information

        return {"information": lambda: draw_information(self.data)}

    def manifest(self) -> str:
        ids = [question.id for question in self.data.questions]
        more = {"model": self.data.model, "questions": ids, "settings": dict(self.settings)}
        return study_manifest("value-of-information", self.data, more)


def value_of_information(
    scenario: Given,
    *,
    model: str | None = None,
    only: Names | None = None,
    replications: int = 50,
    seed: int = 1,
    **running: Unpack[Running],
) -> InformationResult:
    """Which question should be answered first? What knowing more, or sooner, is worth.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.
        model: funding model whose deciders ask; default: the second of the scenario.
        only: "evidence", "estimates", "mmps", ids of questions such as "estimates.value", or ids of MMPs; default:
            all of these. "ceiling" asks instead how far the choice of MMPs is from one that knows everything.
        replications: worlds.
        seed: seed of the worlds; equal seeds give the worlds of ``compare``.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Worth of every answer in net present value (the scenario's currency): the most it may cost. Frames:
        information, worlds.

    Raises:
        VmoError: an unknown model or question.
        ScenarioError: a scenario that cannot be read or simulated.
        CancelledError: cancelled before the first worlds were finished.

    Examples:
        >>> import vmo
        >>> found = vmo.value_of_information("tiny", only="estimates", replications=2, workers=1)
        >>> found.frames
        ('information', 'worlds')

    """
    loaded, work = simulated_of(scenario), Work(**running)
    known = list(loaded.funding_models)
    name = known[min(1, len(known) - 1)] if model is None else one_model("model", loaded, model)
    asked = _questions(loaded, only)
    require_worlds(replications, seed)
    pool = work.pool(small=replications * (1 + len(asked)) <= SMALL)
    with work.attended():
        found = engine.value_of_information(
            loaded,
            name,
            questions=asked,
            replications=replications,
            seed=seed,
            pool=pool,
            selections=rules_for(loaded, [name]) or _rules(asked),
            progress=work.counter(replications),
        )
    written = only if only is None or isinstance(only, str) else ",".join(split(only))
    return InformationResult(found, loaded, settings={"only": written})


def _rules(asked: list[engine.Question]) -> dict[str, Selection]:
    """The optimised rounds, where a question chooses by them."""
    return {"optimiser": Rolling()} if any("optimiser" in question.selections for question in asked) else {}


def _questions(scenario: Scenario, only: Names | None) -> list[engine.Question]:
    everything = [*engine.standard(scenario), *engine.about_mmps(scenario)]
    if only is None:
        return everything
    everything += engine.ceiling()
    ids = {question.id: question for question in everything}
    ids |= {question.id.removeprefix("mmp."): question for question in everything}
    settled = {mmp.id for mmp in scenario.mmps} - set(ids)
    chosen: dict[str, engine.Question] = {}
    problems = []
    for word in split(only):
        if word in GROUPS:
            chosen |= {q.id: q for q in everything if q.group == GROUPS[word]}
        elif word in ids:
            chosen[ids[word].id] = ids[word]
        elif word in settled:
            problems.append(f'"{word}" is under way or certain, so there is nothing to ask before deciding')
        else:
            problems.append(f'nothing is called "{word}"; {suggestion(word, [*GROUPS, *ids])}')
    if problems:
        raise wrong("only", *problems)
    if not chosen:
        raise wrong("only", "leaves no question; give evidence, estimates, mmps, ceiling, or the id of an MMP")
    return list(chosen.values())
