"""The scorecard of every document: the same few measures of delivery, each with its definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report.documents.content import Table, cell
from report.shared.numbers_in_words import outcome_value, unit_name
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report.documents.content import Entry, Kind

NOT_RECORDED = "not recorded"
"""What stands in place of a number that nobody has."""
KINDS: dict[str, Kind] = {"money": "money", "share": "share", "weeks": "weeks", "days": "weeks"}
"""How outcomes are written in a workbook, by unit."""
SCORED = {
    "days_per_release": "Days per release",
    "cost_per_release": "Cost per release",
    "worst_gap_weeks": "Three months without value: longest gap of any stream",
    "three_month_rule_share": "Three-month rule: quarters with user value",
    "releases": "Delivery frequency: releases",
    "time_to_first_value_weeks": "Speed to market: first value",
    "lead_time_weeks": "Speed to market: lead time of an MMP",
    "realised_share": "Realised of claimed",
    "governance_share": "Planning effort: share of the cost",
    "overload_share": "Load above 90 %",
    "pv_governance": "Cost of the office itself",
}
"""Outcomes of the scorecard, by what they are called there."""


DEFINITIONS = {
    "worst_gap_weeks": "longest time in the horizon without a release that earns, in the stream that waits longest",
}
"""Definitions that stand alone, where that of the outcome leans on the one above it."""


@dataclass(frozen=True)
class Score:
    """One measure: a number per column, and what it means."""

    outcome: str
    values: tuple[float | None, ...]
    """None: not recorded."""
    definition: str = ""
    """Default: that of the outcome."""
    why: str = ""
    """Why it is not recorded, or what is recorded instead."""

    @property
    def said(self) -> str:
        """The definition, and what must be known besides."""
        words = self.definition or DEFINITIONS.get(self.outcome) or OUTCOMES[self.outcome].definition
        return f"{words}; {self.why}" if self.why else words


def scorecard_table(scores: Sequence[Score], columns: Sequence[str], currency: str, caption: str) -> Table:
    """Every measure of ``SCORED`` that is given, with its definition; a number nobody has is said to be none."""
    rows: list[tuple[Entry, ...]] = []
    for score in scores:
        outcome = score.outcome
        kind = KINDS.get(OUTCOMES[outcome].unit, "number")
        cells = [
            NOT_RECORDED if value is None else cell(outcome_value(outcome, value), value, kind)
            for value in score.values
        ]
        rows.append((SCORED[outcome], unit_name(outcome, currency), *cells, score.said))
    return Table("Scorecard", caption, ("Measure", "unit", *columns, "definition"), tuple(rows))


def scorecard_json(scores: Sequence[Score], columns: Sequence[str]) -> list[Mapping[str, object]]:
    """Plain data: null = not recorded."""
    return [
        {
            "outcome": score.outcome,
            "label": SCORED[score.outcome],
            "values": dict(zip(columns, score.values, strict=True)),
            "definition": score.said,
        }
        for score in scores
    ]
