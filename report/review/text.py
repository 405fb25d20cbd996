"""Predicted against realised, in words for a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.shared.numbers_in_words import probability
from report.shared.quarter_words import quarter_long, quarter_short
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from intake.review.biases import Bias
    from intake.review.hindsight import Regret
    from intake.review.learning import Proposal
    from intake.review.reviewing import Review

NAMED = 6
"""Most MMPs that are named in a line."""
SHOWN = 12
"""Most lines of a table of MMPs."""


def _money(value: float) -> str:
    digits = 0 if abs(value) >= 100 or value == round(value) else 2
    return f"{value:,.{digits}f}"


def review_headline(found: Review) -> str:
    """How much is on file, and how much of it can be judged."""
    first = found.chapters[0].scenario
    many = "quarter is" if found.quarters == 1 else "quarters are"
    last = quarter_long(first.calendar, found.quarters)
    counts = [
        f"{n} {fate}"
        for fate in ("released", "running", "cancelled", "not begun", "gone")
        if (n := sum(course.fate == fate for course in found.courses))
    ]
    judged = {row.mmp.id for row in found.judged.rows}
    return (
        f"{first.name}: {found.quarters} {many} over, up to {last}. Of {len(found.courses)} MMPs: "
        f"{', '.join(counts)}. Estimates of {len(judged)} of them can be judged."
    )


def review_text(found: Review) -> RenderableType:
    """The whole answer."""
    parts: list[RenderableType] = [Text(review_headline(found), style="bold")]
    parts += [Text(""), Text("Were the 80 % bands right?", style="bold")]
    parts.append(_coverage(found) if found.coverage else Text("Nothing can be judged yet."))
    parts += [Text(""), Text("Do estimates lean to one side?", style="bold")]
    parts += _biases(found)
    parts += [Text(""), Text("Had it been known", style="bold")]
    parts += _hindsight(found)
    if found.proposals:
        parts += [Text(""), Text("What this teaches (a proposal; nothing is changed)", style="bold")]
        parts += _proposals(found.proposals)
    if found.judged.passed:
        parts += [Text(""), Text("Not judged", style="bold")]
        parts += [Text(f"  - {kind}: {reason}: {_names(names)}") for kind, reason, names in found.judged.passed]
    notes = [
        f"  - {chapter.name}: no actuals on file that lead to the next folder; what happened is read from both"
        for chapter in found.chapters[:-1]
        if chapter.rows is None
    ]
    plans = [chapter.name for chapter in found.chapters if chapter.starts is None]
    if plans:
        notes.append(f"  - no plan on file in {_names(plans)} (vmo plan FOLDER --out FOLDER/plan)")
    if notes:
        parts += [Text(""), Text("Look at", style="bold"), *map(Text, notes)]
    return Group(*parts)


def _names(names: tuple[str, ...] | list[str]) -> str:
    more = len(names) - NAMED
    return f"{', '.join(names[:NAMED])}{f' and {more} more' if more > 0 else ''}"


def _coverage(found: Review) -> Table:
    table = plain_table("estimate of", "bands", "held", "below", "above", "so of all bands (95 %)", "")
    for row in found.coverage:
        held = "" if not row.n else f"{probability(row.interval[0])} to {probability(row.interval[1])}"
        verdict: str = row.verdict
        if verdict == "too few to say":
            verdict = f"too few to say: {row.n} of {row.needed}"
        elif verdict == "no bands":
            cure = "vmo plan --stress gives them" if row.kind == "date" else "stated as certain"
            verdict = f"no bands for {row.without}: {cure}"
        extra = f"; {row.undecided} late, undecided" if row.undecided else ""
        table.add_row(row.kind, str(row.n), str(row.inside), str(row.below), str(row.above), held, verdict + extra)
    return table


def _biases(found: Review) -> list[RenderableType]:
    if not found.biases:
        return [Text("Nothing can be judged yet.")]
    shown = [row for row in found.biases if row.grouping == "all" or "estimated" in row.lean]
    table = plain_table("estimate of", "among", "judged", "found", "95 %", "by chance, corrected", "", left=2)
    for row in shown:
        who = "all" if row.grouping == "all" else f"{row.grouping} {row.group}"
        interval = "" if row.interval is None else f"{_size(row, row.interval[0])} to {_size(row, row.interval[1])}"
        chance = "" if row.corrected is None else probability(row.corrected)
        table.add_row(row.kind, Text(who), str(row.n), _found(row), interval, chance, row.lean)
    groups = len(found.biases)
    tested = sum(row.chance is not None for row in found.biases)
    said = (
        f"{groups} groups looked at (all, value stream, objective, class, sponsor), {tested} with enough results; "
        "chances are corrected for all of them."
    )
    return [table, Text(said)]


def _found(row: Bias) -> str:
    if row.kind in ("duration", "date"):
        return f"{row.late} late, {row.early} early"
    if row.found is None:
        return ""
    if row.kind == "success":
        return f"{row.found:.0%}, stated {row.expected:.0%}"
    late = f" ({row.late} not done)" if row.late else ""
    return f"x {row.found:.2f}{late}"


def _size(row: Bias, value: float) -> str:
    return probability(value) if row.kind in ("duration", "date", "success") else f"{value:.2f}"


def _hindsight(found: Review) -> list[RenderableType]:
    told = found.regret
    if isinstance(told, str):
        return [Text(f"Hindsight cannot tell: {told}.")]
    currency = found.chapters[0].scenario.currency
    table = plain_table("value from the first quarter on", currency)
    rows = [
        ("the first plan, as estimated then", told.planned),
        ("the first plan, with the numbers known now", told.hindsight),
        ("what was begun, and what the last plan intends", told.chosen),
        ("the best that could have been chosen", told.best),
        ("regret", told.regret),
    ]
    for words, value in rows:
        if value is not None:
            table.add_row(words, _money(value))
    said = (
        f"All numbers of {told.known} of {len(told.choices)} MMPs are known; the rest counts as estimated now, and "
        "what is judged by value goes on as it began."
    )
    parts: list[RenderableType] = [table, Text(said)]
    if told.regret < 0:
        parts.append(Text("What was done kept to fewer rules than a plan has to: regret is below 0."))
    return [*parts, *_choices(found, told)]


def _choices(found: Review, told: Regret) -> list[RenderableType]:
    calendar = found.chapters[0].scenario.calendar
    other = [c for c in told.choices if c.chosen != c.best]
    if not other:
        return []
    table = plain_table("otherwise in hindsight", "planned", "begun", "best")
    for choice in other[:SHOWN]:
        cells = [
            "never" if quarter is None else quarter_short(calendar, quarter)
            for quarter in (choice.planned, choice.chosen, choice.best)
        ]
        table.add_row(Text(choice.label), *cells)
    more = len(other) - SHOWN
    return [Text(""), table, *([Text(f"and {more} more (--out writes all)")] if more > 0 else [])]


def _proposals(proposals: tuple[Proposal, ...]) -> list[RenderableType]:
    table = plain_table("number", "was", "proposed", "95 %", "results", left=1)
    grouped = groupby(
        sorted(proposals, key=lambda p: (p.what, p.old, p.new)), key=lambda p: (p.what, p.old, p.new, p.interval)
    )
    for (what, old, new, interval), same in grouped:
        members = list(same)
        mmps = [p.path.split(".", 1)[1].rsplit(".", 1)[0] for p in members if p.path.startswith("mmps.")]
        who = f" of {_names(mmps)}" if mmps else ""
        table.add_row(Text(f"{what}{who}"), old, new, interval, str(members[0].n))
    priors = dict.fromkeys(f"Prior of {p.what}: {p.prior}, grade {p.grade}." for p in proposals)
    return [table, *map(Text, priors)]
