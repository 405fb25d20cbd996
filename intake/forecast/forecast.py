"""When, and how many by a date: exact answers from the weeks that were, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from intake.forecast.asking import CERTAINTIES, Question
from intake.forecast.back_test import BackTest, back_test
from intake.forecast.board import Aged, board_of
from intake.forecast.convolution import (
    first_week,
    joint_draws,
    joint_sums,
    most_items,
    sums,
    sums_of_unknown_rate,
    weeks_needed,
)
from intake.history.doctor.doctor import weeks_findings
from intake.history.history import monday_of
from intake.history.weekly import weekly
from scenarios.faults import suggestion
from scenarios.files import refuse

if TYPE_CHECKING:
    from intake.history.doctor.finding import Finding
    from intake.history.history import History
    from intake.history.weekly import Weekly

Floats = npt.NDArray[np.float64]
LONGEST = 520
"""Weeks that are looked at: ten years."""
TABLE = 12
"""Weeks of the table when nothing is asked."""
MOST_ITEMS = 20_000
STATES = 100_000
"""States of a joint sum up to which it is exact; above, it is drawn."""
DRAWS = 40_000


@dataclass(frozen=True)
class When:
    """By which week something is done."""

    certainty: float
    week: int | None
    """Open weeks from the start; None = not within ten years."""
    probability: float
    """Chance that it is done by the end of that week."""
    last_day: date | None
    """Sunday of that week, where the calendar is known."""
    careful_week: int | None
    """The same, allowing for how little so few past weeks say; None where it was not worked out."""
    careful_day: date | None


@dataclass(frozen=True)
class HowMany:
    """How many items are done by the end of a week."""

    certainty: float
    items: int
    probability: float
    """Chance of at least so many."""
    careful_items: int
    """The same, allowing for how little so few past weeks say."""


@dataclass(frozen=True)
class Ahead:
    """How many items some weeks bring."""

    weeks: int
    last_day: date | None
    answers: tuple[HowMany, ...]
    mean: float


@dataclass(frozen=True)
class Forecast:
    """The answer to a question about a history."""

    source: str
    question: Question
    past: Weekly
    start: date | None
    """First Monday of the forecast, where the calendar is known."""
    needed: dict[str, int]
    """Items asked for, by stream ("" = all together), with the board where it was asked for."""
    when: tuple[When, ...]
    done_by: Floats
    """Chance that all is done by the end of week 0, 1, 2...; empty where it was not asked."""
    drawn: bool
    """Whether ``done_by`` was drawn and is not exact."""
    ahead: tuple[Ahead, ...]
    """How many by the date asked, or by the end of each of the next weeks."""
    spread: Floats
    """Chance of 0, 1, 2... items in the last of ``ahead``."""
    aged: tuple[Aged, ...]
    """Items under way, the oldest first."""
    tested: BackTest | None
    reasons: tuple[Finding, ...]
    """Why the history cannot carry a forecast."""
    remarks: tuple[str, ...]

    @property
    def can(self) -> bool:
        """Whether there is an answer."""
        return not self.reasons or self.question.anyway


def forecast(history: History, question: Question | None = None) -> Forecast:
    """The answer from the history's own weekly throughput.

    Future weeks are drawn from past weeks with replacement, all streams of one week together. Distributions are
    exact (convolution, no luck); only many streams with many items each are drawn, and say so.

    Raises:
        ScenarioError: the question does not go with the history.

    """
    question = question or Question()
    past = weekly(history, closed=question.closed, since=question.since, last=question.weeks)
    needed = _needed(history, past, question)
    start = _start(history, past, question)
    reasons = tuple(f for f in weeks_findings(past) if f.weight == "stop")
    remarks = [f"Not counted: {words}." for words in past.left_out]
    remarks += [
        f"{label} stays open: fewer than three of its days are closed." for label in question.closed.partly()
    ]
    base = Forecast(
        history.source,
        question,
        past,
        start,
        needed,
        (),
        np.zeros(0),
        drawn=False,
        ahead=(),
        spread=np.zeros(0),
        aged=board_of(history, question.closed),
        tested=None,
        reasons=reasons,
        remarks=tuple(remarks),
    )
    if (reasons and not question.anyway) or not past.total.any():
        return base
    return _answered(base)


def _needed(history: History, past: Weekly, question: Question) -> dict[str, int]:
    for name in question.items_by_stream:
        if name not in past.streams:
            named = [stream for stream in past.streams if stream]
            remedy = (
                suggestion(name, named) if named else "the history has one stream without a name; write --items 40"
            )
            raise refuse("--items", f'no stream is called "{name}"; {remedy}')
    needed = dict(question.items_by_stream)
    if question.items is not None:
        needed[""] = question.items
    for name, items in needed.items():
        if not 1 <= items <= MOST_ITEMS:
            raise refuse("--items", f"{items} items{name and f' of {name}'} are not between 1 and {MOST_ITEMS:,}")
    if question.board and needed:
        for item in history.in_progress:
            key = item.stream if item.stream in needed else "" if "" in needed else None
            if key is not None:
                needed[key] += 1
    return needed


def _start(history: History, past: Weekly, question: Question) -> date | None:
    if question.start is not None:
        monday = monday_of(question.start)
        return monday if monday == question.start else monday + timedelta(weeks=1)
    if question.by is not None and past.next_monday is None:
        raise refuse(
            "--by", f"the weeks of {history.source} have no dates; say --start, the first day of the forecast"
        )
    return past.next_monday


def _calendar(start: date | None, question: Question, count: int) -> list[date | None]:
    """Last days (Sundays) of the next open weeks, the first entry for week 0."""
    if start is None:
        return [None] * (count + 1)
    ends: list[date | None] = [start - timedelta(days=1)]
    monday = start
    while len(ends) <= count:
        if not question.closed.week(monday):
            ends.append(monday + timedelta(days=6))
        monday += timedelta(weeks=1)
    return ends


def _answered(base: Forecast) -> Forecast:
    question, past = base.question, base.past
    found = base
    if base.needed:
        found = _when(found)
    if question.by is not None or not base.needed:
        found = _how_many(found)
    horizon = found.ahead[-1].weeks if question.by is not None and found.ahead else _usual(found)
    return replace(found, tested=back_test(past.total, horizon))


def _usual(found: Forecast) -> int:
    """Weeks ahead of a back-test: those of the 85 % answer, within reason."""
    answer = next((each.week for each in found.when if each.certainty == 0.85), None)
    return min(answer or TABLE, TABLE)


def _when(base: Forecast) -> Forecast:
    past, needed = base.past, base.needed
    drawn, careful = False, np.zeros(0)
    if list(needed) == [""] or (len(needed) == 1 and len(past.streams) == 1):
        items = next(iter(needed.values()))
        weeks = weeks_needed(past.total, items, LONGEST)
        chances = sums(past.total, weeks, items)[:, items]
        careful = sums_of_unknown_rate(past.total, weeks, items)[:, items]
    else:
        columns = past.counts[:, [past.streams.index(name) for name in needed if name]]
        names = [name for name in needed if name]
        wanted = [needed[name] for name in names]
        if "" in needed:  # a total beside the streams
            columns = np.column_stack([columns, past.total])
            wanted.append(needed[""])
        for name, column in zip([*names, "all"], columns.T, strict=False):
            if not column.any():
                raise refuse(
                    "--items", f"nothing of {name} was done in the weeks that count; it cannot be forecast"
                )
        weeks = max(weeks_needed(column, items, LONGEST) for column, items in zip(columns.T, wanted, strict=True))
        exact = int(np.prod([items + 1 for items in wanted])) <= STATES
        drawn = not exact
        limits = tuple(wanted)
        chances = joint_sums(columns, weeks, limits) if exact else joint_draws(columns, weeks, limits, DRAWS, 1)
    ends = _calendar(base.start, base.question, len(chances))
    answers = []
    for certainty in CERTAINTIES:
        week = first_week(chances, certainty)
        later = first_week(careful, certainty) if len(careful) else None
        answers.append(
            When(
                certainty,
                week,
                float(chances[week]) if week is not None else float(chances[-1]),
                ends[week] if week is not None else None,
                later,
                ends[later] if later is not None else None,
            )
        )
    return replace(base, when=tuple(answers), done_by=chances, drawn=drawn)


def _how_many(base: Forecast) -> Forecast:
    question, total = base.question, base.past.total
    horizon = TABLE
    remarks = list(base.remarks)
    if question.by is not None:
        assert base.start is not None
        ends = [end for end in _calendar(base.start, question, LONGEST + 1)[1:] if end is not None]
        horizon = sum(end <= question.by for end in ends)
        if horizon == 0:
            raise refuse(
                "--by", f"{question.by} is before the end of the first open week, {ends[0]}; name a later day"
            )
        if horizon > LONGEST:
            raise refuse("--by", f"{question.by} is more than ten years away; name an earlier day")
        if ends[horizon - 1] != question.by:
            remarks.append(f"Whole weeks count: up to {ends[horizon - 1]}, the last Sunday up to {question.by}.")
    cap = int(total.max()) * horizon
    if cap > 200_000:
        cap = int(total.mean() * horizon + 8 * total.std() * np.sqrt(horizon)) + 1
    plain = sums(total, horizon, cap)
    careful = sums_of_unknown_rate(total, horizon, cap)
    ends_ = _calendar(base.start, question, horizon)
    ahead = []
    for w in (horizon,) if question.by is not None else range(1, horizon + 1):
        answers = tuple(
            HowMany(certainty, *most_items(plain[w], certainty), most_items(careful[w], certainty)[0])
            for certainty in CERTAINTIES
        )
        ahead.append(Ahead(w, ends_[w], answers, float((plain[w] * np.arange(cap + 1)).sum())))
    return replace(base, ahead=tuple(ahead), spread=plain[horizon], remarks=tuple(remarks))
