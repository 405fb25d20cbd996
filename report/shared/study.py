"""What is said of every study: its scenario, what was run, the models by name, what to be careful about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from rich.text import Text

from report.shared.numbers_in_words import model_name, percent
from report.shared.quarter_words import quarter_long

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scenarios.scenario import Scenario


class Study(Protocol):
    """Whatever was run in worlds of one scenario."""

    @property
    def scenario(self) -> Scenario: ...
    @property
    def seed(self) -> int: ...
    @property
    def replications(self) -> int: ...
    @property
    def ended(self) -> str: ...


class Compared(Protocol):
    """Whatever compares funding models of one scenario."""

    @property
    def scenario(self) -> Scenario: ...
    @property
    def models(self) -> tuple[str, ...]: ...


FEW = 30
"""Worlds below which an interval is said to be rough."""
ROUGH = f"Fewer than {FEW} worlds: intervals are rough. Ask for more with --replications."


def labels(comparison: Compared) -> dict[str, str]:
    """Names for people of the compared models."""
    models = comparison.scenario.funding_models
    return {name: model_name(name, models[name].name) for name in comparison.models}


def setting(study: Study) -> str:
    """What was run, in one line: it belongs beside every number."""
    calendar = study.scenario.calendar
    worlds = f"{study.replications} world{'s' if study.replications != 1 else ''}"
    benefit = quarter_long(calendar, calendar.benefit_end // calendar.weeks_per_quarter)
    first, last = calendar.quarter_name(1), calendar.quarter_name(calendar.quarters)
    span = f" ({first} to {last})" if first else ""
    return (
        f"{worlds}, seed {study.seed}; {calendar.quarters} quarters{span}, benefits counted to the end of quarter "
        f"{benefit}; {study.scenario.currency}, discounted at {percent(calendar.discount_rate, 1)} a year"
    )


def opening(study: Study) -> list[Text]:
    """The first two lines of a text: name and title of the scenario, and what was run."""
    scenario = study.scenario
    name = f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name
    return [Text(name, style="bold"), Text(setting(study), style="dim")]


def warned(notes: Iterable[str]) -> list[Text]:
    """The last lines of a text, after an empty one: what a reader must know before using the numbers."""
    lines = [Text(f"! {note}", style="yellow") for note in notes]
    return [Text(), *lines] if lines else []


def cautions(study: Study, finished: str = "were finished") -> list[str]:
    """Whether the study was interrupted (then these are the worlds that ``finished``), and whether it is small."""
    found = []
    if study.ended == "interrupted":
        found.append(f"Interrupted: these are the {study.replications} worlds that {finished}.")
    if study.replications < FEW:
        found.append(ROUGH)
    return found


def study_json(study: Study) -> dict[str, Any]:
    """How the document of every study begins."""
    return {
        "scenario": study.scenario.name,
        "seed": study.seed,
        "replications": study.replications,
        "ended": study.ended,
    }
