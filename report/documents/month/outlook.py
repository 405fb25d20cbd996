"""Sections of a monthly page that look ahead and aside: what comes next, decisions, flow, learnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.documents.content import Section, Table, Words, cell, row_of
from report.documents.month.decisions import decisions_due
from report.documents.packet.quarter import chance
from report.history.history_text import days
from report.shared.numbers_in_words import percent, probability
from report.shared.quarter_words import quarter_short

if TYPE_CHECKING:
    from report.documents.content import Entry
    from report.documents.month.facts import MonthStudies, Upcoming
    from report.documents.month.flow_health import Flow


def upcoming_section(studies: MonthStudies, source: str) -> Section:
    """4: the next three MMPs with their chances."""
    title, calendar = "The next three MMPs", studies.scenario.calendar
    if not studies.upcoming:
        return Section(title, studies.upcoming_words, (Words((studies.upcoming_words,), "answer"),), source)
    first = studies.upcoming[0]
    due = quarter_short(calendar, first.due) if first.due >= 1 else "before the first quarter"
    finding = f"Next: {first.label}, due in {due}"
    if first.due <= studies.over:
        finding += ", which is over"
    elif first.chance is not None:
        finding += f", in time with a chance of {probability(first.chance)}"
    finding += "."
    rows = tuple(_coming(studies, each) for each in studies.upcoming)
    header = ("MMP", "value stream", "done", "due by the plan", "in time", "out in week, P50", "that is")
    table = Table("Next", "What comes out next", header, rows, note=studies.upcoming_words)
    return Section(title, finding, (Words((finding,), "answer"), table), source)


def _coming(studies: MonthStudies, each: Upcoming) -> tuple[Entry, ...]:
    names = {stream.id: stream.name or stream.id for stream in studies.scenario.value_streams}
    done: Entry = (
        "not begun" if each.done_share is None else cell(percent(each.done_share), each.done_share, "share")
    )
    late = each.due <= studies.over
    due = quarter_short(studies.scenario.calendar, each.due) if each.due >= 1 else "before quarter 1"
    week: Entry = ""
    if each.week is not None:
        week = cell(f"{each.week:.0f}", each.week, "weeks") if each.week < float("inf") else "never"
    return row_of(
        each.label,
        names.get(each.stream, each.stream) or "none",
        done,
        f"{due}, late" if late else due,
        "late" if late else chance(each.chance),
        week,
        "" if each.day is None else str(each.day),
    )


def decisions_section(studies: MonthStudies, source: str) -> Section:
    """5: what has to be decided by the end of the next quarter."""
    title, calendar = "Decisions due", studies.scenario.calendar
    if studies.standing is None:
        none = "Not recorded: without actuals nobody knows what is under way."
        return Section(title, none, (Words((none,), "answer"),), source)
    found = decisions_due(studies)
    if not found:
        none = "No decision falls due by the end of the next quarter."
        return Section(title, none, (Words((none,), "answer"),), source)
    urgent = sum(each.by <= studies.quarter for each in found)
    finding = f"{len(found)} decision{'' if len(found) == 1 else 's'} due, {urgent} of them in this quarter."
    rows = tuple(row_of(each.label, each.what, each.why, quarter_short(calendar, each.by)) for each in found)
    header = ("MMP", "to decide", "because", "by the end of")
    return Section(title, finding, (Words((finding,), "answer"), Table("Decisions", title, header, rows)), source)


def flow_section(studies: MonthStudies, source: str) -> Section:
    """6: how work flowed."""
    title, health = "Flow", studies.flow
    if health is None:
        none = f"Not recorded: {studies.files['history']}."
        return Section(title, none, (Words((none,), "answer"),), source)
    now, before = health.month, health.before
    finding = (
        f"{now.finished} items finished in {studies.month}, {now.started} started; {health.under_way} under way"
    )
    finding += f", the oldest for {days(health.oldest)} days." if health.oldest is not None else "."
    rows = (_flow_row(studies.month, now), _flow_row(f"{before.first} to {studies.month}-01", before))
    header = ("Span", "finished", "started", "cycle time, 50 % within days", "85 % within days")
    note = f"Days of the calendar, both ends counted. {health.source} tells up to {health.told_to}."
    table = Table("Flow", "Flow in the month, and in the three months before it", header, rows, note=note)
    return Section(title, finding, (Words((finding,), "answer"), table), source)


def _flow_row(name: str, flow: Flow) -> tuple[Entry, ...]:
    def time(value: float | None) -> Entry:
        return "none" if value is None else cell(days(value), value, "number")

    return row_of(
        name,
        cell(str(flow.finished), flow.finished, "whole"),
        cell(str(flow.started), flow.started, "whole"),
        time(flow.cycle_p50),
        time(flow.cycle_p85),
    )


def learnings_section(studies: MonthStudies, source: str) -> Section:
    """7: what was learnt."""
    title = "Learnings"
    if studies.learnings is None:
        none = f"Not recorded: {studies.files['learnings']}."
        return Section(title, none, (Words((none,), "answer"),), source)
    if not studies.learnings:
        none = f"None is written down for {studies.month}."
        return Section(title, none, (Words((none,), "answer"),), source)
    return Section(title, studies.learnings[0], (Words(studies.learnings, "list"),), source)
