"""Sections of a packet that leaders act on: risks, what changed, what was left out, constraints worth most."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

from report.documents.content import Chart, Section, Table, Words, cell, row_of
from report.documents.packet.quarter import chance
from report.plan.changes import bridge, changes_headline
from report.plan.stress import sentence
from report.shared.numbers_in_words import many, money
from report.shared.quarter_words import quarter_short

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optimiser.budget_frontier import Marginal
    from optimiser.explanation import Explanation
    from optimiser.plan_changes import Change, PlanChanges
    from report.documents.content import Entry
    from report.documents.packet.facts import PacketStudies

MOST_RISKS = 12
"""Risks in the table: those that lose most."""
MOST_NAMED = 4
"""MMPs named in one cell."""
UNCHANGED = ("kept", "left out", "new, left out")
"""What is no news."""
CHANGES_SHOWN = 25
"""Changes in the table: those that moved most value."""
WORTH = 0.5
"""Least money, in currency, that is anything."""
STEP_WORDS = {
    "time": "time that has passed",
    "actuals": "what happened",
    "estimates": "new estimates",
    "cancelled": "given up or blocked",
    "new": "new in the portfolio",
    "re-optimised": "the plan decides otherwise",
}
"""Steps of the bridge as reasons."""


def risks_section(studies: PacketStudies) -> Section:
    """5: what may be late, and how likely everything comes together."""
    stress, title = studies.stress, "Risks"
    if stress is None:
        return Section(title, studies.untested, (Words((studies.untested,), "answer"),), studies.sources["stress"])
    calendar, currency = studies.plan.scenario.calendar, studies.plan.scenario.currency
    finding = sentence(stress)
    rows = [
        row_of(quarter_short(calendar, due.quarter), str(len(due.mmps)), chance(due.in_time), chance(due.weakest))
        for due in stress.together()
    ]
    rows.append(row_of("whole plan", str(len(stress.mmps)), chance(stress.whole), ""))
    note = "A set is only as quick as its slowest member: all in time is a joint probability, not a product."
    parts: list[Words | Table] = [
        Words((finding,), "answer"),
        Table("Together", "What is due together", ("Due in", "MMPs", "all in time", "weakest one alone"),
              tuple(rows), note=note),
    ]  # fmt: skip
    risks = studies.risks[:MOST_RISKS]
    if risks:
        listed = tuple(
            row_of(
                risk.label,
                studies.stream_name(risk.stream),
                quarter_short(calendar, risk.due),
                chance(risk.late),
                "not stated" if risk.lost is None else cell(money(risk.lost, plus=True), risk.lost, "money"),
                _names([studies.lines[mmp].label for mmp in risk.waiting]),
            )
            for risk in risks
        )
        header = ("MMP", "value stream", "due", "late", f"loses on average, {currency}", "who waits for it")
        told = (
            "Loses on average: expected value lost by coming out in other weeks than planned, mean over the worlds."
        )
        caption = f"The {many(len(listed), 'MMP')} whose delay costs most, of {len(studies.risks)} that may be late"
        parts.append(Table("Risks", caption, header, listed, note=told, chart=Chart("bars", (4,), None, currency)))
    return Section(title, finding, tuple(parts), studies.sources["packet"])


def changes_section(studies: PacketStudies) -> Section:
    """6: what changed since the last plan, and why."""
    title, found = "What changed since the last plan, and why", studies.changes
    if found is None:
        none = "No last plan was given (--since FOLDER of vmo plan --out), so nothing is said of changes."
        return Section(title, none, (Words((none,), "answer"),), studies.sources["packet"])
    finding = changes_headline(found)
    currency = studies.plan.scenario.currency
    steps = tuple(row_of(words, cell(money(cents / 100), cents / 100, "money")) for words, cents in bridge(found))
    parts: list[Words | Table] = [
        Words((finding,), "answer"),
        Table("Bridge of plans", "From the value of the last plan to that of this one", ("Step", currency), steps,
              total=True, note="The steps add up to the cent before they are rounded."),
    ]  # fmt: skip
    rows = change_rows(found)
    if rows:
        parts.append(
            Table("Changes", f"The {many(len(rows), 'MMP')} that changed most", change_header(currency), rows,
                  note="Why: the step of the bridge that moved most of its value.")
        )  # fmt: skip
    return Section(title, finding, tuple(parts), studies.sources["changes"])


def change_header(currency: str) -> tuple[str, ...]:
    """Headings of ``change_rows``."""
    return ("MMP", "change", "start was", "is", f"value was, {currency}", f"is, {currency}", "why")


def change_rows(found: PlanChanges, stream: str | None = None) -> tuple[tuple[Entry, ...], ...]:
    """Every MMP that is news, those first whose value moved most; of one value stream where it is named."""
    calendar = found.now.scenario.calendar
    news = [row for row in found.rows if row.what not in UNCHANGED and stream in (None, row.stream)]
    news.sort(key=lambda row: (-abs(row.value_now - row.value_before), row.id))

    def quarter(at: int | None) -> str:
        return "" if at is None else quarter_short(calendar, at)

    return tuple(
        row_of(
            row.label,
            row.what,
            quarter(row.start_before),
            quarter(row.start_now),
            cell(money(row.value_before / 100), row.value_before / 100, "money"),
            cell(money(row.value_now / 100), row.value_now / 100, "money"),
            why_changed(row),
        )
        for row in news[:CHANGES_SHOWN]
    )


def why_changed(row: Change) -> str:
    """The step of the bridge that moved most of its value."""
    step = max(row.steps, key=lambda name: abs(row.steps[name]), default=None)
    return "" if step is None or not row.steps[step] else STEP_WORDS[step]


def left_out_section(studies: PacketStudies) -> Section:
    """7: what is not in the plan, and what it would have to be worth to enter."""
    title, found = "Left out, and the price to enter", studies.left_out
    currency = studies.plan.scenario.currency
    if not found:
        none = "Nothing that is open was left out."
        return Section(title, none, (Words((none,), "answer"),), studies.sources["explain"])
    nearest = found[0]
    finding = f"{many(len(found), 'MMP is', 'MMPs are')} left out"
    if nearest.loss is not None:
        finding += f"; {nearest.label} is nearest to entering: it lacks {money(nearest.loss, currency)} of value"
    finding += "."
    header = (
        "MMP", f"price to enter, {currency}", f"cost, {currency}", f"best value by itself, {currency}",
        "would start in", "would displace",
    )  # fmt: skip
    note = "Price to enter: what its expected value would have to rise by; forcing it in would lose as much."
    table = Table("Left out", "What was left out, the nearest first", header, left_out_rows(studies, found),
                  note=note, chart=Chart("bars", (1,), MOST_RISKS, currency))  # fmt: skip
    return Section(title, finding, (Words((finding,), "answer"), table), studies.sources["explain"])


def left_out_rows(studies: PacketStudies, found: Iterable[Explanation]) -> tuple[tuple[Entry, ...], ...]:
    """One row per MMP that is left out."""
    calendar = studies.plan.scenario.calendar
    label = {line.id: line.label for line in studies.plan.lines}
    rows = []
    for each in found:
        loss: Entry = {"impossible": "no plan holds it", "not solved": "not solved in time"}.get(each.state, "")
        if each.loss is not None:
            loss = cell(money(each.loss), each.loss, "money")
        own: Entry = (
            "cannot start" if each.own_value is None else cell(money(each.own_value), each.own_value, "money")
        )
        start = "" if each.start is None else quarter_short(calendar, each.start)
        leaves = _names([label[mmp] for mmp in each.leaves])
        rows.append(row_of(each.label, loss, cell(money(each.cost), each.cost, "money"), own, start, leaves))
    return tuple(rows)


def actions_section(studies: PacketStudies) -> Section:
    """8: what leaders can change, by what it is worth."""
    title = "What leaders can change"
    known = [m for m in studies.constraints if m.up is not None]
    ranked = sorted(known, key=lambda m: (-(m.up or 0.0), m.what, m.subject))
    worth = [m for m in ranked if (m.up or 0.0) > WORTH]
    currency = studies.plan.scenario.currency
    if not worth:
        none = _nothing(studies, known)
        parts: tuple[Words | Table, ...] = (Words((none,), "answer"),)
        if not any(map(_matters, ranked)):
            return Section(title, none, parts, studies.sources["frontier"])
        finding = none
    else:
        finding = f"{_action(studies, worth[0])}: worth {_worth(worth[0], currency)}."
        actions = [f"{_action(studies, m)}: worth {_worth(m, currency)}." for m in worth[:5]]
        parts = (Words((finding,), "answer"), Words(tuple(actions), "list"))
    rows = tuple(
        row_of(
            _action(studies, m),
            cell(money(m.step), m.step, "money") if m.what == "budget" else "1",
            _side(m.up),
            _side(m.down),
        )
        for m in ranked
        if _matters(m)
    )
    idle = len(ranked) - len(rows)
    header = ("Step", "size", f"more of it gains, {currency}", f"less of it loses, {currency}")
    note = (
        "Each step alone, by solving again in both directions: money comes in lumps, so the next step may be worth "
        "nothing while the last one is worth a lot."
    )
    note += f" Left out: {many(idle, 'step')} worth nothing in either direction." if idle else ""
    table = Table("Constraints", "Constraints by what one step is worth", header, rows, note=note,
                  chart=Chart("bars", (2,), MOST_RISKS, currency))  # fmt: skip
    return Section(title, finding, (*parts, table), studies.sources["frontier"])


def _nothing(studies: PacketStudies, known: Sequence[Marginal]) -> str:
    """Why no step is named."""
    if not studies.constraints:
        return "There is no limit on money, people or rules that a step could widen."
    if not known:
        return "Not known: the search for what a step more is worth reached its time limit first."
    none = "No single step more of money, people or rules"
    if not studies.plan.chosen:
        return f"{none} brings an MMP into the plan, which has none."
    return f"{none} is worth anything: the plan is not held back by one."


def _action(studies: PacketStudies, m: Marginal) -> str:
    calendar, currency = studies.plan.scenario.calendar, studies.plan.scenario.currency
    if m.what == "budget":
        number = m.subject.rpartition(" ")[2]
        when = quarter_short(calendar, int(number)) if number.isdigit() else m.subject
        return f"Give {money(m.step, currency)} more in {when}"
    if m.what == "team":
        return f"Add a team to {studies.stream_name(m.subject)}"
    return f"Give up: {m.subject}"


def _matters(m: Marginal) -> bool:
    return any(side is not None and side > WORTH for side in (m.up, m.down))


def _worth(m: Marginal, currency: str) -> str:
    return "a plan at all" if isinf(m.up or 0.0) else money(m.up or 0.0, currency)


def _side(value: float | None) -> Entry:
    if value is None:
        return "not asked"
    return "a plan at all" if isinf(value) else cell(money(value), value, "money")


def _names(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}"
