"""The story of one MMP in words: a dated timeline per funding model, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group as Lines
from rich.text import Text

from report.shared.numbers_in_words import model_name, money, number, percent
from report.shared.quarter_words import quarter_long
from report.shared.text_table import plain_table
from report.story.rounds import own_rounds, round_json, rounds_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType
    from rich.table import Table

    from sim.outcomes.milestones import Moment
    from sim.studies.story import Story, Told

EVENTS = {
    "budget_cut": "the budget changes",
    "team_leaves": "a team leaves",
    "market_closes": "a market window closes, and its value falls",
    "becomes_mandatory": "it becomes mandatory",
    "objective_changes": "the weight of its objective changes",
}
"""Shocks that concern an MMP, in words."""


def weeks_word(weeks: float) -> str:
    """``1 week``, ``4.3 weeks``."""
    text = date_word(weeks)
    return f"{text} week" if text == "1" else f"{text} weeks"


def date_word(week: float) -> str:
    """A week as a number: a decimal only where there is one."""
    return f"{week:.0f}" if abs(week - round(week)) < 0.05 else f"{week:.1f}"


def quarter_of(week: float, length: int) -> int:
    """1-based quarter in which a week lies; the first instant of a quarter belongs to it."""
    return int(week / length + 1e-9) + 1


def names(story: Story) -> dict[str, str]:
    """Names for people of the models told."""
    models = story.scenario.funding_models
    return {name: model_name(name, models[name].name) for name in story.models}


def heading(story: Story) -> str:
    """Which MMP: ``a1, Quote online (Alpha)``."""
    labels = {stream.id: stream.name or stream.id for stream in story.scenario.value_streams}
    called = story.mmp if story.name == story.mmp else f"{story.mmp}, {story.name}"
    return f"{called} ({labels.get(story.value_stream, story.value_stream)})"


def where(story: Story) -> str:
    """Which world, and how amounts count."""
    calendar = story.scenario.calendar
    which = f"world {story.world} of seed {story.seed}"
    cut = " (interrupted)" if story.ended == "interrupted" else ""
    if story.median_of is not None:
        what = "by the difference in net present value" if len(story.told) > 1 else "by net present value"
        which += f", the median of {story.median_of} worlds{cut} {what}" if story.median_of > 1 else ""
    last = calendar.benefit_end // calendar.weeks_per_quarter
    return (
        f"{story.scenario.name}: {which}; {calendar.quarters} quarters of {calendar.weeks_per_quarter} weeks, "
        f"benefits counted to the end of quarter {last}; {story.scenario.currency}, undiscounted"
    )


def luck_words(story: Story) -> str:
    """What luck had in store."""
    fate, features = story.fate, sum(story.fate.features)
    scope = f"{features} features, as estimated" if features == story.estimated else (
        f"{features} features instead of the {story.estimated} estimated"
    )  # fmt: skip
    if fate.multiplier <= 0:
        value = "it fails and will earn nothing"
    elif fate.success:
        value = f"it succeeds, and {percent(fate.multiplier)} of what is claimed comes true"
    else:
        value = f"it fails, and {percent(fate.multiplier)} of what is claimed comes true"
    return f"Luck, the same under every model: {scope}; {value}."


def sentence(moment: Moment, currency: str) -> str:  # noqa: C901 - one line for each kind
    """A moment in words."""
    facts = moment.facts
    match moment.kind:
        case "appeared":
            if "underway" in facts:
                return f"Under way at week 0, {percent(facts['underway'])} of its features are done"
            return "Known from the start" if moment.week == 0 else "The idea appears"
        case "news":
            return f"News: {EVENTS[facts['event']]}"
        case "rules":
            return f"Its value stream comes under other rules: {model_name(facts['to'], '')}"
        case "considered":
            return "Looked at for the first time; its business case is written"
        case "chosen":
            return f"Chosen{_passed_over(facts['rounds_passed_over'])}{_company(facts['with'])}"
        case "funded":
            return "The money is there"
        case "activated":
            forming = facts["forming"]
            return "Work starts" + (f"; its people need {weeks_word(forming)} to become a team" if forming else "")
        case "first_feature":
            return f"First of {facts['features']} features done" if facts["features"] > 1 else "Its feature is done"
        case "blocked":
            return _blocked(facts)
        case "out_of_money":
            return f"The money is used up: work not begun waits {weeks_word(facts['weeks'])} for more"
        case "more_money":
            return "More money: work goes on"
        case "evidence":
            return _evidence(facts)
        case "pivoted":
            return f"Pivoted: {facts['kept']} of {facts['done']} features done are kept, the rest is new work"
        case "stopped":
            end = "it would have succeeded" if facts["would_succeed"] else "it would have failed"
            return f"Stopped on evidence, {facts['done']} of {facts['features']} features done; {end}"
        case "completed":
            return _completed(facts)
        case "due":
            if facts["met"]:
                return "Due: in time"
            paid = facts["penalty"]
            return "Due: too late" + (f", which costs {money(paid, currency)} in penalties" if paid else "")
        case "released":
            return f"Released{_company(facts['with'])}"
        case "first_value":
            return _value(facts)
        case "expired":
            return "Too late to begin: not started any more"
        case "break_even":
            return "Has brought back what was spent on it"


def _passed_over(rounds: int) -> str:
    if not rounds:
        return ""
    return f" after {rounds} round{'s' if rounds > 1 else ''} without money"


def _company(others: int) -> str:
    if not others:
        return ""
    return f", together with {others} other{'s' if others > 1 else ''}"


def _blocked(facts: Mapping[str, Any]) -> str:
    text = f"Feature {facts['feature']} blocked after {facts['stage']} for {weeks_word(facts['weeks'])}"
    if facts["times"] == 1:
        return text
    return f"{text}, the longest of {facts['times']} times ({weeks_word(facts['total_weeks'])} in all)"


def _evidence(facts: Mapping[str, Any]) -> str:
    text = f"{'Good' if facts['good'] else 'Bad'} evidence from users"
    if not facts["heeded"]:
        return f"{text}; estimates are not renewed, so nobody acts on it"
    if facts["prior"] == facts["posterior"]:
        return f"{text}, which changes no mind: the chance of success stays at {percent(facts['prior'])}"
    change = f"the chance of success goes from {percent(facts['prior'])} to {percent(facts['posterior'])}"
    return f"{text}: {change}" + ("" if facts["right"] else " (it misleads)")


def _completed(facts: Mapping[str, Any]) -> str:
    if "for" not in facts:
        return "Complete"
    wait = "to the end" if facts["weeks"] is None else weeks_word(facts["weeks"])
    more = f" and {facts['others'] - 1} more" if facts.get("others", 1) > 1 else ""
    reason = {
        "bundle": f"for {facts.get('last')}{more}, with which it is released",
        "requirement": f"for {facts.get('last')}{more}, which it requires",
        "release_date": "for the next release date",
    }[facts["for"]]
    return f"Complete; waits {wait} {reason}"


def _value(facts: Mapping[str, Any]) -> str:
    if not facts["claims"]:
        return "Nothing is claimed for it: it earns nothing by itself"
    return "First value: it earns from here on" if facts["earns"] else "It fails: it earns nothing"


def outcome(part: Told) -> str:
    """How the story ends, in a few words."""
    line = part.line
    if line.released is not None and line.released <= part.end:
        return f"released in week {date_word(line.released)}"
    if line.stopped is not None:
        return f"stopped in week {date_word(line.stopped)}"
    if line.funded is None:
        return "never chosen" if line.chosen is None else "chosen, but its money never came"
    if any(moment.kind == "expired" for moment in part.moments):
        return "not started before its last quarter"
    return f"unfinished, {line.done} of {line.features} features done"


def _ends(story: Story) -> list[str]:
    currency, called = story.scenario.currency, names(story)
    lines = []
    for part in story.told:
        amounts = f"spent {money(part.spent)}, earned {money(part.earned)}, net {currency}"
        lines.append(
            f"{called[part.model]}: {outcome(part)}; {amounts} {money(part.earned - part.spent, plus=True)}."
        )
    if len(story.told) > 1:
        first, last = story.told[0], story.told[-1]
        gain = (last.earned - last.spent) - (first.earned - first.spent)
        text = f"{called[last.model]} - {called[first.model]}: {currency} {money(gain, plus=True)}"
        a, b = first.line.released, last.line.released
        if a is not None and b is not None and a != b:
            text += f", released {weeks_word(abs(b - a))} {'earlier' if b < a else 'later'}"
        lines.append(text + ".")
    return lines


def _timeline(story: Story, part: Told) -> Table:
    table = plain_table("week", "quarter", names(story)[part.model], "spent so far", "earned so far", left=0)
    table.columns[2].justify = "left"
    table.columns[2].no_wrap = False
    table.columns[2].min_width = 78
    length = story.scenario.calendar.weeks_per_quarter
    for moment in part.moments:
        table.add_row(
            date_word(moment.week),
            quarter_long(story.scenario.calendar, quarter_of(moment.week, length)),
            sentence(moment, story.scenario.currency),
            number(part.account.spent_by(moment.week), 0),
            number(part.account.earned_by(moment.week), 0),
        )
    return table


NOTES = (
    "One world is an example, not a finding: vmo compare says what holds on average.",
    "Spent is what is booked on this MMP: work, direct cost and business case; no rounds, no people without work.",
)
"""What a reader must know before using the story."""


def story_text(story: Story) -> RenderableType:
    """The whole story for a terminal."""
    parts: list[RenderableType] = [
        Text(heading(story), style="bold"),
        Text(where(story), style="dim"),
        Text(luck_words(story)),
        Text(),
        *(Text(line, style="bold") for line in _ends(story)),
    ]
    for part in story.told:
        parts += [Text(), _timeline(story, part)]
        if own_rounds(story, part):
            parts += [
                Text(),
                Text(f"Rounds with {story.mmp} on the table", style="bold"),
                rounds_table(story, part),
            ]
    parts += [Text(), *(Text(f"! {note}", style="yellow") for note in NOTES)]
    return Lines(*parts)


def story_json(story: Story) -> dict[str, Any]:
    """The document that ``--json`` prints."""
    length, currency = story.scenario.calendar.weeks_per_quarter, story.scenario.currency
    return {
        "scenario": story.scenario.name,
        "mmp": story.mmp,
        "name": story.name,
        "value_stream": story.value_stream,
        "seed": story.seed,
        "world": story.world,
        "median_of": story.median_of,
        "currency": currency,
        "weeks_per_quarter": length,
        "luck": {
            "features": sum(story.fate.features),
            "estimated_features": story.estimated,
            "success": story.fate.success,
            "realised_share": story.fate.multiplier,
        },
        "models": [
            {
                "model": part.model,
                "outcome": outcome(part),
                "spent": part.spent,
                "earned": part.earned,
                "net": part.earned - part.spent,
                "events": [
                    {
                        "week": moment.week,
                        "quarter": quarter_of(moment.week, length),
                        "event": moment.kind,
                        "text": sentence(moment, currency),
                        "spent": part.account.spent_by(moment.week),
                        "earned": part.account.earned_by(moment.week),
                        "facts": dict(moment.facts),
                    }
                    for moment in part.moments
                ],
                "rounds": [round_json(reason) for reason in part.rounds],
            }
            for part in story.told
        ],
        "warnings": list(NOTES),
    }


def story_rows(story: Story) -> list[list[object]]:
    """Rows of ``story.csv``: model, week, quarter, event, text, spent, earned."""
    length, currency = story.scenario.calendar.weeks_per_quarter, story.scenario.currency
    return [
        [
            part.model, moment.week, quarter_of(moment.week, length), moment.kind, sentence(moment, currency),
            part.account.spent_by(moment.week), part.account.earned_by(moment.week),
        ]
        for part in story.told
        for moment in part.moments
    ]  # fmt: skip
