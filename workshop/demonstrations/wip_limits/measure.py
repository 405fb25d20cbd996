"""WIP limits: what each further card on the board buys, between the best and the worst case."""

from __future__ import annotations

from report.shared.style import BLUE, VERMILLION
from workshop.experiments.runs import flows, variants
from workshop.experiments.theory import Line
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import SHARE, Curve, Findings, Grid, Number, Theory, difference, times

SCENARIO = "wip-limits"
STREAM = "value_streams.line"
STAGES = ("analysis", "build", "test", "deploy")
LINE = Line(rate=1.0, shortest=float(len(STAGES)))
CARDS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20)
SHOWN = (1, 2, 4, 6, 8, 12, 20)
"""Cards of the table."""
KINDS = {
    "line": ("this line (cv 0.6)", 0.6, BLUE, "o"),
    "wild": ("wild work (cv 1.8)", 1.8, VERMILLION, "^"),
}
"""By key: name, coefficient of variation of the work, colour, marker."""
WEEKS = 20_000.0
BOUNDS = {
    "line": (LINE.best, Theory.MOST, Theory.LEAST, 0.05),
    "wild": (LINE.worst, Theory.LEAST, Theory.MOST, 0.12),
}
"""By key: the case of Hopp & Spearman that bounds the line, how it bounds throughput and cycle time, and the share
by which luck in the work may carry a run across it (with one card both cases are the line itself)."""
FEW, SOME, MANY = 4, 8, 20
"""Cards that texts compare: the critical number, twice as many, and as many as nobody counts."""


def changes(cards: int, cv: float) -> dict[str, object]:
    """The scenario with so many cards and so variable work."""
    effort = {"distribution": "gamma", "mean": 1, "cv": cv}
    return {f"{STREAM}.arrivals.wip": cards} | {f"{STREAM}.stages.{stage}.effort": effort for stage in STAGES}


def find(setting: Setting) -> Findings:
    """Throughput and weeks on the board against cards on the board."""
    points = [(key, cards) for key in KINDS for cards in CARDS]
    results = flows(
        variants(SCENARIO, [changes(cards, KINDS[key][1]) for key, cards in points]), setting, weeks=WEEKS
    )
    numbers: dict[str, Number] = {}
    for (key, cards), result in zip(points, results, strict=True):
        stream = result.stream("line")
        name = f"{KINDS[key][0]}, {cards} cards"
        case, rates, spans, luck = BOUNDS[key]
        most, least = case(cards)
        numbers[f"{key}_rate_{cards}"] = Number.of(
            f"Finished a week, {name}", stream.throughput, "features a week", most, luck, rates
        )
        numbers[f"{key}_weeks_{cards}"] = Number.of(
            f"Weeks on the board, {name}", stream.cycle_time, "weeks", least, luck, spans
        )
    rate = {cards: numbers[f"line_rate_{cards}"] for cards in CARDS}
    weeks = {cards: numbers[f"line_weeks_{cards}"] for cards in CARDS}
    numbers["half"] = times(
        "Throughput with 8 cards as a share of that with 20", rate[SOME], rate[MANY], unit=SHARE
    )
    numbers["quick"] = times("Weeks with 8 cards as a share of those with 20", weeks[SOME], weeks[MANY], unit=SHARE)
    numbers["first"] = difference("More finished with 4 cards than with 1", rate[FEW], rate[1])
    numbers["last"] = difference("More finished with 20 cards than with 12", rate[MANY], rate[12])
    numbers["added"] = difference("Weeks added from 12 cards to 20", weeks[MANY], weeks[12])
    curves = {
        f"{key}_{what}": Curve(
            f"{label}, {KINDS[key][0]}",
            tuple(map(float, CARDS)),
            tuple(numbers[f"{key}_{what}_{c}"] for c in CARDS),
        )
        for key in KINDS
        for what, label in (("rate", "Finished a week"), ("weeks", "Weeks on the board"))
    }
    headings = ("Cards", "finished a week", "weeks on the board", "best case", "practical worst", "worst case")
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (
            str(cards),
            numbers[f"line_rate_{cards}"],
            numbers[f"line_weeks_{cards}"],
            *(Number("", case(cards)[1]) for case in (LINE.best, LINE.practical_worst, LINE.worst)),
        )
        for cards in SHOWN
    )
    return Findings(numbers, Grid(headings, rows), curves)
