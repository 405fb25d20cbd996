"""Sections of a monthly page that look back: delivered, earned, spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.documents.content import Chart, Section, Table, Words, cell, row_of
from report.documents.scorecard import NOT_RECORDED
from report.shared.numbers_in_words import many, money, percent
from report.shared.quarter_words import quarter_short

if TYPE_CHECKING:
    from report.documents.content import Entry
    from report.documents.month.facts import Delivery, MonthStudies

NO_ACTUALS = "Not recorded: the folder holds no actuals.csv (vmo roll FOLDER --template prints one to fill in)."
NO_PLAN = "Against the plan: not recorded, the folder holds no plan (vmo plan FOLDER --out FOLDER/plan)."


def delivered_section(studies: MonthStudies, source: str) -> Section:
    """1: delivered against plan."""
    title, calendar = "Delivered against plan", studies.scenario.calendar
    if studies.standing is None:
        return Section(title, NO_ACTUALS, (Words((NO_ACTUALS,), "answer"),), source)
    due = [d for d in studies.deliveries if d.due is not None and d.due <= studies.over]
    out = [d for d in due if d.status == "released"]
    early = [d for d in studies.deliveries if d.released is not None and (d.due is None or d.due > studies.over)]
    if not studies.promised:
        came = sum(d.released is not None for d in studies.deliveries)
        finding = f"{many(came, 'MMP')} came out since quarter 1. {NO_PLAN}"
    elif not studies.over:
        finding = f"No quarter is over yet; {len(early)} of its MMPs came out early."
    else:
        until = quarter_short(calendar, studies.over)
        finding = f"{len(out)} of {many(len(due), 'MMP')} due by the end of {until} came out"
        finding += f"; {len(early)} came out early." if early else "."
    parts: list[Words | Table] = [Words((finding,), "answer")]
    if studies.place < 3:
        caution = (
            f"Actuals are written by quarter: those of {quarter_short(calendar, studies.quarter)} are as they were "
            f"written, which may be after {studies.month}."
        )
        parts.append(Words((caution,), "caution"))
    if studies.deliveries:
        rows = tuple(
            row_of(
                d.label,
                "not in the plan" if d.due is None else quarter_short(calendar, d.due),
                _state(studies, d),
                "" if d.done_share is None else cell(percent(d.done_share), d.done_share, "share"),
            )
            for d in studies.deliveries
        )
        header = ("MMP", "due by the plan", "now", "done")
        parts.append(Table("Delivered", "What was due, or came out", header, rows))
    return Section(title, finding, tuple(parts), source)


def _state(studies: MonthStudies, d: Delivery) -> str:
    if d.released is not None:
        return f"out in {quarter_short(studies.scenario.calendar, d.released)}"
    late = d.due is not None and d.due <= studies.over and d.status != "cancelled"
    words = {"idea": "not begun", "planned": "not begun", "running": "running", "cancelled": "given up"}[d.status]
    return f"{words}, late" if late else words


def outcome_section(studies: MonthStudies, source: str) -> Section:
    """2: what came of it, against what was claimed and what is wanted."""
    title, currency = "Outcome against target", studies.scenario.currency
    if studies.standing is None:
        return Section(title, NO_ACTUALS, (Words((NO_ACTUALS,), "answer"),), source)
    value = sum(each.value for each in studies.objectives)
    finding = f"{money(value, currency)} of value brought to date"
    short = [each for each in studies.objectives if each.claimed and each.value < each.claimed]
    if short:
        finding += f"; behind its claims: {', '.join(each.label for each in short)}"
    finding += "."
    rows = []
    for each in studies.objectives:
        share = None if not each.target else each.value / each.target
        claimed: Entry = NOT_RECORDED if each.claimed is None else cell(money(each.claimed), each.claimed, "money")
        rows.append(
            row_of(
                each.label,
                f"{each.out} of {each.mmps}",
                cell(money(each.value), each.value, "money"),
                claimed,
                "none" if each.target is None else cell(money(each.target), each.target, "money"),
                "" if share is None else cell(percent(share), share, "share"),
            )
        )
    header = (f"Objective, {currency}", "MMPs out", "brought to date", "claimed to date", "target", "of target")
    note = (
        "Claimed to date: full benefits of what is out, undiscounted, since the end of the quarter of its release. "
        "Targets are for the whole time over which benefits count."
    )
    table = Table("Outcome", "Value by objective", header, tuple(rows), note=note,
                  chart=Chart("bars", (2, 3), None, currency))  # fmt: skip
    return Section(title, finding, (Words((finding,), "answer"), table), source)


def money_section(studies: MonthStudies, source: str) -> Section:
    """3: spend against budget, by quarter and by kind."""
    title, currency, calendar = "Spend against budget", studies.scenario.currency, studies.scenario.calendar
    parts: list[Words | Table] = []
    finding = NO_ACTUALS
    if studies.standing is not None:
        now = next(each for each in studies.money if not each.stream and each.quarter == studies.quarter)
        name = quarter_short(calendar, studies.quarter)
        spent = f"{money(now.spent, currency)} of {money(now.budget)}"
        finding = f"{spent} spent on MMPs in {name}, month {studies.place} of 3."
        streams = {stream.id: stream.name or stream.id for stream in studies.scenario.value_streams}
        rows = tuple(
            row_of(
                quarter_short(calendar, each.quarter),
                streams.get(each.stream, each.stream) or "whole portfolio",
                cell(money(each.budget), each.budget, "money"),
                cell(money(each.spent), each.spent, "money"),
                ""
                if not each.budget
                else cell(percent(each.spent / each.budget), each.spent / each.budget, "share"),
            )
            for each in studies.money
        )
        header = ("Quarter", "money of", f"budget, {currency}", f"spent on MMPs, {currency}", "share")
        parts.append(Table("By quarter", "Money for change by quarter", header, rows))
    if studies.spend is None:
        none = "By kind: not recorded, the folder holds no spend.csv (month, kind, spent, budget)."
        parts.append(Words((none,)))
    else:
        parts.append(_by_kind(studies))
    return Section(title, finding, (Words((finding,), "answer"), *parts), source)


def _by_kind(studies: MonthStudies) -> Table:
    currency = studies.scenario.currency

    def amount(value: float | None) -> Entry:
        return NOT_RECORDED if value is None else cell(money(value), value, "money")

    rows = tuple(
        row_of(k.kind, amount(k.month), amount(k.month_budget), amount(k.to_date), amount(k.to_date_budget))
        for k in studies.kinds
    )
    header = (f"Kind, {currency}", f"spent in {studies.month}", "budget of it", "spent to date", "budget to date")
    return Table("By kind", "Money by kind", header, rows, chart=Chart("bars", (3, 4), None, currency))
