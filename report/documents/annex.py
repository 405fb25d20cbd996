"""The end of every document: scorecard, definitions, and how the document is made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.comparison.text import HEADLINE
from report.documents.content import Section, Table, Words, cell
from report.documents.scorecard import KINDS, SCORED, Score, scorecard_table
from report.shared.numbers_in_words import outcome_value, unit_name
from report.shared.study import labels, setting
from scenarios.writing.fingerprint import scenario_hash
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from report.documents.content import Entry
    from sim.studies.comparison import Comparison

GRADES = (
    "Evidence grades: A measured and peer reviewed, or own analysis of published data; B large vendor or "
    "government data; C practitioner, second hand; D assumption; own: stated by the scenario itself."
)
READING = (
    "A world is one simulated course of events; every model runs in the same worlds, so that a difference comes "
    "from the rules and not from luck. P50 is the middle of the worlds; P10 and P90 leave a tenth below "
    "and above. A 95 % interval says how far the mean may be off because only so many worlds were run; it says "
    "nothing about whether the scenario is right. An MMP (minimum marketable product) is the smallest release "
    "worth paying for; WSJF (weighted shortest job first) takes first what loses most by waiting, for each week of "
    "work. Net present value is benefits less costs, discounted. What the program assumes is in docs/model.md."
)


def scores(comparison: Comparison) -> tuple[Score, ...]:
    """P50 of every measure under every model."""
    found = []
    for outcome in SCORED:
        middles = [comparison.summary(outcome, model) for model in comparison.models]
        found.append(Score(outcome, tuple(s.p50 if s.n else None for s in middles)))
    return tuple(found)


def scorecard(comparison: Comparison) -> Table:
    """The scorecard, P50 under every model."""
    names = labels(comparison)
    columns = [names[model] for model in comparison.models]
    caption = "Scorecard of the portfolio: P50 of the worlds"
    return scorecard_table(scores(comparison), columns, comparison.scenario.currency, caption)


def outcomes_table(comparison: Comparison) -> Table:
    """Every main outcome under every model, with its definition."""
    names, currency = labels(comparison), comparison.scenario.currency
    rows: list[tuple[Entry, ...]] = []
    for outcome in (*HEADLINE, *comparison.switched_on):
        kind = KINDS.get(OUTCOMES[outcome].unit, "number")
        middles = [comparison.summary(outcome, model).p50 for model in comparison.models]
        cells = [cell(outcome_value(outcome, value), value, kind) for value in middles]
        if len(comparison.models) == 2:
            mean = comparison.difference(outcome, comparison.models[1], comparison.models[0]).mean
            cells.append(cell(outcome_value(outcome, mean, plus=True), mean, kind))
        rows.append((OUTCOMES[outcome].label, unit_name(outcome, currency), *cells, OUTCOMES[outcome].definition))
    difference = ("mean difference",) if len(comparison.models) == 2 else ()
    header = ("Outcome, P50", "unit", *(names[model] for model in comparison.models), *difference, "definition")
    return Table("Outcomes", "Main outcomes, with definitions", header, tuple(rows))


def making(comparison: Comparison, command: str) -> tuple[str, ...]:
    """How the document is made again, and how to read it."""
    scenario = comparison.scenario
    return (
        f"Made again by: {command}",
        f"Run: {setting(comparison)}.",
        f"Scenario {scenario.name}, fingerprint {scenario_hash(scenario)[:16]}.",
        READING,
        GRADES,
    )


def annex_section(comparison: Comparison, command: str) -> Section:
    """The last section."""
    lines = making(comparison, command)
    return Section("Annex: scorecard, definitions, how this was made", "Definitions, and how this was made",
                   (scorecard(comparison), outcomes_table(comparison), Words(lines, "list")), command)  # fmt: skip
