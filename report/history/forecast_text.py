"""A forecast in words: when, how many, how sure, and how such answers did in the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.history.history_text import days
from report.shared.numbers_in_words import percent, probability
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from intake.forecast.board import Aged
    from intake.forecast.by_flow import FlowAnswer
    from intake.forecast.forecast import Forecast, When

SHOWN = 12
"""Items on the board that are listed."""
SAID = 0.85
"""Certainty at which two answers are compared."""
APART = 5
"""Independent answers below which a share of them means little."""


def forecast_text(forecast: Forecast, flow: FlowAnswer | None = None) -> RenderableType:
    """The whole answer for a terminal."""
    parts: list[RenderableType] = [Text(_title(forecast), style="bold"), Text(_past(forecast), style="dim")]
    parts += [Text(line, style="dim") for line in forecast.remarks]
    if forecast.reasons:
        parts += [
            Text(),
            Text(
                "Cannot forecast" if not forecast.can else "Cannot be trusted, shown because of --anyway",
                style="bold red",
            ),
        ]
        parts += [Text(f"X {f.says}{f' -> {f.remedy}' if f.remedy else ''}") for f in forecast.reasons]
    if forecast.when:
        parts += [Text(), _when(forecast)]
        if forecast.drawn:
            parts.append(
                Text("Drawn 40,000 times, as streams and items are too many for an exact sum: within half a point.")
            )
    if forecast.ahead:
        parts += [Text(), _ahead(forecast)]
    if flow is not None:
        parts += [Text(), *_flow(flow), *_apart(forecast, flow)]
    if forecast.when or forecast.ahead:
        parts += [Text(), *_tested(forecast)]
    if forecast.aged:
        parts += [Text(), _board(forecast.aged)]
    return Group(*parts)


def _title(forecast: Forecast) -> str:
    asked = forecast.needed
    if not asked:
        by = forecast.question.by
        return f"{forecast.source}: how many by {by}" if by else f"{forecast.source}: how many in the next weeks"
    if list(asked) == [""]:
        words = f"{asked['']} items"
    else:
        words = " and ".join(f"{items} of {name or 'all together'}" for name, items in asked.items())
    board = ", those under way included" if forecast.question.board else ""
    return f"{forecast.source}: when are {words} done{board}"


def _past(forecast: Forecast) -> str:
    past = forecast.past
    if not len(past):
        return "No whole week of history."
    total = past.total
    span = f"{past.mondays[0]} to {past.mondays[-1]}, " if past.mondays else ""
    start = f"; the forecast begins on {forecast.start}" if forecast.start else ""
    rate = f"{total.mean():.1f} items a week, {total.min()} to {total.max()}"
    return f"Drawn from {len(past)} weeks ({span}{rate}){start}."


def _week(number: int | None, day: object) -> str:
    if number is None:
        return "not in 10 years"
    return f"week {number}" + (f", {day}" if day is not None else "")


def _when(forecast: Forecast) -> RenderableType:
    careful = any(each.careful_week is not None for each in forecast.when)
    heads = ["done by the end of", "chance"] + (["allowing for few weeks"] if careful else [])
    table = plain_table("Certainty", *heads)
    for each in forecast.when:
        row = [_week(each.week, each.last_day), probability(each.probability)]
        table.add_row(
            percent(each.certainty), *row, *([_week(each.careful_week, each.careful_day)] if careful else [])
        )
    return table


def _ahead(forecast: Forecast) -> RenderableType:
    if len(forecast.ahead) > 1:
        certainties = [answer.certainty for answer in forecast.ahead[0].answers]
        table = plain_table("Items done by the end of", *(percent(c) for c in certainties), "on average")
        for each in forecast.ahead:
            counts = [f"{answer.items:,}" for answer in each.answers]
            table.add_row(_week(each.weeks, each.last_day), *counts, f"{each.mean:,.1f}")
        return table
    (each,) = forecast.ahead
    table = plain_table(
        "Certainty", f"items by {each.last_day} ({each.weeks} weeks)", "chance", "allowing for few weeks"
    )
    for answer in each.answers:
        table.add_row(
            percent(answer.certainty),
            f"at least {answer.items:,}" if answer.items else "none can be promised",
            probability(answer.probability) if answer.items else "",
            f"at least {answer.careful_items:,}",
        )
    return table


def _tested(forecast: Forecast) -> list[RenderableType]:
    test = forecast.tested
    if test is None:
        return [Text("Back-test: too few weeks to try such forecasts on their own past.")]
    weeks = "1 week" if test.weeks_ahead == 1 else f"{test.weeks_ahead} weeks"
    words = (
        f"Back-test: of {test.answers} answers at 85 % for {weeks} ahead, with what was known then, {test.held} "
        f"held ({percent(test.held / test.answers)}); allowing for few weeks, {test.careful_held} "
        f"({percent(test.careful_held / test.answers)})."
    )
    few = f" They overlap: only {test.apart} are independent." if test.apart < test.answers else ""
    return [Text(words + few)]


def _flow(flow: FlowAnswer) -> list[RenderableType]:
    """The flow model's answer: it knows queues, limits and the board."""
    begins = f"from the {flow.board} items under way" if flow.board else "from its long-run state"
    lines: list[RenderableType] = [
        Text(f"By the flow model ({flow.scenario}, {flow.stream}; {flow.runs} runs {begins}):")
    ]
    if flow.unplaced:
        words = ", ".join(f"{stage or '(none)'} {count}" for stage, count in flow.unplaced)
        said = f"  not on its board, as the line has no such stage: {words}"
        lines.append(Text(f'{said}; name it in the history, such as --status "{flow.unplaced[0][0]}=STAGE"'))
    if flow.when:
        words = ", ".join(f"{percent(c)} {f'week {week}' if week else 'not in 10 years'}" for c, week in flow.when)
        lines.append(Text(f"  all done by the end of: {words}"))
    if flow.how_many:
        words = ", ".join(f"{percent(c)} at least {items:,}" for c, items in flow.how_many)
        lines.append(Text(f"  after {flow.weeks} weeks: {words}"))
    return lines


def _apart(forecast: Forecast, flow: FlowAnswer) -> list[RenderableType]:
    """How far the two answers are from each other at 85 %."""
    lines: list[RenderableType] = []
    mine = {each.certainty: each.week for each in forecast.when if each.week is not None}
    theirs = dict(flow.when).get(SAID)
    if SAID in mine and theirs is not None:
        lines.append(_difference(theirs - mine[SAID], "week", min(mine.values()) <= theirs <= max(mine.values())))
    if flow.how_many and forecast.ahead:
        counts = {each.certainty: each.items for each in forecast.ahead[-1].answers}
        modelled = dict(flow.how_many)[SAID]
        inside = counts[max(counts)] <= modelled <= counts[min(counts)]
        lines.append(_difference(modelled - counts[SAID], "item", inside))
    return lines


def _difference(gap: int, unit: str, inside: bool) -> Text:
    what = {"week": ("earlier", "later"), "item": ("fewer", "more")}[unit]
    if not gap:
        return Text(f"  Both say the same at {percent(SAID)}.")
    amount = f"{abs(gap):,} {unit}{'' if abs(gap) == 1 else 's'} {what[gap > 0]}"
    if inside:
        return Text(f"  At {percent(SAID)} the model says {amount} than the history: within what that leaves open.")
    return Text(
        f"  They disagree: at {percent(SAID)} the model says {amount}, outside of all that the history gives. "
        "Weeks that repeat know no board and no limits; the model knows only its stages. Ask which of the two has "
        "changed."
    )


def _board(aged: tuple[Aged, ...]) -> RenderableType:
    table = plain_table("Under way", "stage", "days old", "older than", "85 % of such done by")
    for each in aged[:SHOWN]:
        table.add_row(
            each.id,
            each.stage,
            "start unknown" if each.days is None else days(each.days),
            "" if each.rank is None else f"{each.rank:.0%} of the finished",
            each.likely_by.isoformat() if each.likely_by else "nobody knows",
        )
    if len(aged) > SHOWN:
        table.add_row(f"and {len(aged) - SHOWN} more", "", "", "", "")
    return table


def at(when: When) -> str:
    """The week of an answer, for figures."""
    return _week(when.week, when.last_day)
