"""What the rows of an organisation do, in words, tables and JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.console import Group as Lines
from rich.text import Text

from report.attribution.text import in_steps, unit_of, written
from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import outcome_value
from report.shared.study import cautions, labels, opening, study_json, warned
from report.shared.text_table import plain_table
from sim.outcomes.measures import OUTCOMES
from sim.studies.organisation import PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from report.attribution.text import Unit
    from sim.studies.attribution import Estimate
    from sim.studies.organisation import Organisation, Side

SIDES: tuple[Side, ...] = (0, 1, 2)


def names_of(found: Organisation) -> tuple[str, str]:
    """Names of the two models for people."""
    names = labels(found)
    return names[found.models[0]], names[found.models[1]]


def unit_for(found: Organisation, outcome: str) -> Unit:
    """The unit that suits the largest amount."""
    estimates = [found.part(outcome, row, side) for row in range(len(found.rows)) for side in SIDES]
    estimates += [found.whole(outcome, side) for side in SIDES]
    amounts = [abs(e.mean) for e in estimates if math.isfinite(e.mean)]
    return unit_of(outcome, max(amounts, default=0.0), found.scenario.currency)


def finding(found: Organisation, outcome: str) -> str:
    """The answer in a sentence or two."""
    first, second = names_of(found)
    if not found.rows:
        return f"{found.scenario.name} has no row of the organisation switched on that could be taken out."
    bare, full = (get(outcome, 2) for get in (found.bare, found.full))
    words = [outcome_value(outcome, each.mean, plus=True) for each in (bare, full)]
    label = OUTCOMES[outcome].label
    text = f"{label}, {second} less {first}: {words[0]} without any of these rows, {words[1]} with all of them."
    ranked = sorted(range(len(found.rows)), key=lambda row: -abs(found.part(outcome, row, 2).mean))
    decided = [row for row in ranked if found.part(outcome, row, 2).decided]
    if not decided:
        return f"{text} No row's part in the difference is decided." if bare.n > 1 else text
    part = found.part(outcome, decided[0], 2)
    most = outcome_value(outcome, part.mean, plus=True)
    return f"{text} Most is done by {found.rows[decided[0]].label}: {most}."


def notes(found: Organisation, outcome: str) -> list[str]:
    """What a reader must know before using the numbers."""
    said = cautions(found)
    used = len(found.usable(outcome))
    if used < found.replications:
        said.append(
            f"{OUTCOMES[outcome].label} exists with and without every row in {used} of {found.replications} "
            "worlds; the others are left out."
        )
    if not found.exact:
        said.append(
            f"{len(found.rows)} rows are too many to try every set of them: each world tries {2 * PAIRS} orders of "
            "its own. The intervals hold this sampling error too."
        )
    said += [f"{name} cannot be taken out by itself: {why}" for name, why in found.held.items()]
    return said


def organisation_text(found: Organisation, outcome: str) -> RenderableType:
    """The whole study for a terminal."""
    head = [*opening(found), Text(finding(found, outcome), style="bold")]
    if not found.rows:
        return Lines(*head, *warned([f"{name}: {why}" for name, why in found.held.items()]))
    unit, (first, second) = unit_for(found, outcome), names_of(found)
    columns = []
    for side in SIDES:
        parts = [found.part(outcome, row, side) for row in range(len(found.rows))]
        columns.append(written(parts, found.whole(outcome, side), unit))
    table = plain_table(
        "What is in place", f"{first}, {unit.name}", second, "difference", "95 % interval", "as the last one",
        wrap=True,
    )  # fmt: skip
    for row, what in enumerate(found.rows):
        part, last = found.part(outcome, row, 2), found.last(outcome, row, 2)
        cells = [column[0][row] for column in columns]
        table.add_row(what.label, *cells, unit.span(part), unit.write(last.mean))
    whole = found.whole(outcome, 2)
    table.add_row("All of them", *(column[1] for column in columns), unit.span(whole), "", style="bold")
    text = (
        "Each row is in every funding model; its part is what putting it in place adds, averaged over all orders "
        "(Shapley value), under both models and in their difference. As the last one: added to all others. A row "
        "that is not in place is at its neutral default."
    )
    return Lines(*head, Text(), table, Text(), Text(text, style="dim"), *warned(notes(found, outcome)))


def _numbers(estimate: Estimate) -> dict[str, float]:
    return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high}


def organisation_json(found: Organisation, outcome: str) -> dict[str, Any]:
    """The study as plain data. Money adds up to the cent."""
    sides = (*found.models, "difference")
    exact = [
        in_steps(
            [found.part(outcome, row, side) for row in range(len(found.rows))], found.whole(outcome, side), outcome
        )
        for side in SIDES
    ]
    return {
        **study_json(found),
        "models": list(found.models),
        "outcome": outcome,
        "unit": OUTCOMES[outcome].unit,
        "worlds_used": len(found.usable(outcome)),
        "method": "exact" if found.exact else "sampled orders",
        "rows": [
            {
                "row": what.id,
                "label": what.label,
                **{name: _numbers(exact[side][0][row]) for side, name in zip(SIDES, sides, strict=True)},
                "last": _numbers(found.last(outcome, row, 2)),
            }
            for row, what in enumerate(found.rows)
        ],
        "all": {name: _numbers(exact[side][1]) for side, name in zip(SIDES, sides, strict=True)},
        "without": {name: _numbers(found.bare(outcome, side)) for side, name in zip(SIDES, sides, strict=True)},
        "with": {name: _numbers(found.full(outcome, side)) for side, name in zip(SIDES, sides, strict=True)},
        "held": dict(found.held),
        "warnings": notes(found, outcome),
    }


def organisation_csv(found: Organisation) -> str:
    """Every outcome: a row for each row of the organisation, and one for all of them."""

    def lines() -> Iterator[list[object]]:
        for outcome, what in OUTCOMES.items():
            if not len(found.usable(outcome)):
                continue
            for row, each in enumerate(found.rows):
                parts = [found.part(outcome, row, side) for side in SIDES]
                yield [outcome, what.unit, each.id, *_cells(parts), found.last(outcome, row, 2).mean, parts[2].n]
            wholes = [found.whole(outcome, side) for side in SIDES]
            yield [outcome, what.unit, "all", *_cells(wholes), None, wholes[2].n]

    names = ["first", "second", "difference"]
    ends = [f"{name}{end}" for name in names for end in ("", "_low", "_high")]
    return csv_text(["outcome", "unit", "row", *ends, "difference_as_last", "worlds"], lines())


def _cells(estimates: list[Estimate]) -> list[object]:
    return [value for e in estimates for value in (e.mean, e.low, e.high)]
