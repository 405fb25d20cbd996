"""From a scenario and what happened to the scenario of the next quarter. Money and work are conserved."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from intake.rolling.actuals import Actual
from scenarios.language.mmps import MMP
from scenarios.scenario import Scenario
from scenarios.variation.shifting import shifted, with_opening


@dataclass(frozen=True)
class Purse:
    """Money of one quarter that is over: amount + carried in + overspent = spent + carried out + lapsed."""

    stream: str
    """Value stream with money of its own; empty = the whole portfolio."""
    quarter: int
    """1-based, of the scenario that was planned."""
    amount: float
    carried_in: float
    spent: float
    overspent: float
    carried_out: float
    lapsed: float


@dataclass(frozen=True)
class Happened:
    """What happened to one MMP in the quarters that are over; money in currency."""

    id: str
    label: str
    status: str
    before: str
    """Its status when the quarters began."""
    spent: float
    value: float
    done_share: float | None


@dataclass(frozen=True)
class Rolled:
    """The next scenario, and how it came about."""

    before: Scenario
    scenario: Scenario
    quarters: int
    """How many are over."""
    happened: tuple[Happened, ...]
    purses: tuple[Purse, ...]
    notes: tuple[str, ...]
    """What has passed, and what to look at."""


def roll(scenario: Scenario, rows: Sequence[Actual], quarters: int) -> Rolled:
    """The scenario that begins after quarter ``quarters``, with rows that ``read_actuals`` found right.

    Raises:
        ScenarioError: no quarter would be left, or a mandatory MMP can no longer begin.

    """
    mine: dict[str, list[Actual]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.quarter):
        mine[row.id].append(row)
    moved = shifted(scenario, quarters, (_updated(mmp, mine[mmp.id]) for mmp in scenario.mmps))
    budget, purses = scenario.budget, []
    opening: dict[str, float] = {}
    for stream in ("", *sorted(budget.streams)):
        home = {mmp.id for mmp in scenario.mmps if not stream or mmp.value_stream == stream}
        found = _purses(scenario, stream, [row for row in rows if row.id in home], quarters)
        purses += found
        opening[stream] = found[-1].carried_out if found else 0.0
    whole = opening.pop("")
    later = moved.scenario
    later = later.replace(budget=with_opening(later.budget, whole, opening, later.calendar.quarters))
    notes = list(moved.notes)
    notes += [
        f"quarter {p.quarter}: {p.overspent:,.2f} more was spent than was there" for p in purses if p.overspent
    ]
    happened = tuple(_happened(mmp, mine[mmp.id]) for mmp in scenario.mmps if mine[mmp.id])
    return Rolled(scenario, later, quarters, happened, tuple(purses), tuple(notes))


def _updated(mmp: MMP, rows: Sequence[Actual]) -> MMP:
    """The MMP at the end of its rows, still with quarters of the old calendar."""
    if not rows:
        return mmp
    last = rows[-1]
    known = [row.done_share for row in rows if row.done_share is not None]
    before = mmp.done_share if mmp.underway is None else mmp.underway
    changes: dict[str, object] = {
        "status": last.status,
        "underway": None,
        "done_share": known[-1] if known else before,
        "spend_to_go": last.spend_to_go if last.status == "running" else None,
        "spent_to_date": mmp.spent_to_date + sum(row.spent for row in rows),
        "value_to_date": mmp.value_to_date + sum(row.value for row in rows),
    }
    if last.status == "released" and mmp.status != "released":
        changes["released"] = str(next(row.quarter for row in rows if row.status == "released"))
    if last.status == "running":
        changes["appears_quarter"] = 1
    return mmp.replace(**changes)


def _happened(mmp: MMP, rows: Sequence[Actual]) -> Happened:
    last = rows[-1]
    return Happened(
        id=mmp.id,
        label=mmp.label,
        status=last.status,
        before="running" if mmp.underway is not None else mmp.status,
        spent=sum(row.spent for row in rows),
        value=sum(row.value for row in rows),
        done_share=1.0 if last.status == "released" else last.done_share,
    )


def _purses(scenario: Scenario, stream: str, rows: Sequence[Actual], quarters: int) -> list[Purse]:
    budget, left, found = scenario.budget, 0.0, []
    for quarter in range(1, quarters + 1):
        amount = budget.in_quarter(quarter, stream or None)
        spent = sum(row.spent for row in rows if row.quarter == quarter)
        there = amount + left
        rest = max(0.0, there - spent)
        carried = budget.carry_over * rest
        found.append(Purse(stream, quarter, amount, left, spent, max(0.0, spent - there), carried, rest - carried))
        left = carried
    return found
