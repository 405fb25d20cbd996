"""The monthly page as one document, and its numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from report.documents.content import Document, Section, Words
from report.documents.month.decisions import decisions_due
from report.documents.month.outlook import decisions_section, flow_section, learnings_section, upcoming_section
from report.documents.month.progress import delivered_section, money_section, outcome_section
from report.documents.month.scores import COLUMN, month_scores
from report.documents.scorecard import scorecard_json, scorecard_table
from report.shared.quarter_words import quarter_long
from scenarios.writing.fingerprint import scenario_hash

if TYPE_CHECKING:
    from report.documents.month.facts import MonthStudies


def month_document(studies: MonthStudies, command: str, manifest: str) -> Document:
    """The whole page."""
    scenario = studies.scenario
    sections = (
        delivered_section(studies, command),
        outcome_section(studies, command),
        money_section(studies, command),
        upcoming_section(studies, command),
        decisions_section(studies, command),
        flow_section(studies, command),
        learnings_section(studies, command),
        _annex(studies, command),
    )
    quarter = quarter_long(scenario.calendar, studies.quarter)
    what = f"{scenario.name}: month {studies.place} of 3 of quarter {quarter}; {scenario.currency}"
    title = f"Monthly page {studies.month}: {scenario.title or scenario.name}"
    return Document("month", title, what, sections, command, manifest)


def _annex(studies: MonthStudies, command: str) -> Section:
    currency, scenario = studies.scenario.currency, studies.scenario
    scores = scorecard_table(month_scores(studies), (COLUMN,), currency, "Scorecard to date")
    read = "; ".join(f"{what}: {file}" for what, file in studies.files.items())
    lines = (
        f"Made again by: {command}",
        f"Read from the folder: {read}.",
        f"Scenario {scenario.name}, fingerprint {scenario_hash(scenario)[:16]}.",
        "Actuals are written by MMP and quarter: what is said to date is to the quarter, which stands for its end.",
    )
    return Section("Annex: scorecard, definitions, how this was made", "Definitions, and how this was made",
                   (scores, Words(lines, "list")), command)  # fmt: skip


def month_numbers(studies: MonthStudies) -> dict[str, Any]:
    """Every number of the page by question; money in currency, quarters of the scenario."""
    return {
        "month": studies.month,
        "quarter": studies.quarter,
        "quarters_over": studies.over,
        "delivered": [asdict(each) for each in studies.deliveries],
        "objectives": [
            asdict(each) | {"share_of_target": each.value / each.target if each.target else None}
            for each in studies.objectives
        ],
        "money": [
            asdict(each) | {"share": each.spent / each.budget if each.budget else None} for each in studies.money
        ],
        "kinds": None if studies.spend is None else [asdict(each) for each in studies.kinds],
        "next": [asdict(each) | {"day": None if each.day is None else str(each.day)} for each in studies.upcoming],
        "decisions": [asdict(each) for each in decisions_due(studies)],
        "flow": None
        if studies.flow is None
        else {
            "under_way": studies.flow.under_way,
            "oldest": studies.flow.oldest,
            "told_to": str(studies.flow.told_to),
            **{
                name: {
                    key: str(value) if key in ("first", "last") else value for key, value in asdict(flow).items()
                }
                for name, flow in (("month", studies.flow.month), ("before", studies.flow.before))
            },
        },
        "learnings": None if studies.learnings is None else list(studies.learnings),
        "scorecard": scorecard_json(month_scores(studies), (COLUMN,)),
        "files": dict(studies.files),
    }
