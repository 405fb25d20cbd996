"""Sections of a packet: the plan and how sure it is, its objectives, the MMPs of the quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.documents.content import Chart, Section, Table, Words, cell, row_of
from report.documents.scorecard import NOT_RECORDED
from report.plan.stress import sentence, week
from report.plan.text import cash_words, headline
from report.shared.numbers_in_words import counted, many, money, percent, probability
from report.shared.quarter_words import quarter_short

if TYPE_CHECKING:
    from coupling.attainment import Attainment
    from optimiser.plan import Line
    from report.documents.content import Entry
    from report.documents.packet.facts import PacketStudies


def plan_section(studies: PacketStudies) -> Section:
    """1: what the plan is worth, and how sure it is to come in time."""
    plan, stress = studies.plan, studies.stress
    finding = headline(plan, timed=False)
    parts: list[Words | Table] = []
    if stress is None:
        parts += [
            Words((finding,), "answer"),
            Words((studies.untested,), "caution"),
            Words((cash_words(plan),), "list"),
        ]
    else:
        parts += [
            Words((finding, sentence(stress)), "answer"),
            Words((cash_words(plan),), "list"),
            _amounts(studies),
        ]
    if studies.outside:
        parts.append(_settled(studies))
    return Section("The plan, and how sure it is", finding, tuple(parts), studies.sources["plan"])


def _settled(studies: PacketStudies) -> Table:
    """What lies outside the plan: released, given up, blocked."""
    currency = studies.plan.scenario.currency
    rows = tuple(
        row_of(
            row.label,
            f"{row.status}: {row.reason}" if row.reason else row.status,
            "not stated"
            if row.value_to_come is None
            else cell(money(row.value_to_come), row.value_to_come, "money"),
            cell(money(row.value_to_date), row.value_to_date, "money"),
            cell(money(row.spent_to_date), row.spent_to_date, "money"),
        )
        for row in studies.outside
    )
    header = ("MMP", "is", f"value to come, {currency}", f"value to date, {currency}", f"spent to date, {currency}")
    return Table("Settled", "Settled before this plan, and no part of it", header, rows)


def _amounts(studies: PacketStudies) -> Table:
    """What the plan states, and what the worlds bring."""
    stress, currency = studies.stress, studies.plan.scenario.currency
    assert stress is not None
    aim = "net of cost" if studies.plan.wishes.aim == "net" else "gross"
    named = {
        "value": f"Value, {aim}, discounted", "benefits": "Benefits, undiscounted",
        "spend": "Spend on its MMPs, undiscounted",
    }  # fmt: skip
    rows = []
    for name, label in named.items():
        stated, s = stress.expected(name), stress.summary(name)
        rows.append(
            row_of(
                label,
                "not stated" if stated is None else cell(money(stated), stated, "money"),
                *(cell(money(value), value, "money") for value in (s.mean, s.p10, s.p50, s.p90)),
            )
        )
    header = (f"Money in {currency}", "as planned", "mean of the worlds", "P10", "P50", "P90")
    return Table("The plan", "What the plan states, and what its worlds bring", header, tuple(rows))


def chance(share: float | None) -> Entry:
    """A chance for people, with the share that was counted."""
    return NOT_RECORDED if share is None else cell(probability(share), share, "share")


def objectives_section(studies: PacketStudies) -> Section:
    """2: what every objective gets, as planned and as forecast."""
    currency = studies.plan.scenario.currency
    title = "Objectives, and how far they will be attained"
    aimed = any(each.target for each in studies.objectives)
    rows = tuple(_objective(each, aimed=aimed) for each in studies.objectives)
    finding = _objectives_words(studies)
    target, share = (("target",), ("of target",)) if aimed else ((), ())
    header = (f"Objective, {currency}", "MMPs", *target, "as planned", *share, "forecast", *share, "all in time")
    note = (
        "Expected value in the sense of the plan. Forecast: the same with the weeks in which MMPs come out in the "
        "simulated worlds in place of the planned ones, mean over the worlds. All in time: every MMP of the "
        "objective is out by the end of its planned quarter."
    )
    table = Table("Objectives", "Expected value by objective", header, rows, note=note,
                  chart=Chart("bars", (3, 5) if aimed else (2, 3), None, currency))  # fmt: skip
    parts: tuple[Words | Table, ...] = (Words((finding,), "answer"), *((table,) if rows else ()))
    return Section(title, finding, parts, studies.sources["packet"])


def _objective(each: Attainment, *, aimed: bool) -> tuple[Entry, ...]:
    def reached(value: float | None) -> tuple[Entry, ...]:
        share = each.reached(value)
        return () if not aimed else ("" if share is None else cell(percent(share), share, "share"),)

    forecast: Entry = NOT_RECORDED if each.forecast is None else cell(money(each.forecast), each.forecast, "money")
    target: Entry = "none" if each.target is None else cell(money(each.target), each.target, "money")
    return row_of(
        each.label,
        str(len(each.mmps)),
        *((target,) if aimed else ()),
        cell(money(each.planned), each.planned, "money"),
        *reached(each.planned),
        forecast,
        *reached(each.forecast),
        chance(each.in_time) if each.mmps else "no MMP",
    )


def _objectives_words(studies: PacketStudies) -> str:
    """Which objectives fall short, in one sentence."""
    named = [each for each in studies.objectives if each.id]
    if not named:
        return "The portfolio names no objectives."
    empty = [each.label for each in named if not each.mmps]
    if len(empty) == len(named):
        return f"The plan serves none of the objectives: {', '.join(empty)}."
    aimed = [each for each in named if each.target]
    words = []
    if aimed:
        short = [each.label for each in aimed if _expected(each) < (each.target or 0.0)]
        how = "planned" if studies.stress is None else "forecast"
        words.append(
            f"{len(aimed) - len(short)} of {many(len(aimed), 'objective')} with a target {how} to reach it"
            + (f"; short: {', '.join(short)}" if short else "")
        )
    else:
        largest = max(named, key=lambda each: each.planned)
        words.append(f"No objective has a target; {largest.label} gets most: {_money(studies, largest.planned)}")
    if empty:
        words.append(f"nothing in the plan serves {', '.join(empty)}")
    return f"{'; '.join(words)}."


def _expected(each: Attainment) -> float:
    """The forecast, or what is planned where there is none."""
    return each.planned if each.forecast is None else each.forecast


def _money(studies: PacketStudies, value: float) -> str:
    return money(value, studies.plan.scenario.currency)


def quarter_section(studies: PacketStudies) -> Section:
    """3: what is worked on in the quarter, by value stream, with chances."""
    calendar, quarter = studies.plan.scenario.calendar, studies.quarter
    name = quarter_short(calendar, quarter)
    active = sorted(studies.active, key=lambda line: (studies.streams.index(line.stream), line.start or 0, line.id))
    due = [line for line in active if line.release == quarter]
    worked = many(len(active), "MMP is", "MMPs are")
    finding = f"In {name} {worked} worked on and {many(len(due), 'is', 'are')} due"
    if studies.stress is not None and due:
        joint = next(each.in_time for each in studies.stress.together() if each.quarter == quarter)
        finding += f"; all of them are in time in {counted(joint, studies.stress.replications)}"
    finding += "."
    parts: list[Words | Table] = [Words((finding,), "answer")]
    if active:
        rows = tuple((studies.stream_name(line.stream), *mmp_row(studies, line)) for line in active)
        parts.append(Table("The quarter", f"MMPs at work in {name}", ("Value stream", *mmp_header(studies)), rows,
                           note=MMP_NOTE))  # fmt: skip
    by_stream = studies.due(quarter)
    if by_stream:
        rows = tuple(
            row_of(
                studies.stream_name(each.stream),
                str(len(each.mmps)),
                chance(each.in_time),
                ", ".join(studies.lines[mmp].label for mmp in each.mmps),
            )
            for each in by_stream
        )
        header = ("Value stream", "MMPs due", "all in time", "which")
        parts.append(Table("Due by stream", f"What each value stream brings out in {name}", header, rows))
    return Section(f"The MMPs of {name}", finding, tuple(parts), studies.sources["stress"])


MMP_NOTE = (
    "In time: out by the end of its planned quarter. Weeks are counted from the start of the plan; never: not "
    "before benefits stop counting."
)


def mmp_header(studies: PacketStudies) -> tuple[str, ...]:
    """Headings of ``mmp_row``."""
    currency = studies.plan.scenario.currency
    return (
        "MMP", "starts", "due", f"cost, {currency}", f"value, {currency}", "in time", "out in week, P50",
        "P10 to P90",
    )  # fmt: skip


def mmp_row(studies: PacketStudies, line: Line) -> tuple[Entry, ...]:
    """One MMP of the plan: when, for how much, how sure."""
    calendar, strain = studies.plan.scenario.calendar, studies.strains.get(line.id)
    value = line.expected_value or 0.0
    weeks: tuple[Entry, ...] = (NOT_RECORDED, "")
    if strain is not None:
        low, middle, high = strain.release
        band = week(middle) if low == high else f"{week(low)} to {week(high)}"
        weeks = (cell(week(middle), middle, "weeks"), band)
    return row_of(
        line.label,
        quarter_short(calendar, line.start or 0),
        quarter_short(calendar, line.release or 0),
        cell(money(line.cost), line.cost, "money"),
        cell(money(value), value, "money"),
        chance(None if strain is None else strain.in_time),
        *weeks,
    )
