"""A scenario at a glance, and the shipped ones, in words."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenarios.faults import Fault
    from scenarios.shipped import Entry
    from scenarios.writing.offered_load import Team
    from scenarios.writing.summary import Summary


def library_text(found: Iterable[Entry]) -> str:
    """Name and title of each, and the question it answers."""
    lines = []
    for entry in found:
        lines.append(f"{entry.name}: {entry.title}")
        lines.append(textwrap.fill(entry.question, 100, initial_indent="    ", subsequent_indent="    "))
    return "\n".join(lines)


MOST = 5
"""Most notes on what keeps a portfolio from being simulated."""


def summary_text(summary: Summary, idle: Sequence[Fault] = (), refused: Sequence[Fault] = ()) -> str:
    """Sizes, money, people, funding models, notes.

    ``idle``: what was written and changes nothing; ``refused``: what keeps the portfolio from being simulated.
    """
    heading = f"{summary.name}: {summary.title}" if summary.title else summary.name
    if not summary.mmps:
        return "\n".join([heading, *_flow_lines(summary), *_closing(summary, idle, refused)])
    work = f"{summary.mmps_underway} under way, {summary.mmps_later} appear later"
    lines = [
        heading,
        f"  time            {summary.quarters} quarters, benefits count to quarter {summary.benefit_quarters}",
        f"  candidate work  {summary.mmps} MMPs in {summary.projects} projects or bundles; {work}",
    ]
    if summary.value_streams:
        ratio = f" ({summary.work / summary.capacity:.2f} x capacity)" if summary.capacity else ""
        people = f"{summary.value_streams} value streams, {summary.teams} teams"
        lines += [
            f"  people          {people}, {summary.capacity:,.0f} team-sprints",
            f"  estimated work  {summary.work:,.0f} team-sprints{ratio}",
        ]
    lines.append(f"  budget          {_money(summary.budget, summary.currency)} over {summary.quarters} quarters")
    if summary.value_streams:
        lines.append(f"  payroll         {_money(summary.payroll, summary.currency)}")
    lines += [
        f"  direct costs    {_money(summary.direct_cost, summary.currency)} for all MMPs",
        f"  claimed value   {_money(summary.claimed_per_quarter, summary.currency)} per quarter for all MMPs",
        f"  funding models  {', '.join(summary.funding_models)}",
        *([f"  events          {', '.join(summary.events)}"] if summary.events else []),
        *_flow_lines(summary),
        *_closing(summary, idle, refused),
    ]
    return "\n".join(lines)


def _closing(summary: Summary, idle: Sequence[Fault], refused: Sequence[Fault]) -> list[str]:
    notes = [
        *summary.warnings,
        *map(str, idle),
        *(f"vmo compare refuses this: {fault}" for fault in refused[:MOST]),
    ]
    notes += [f"and {len(refused) - MOST} more of these"] if len(refused) > MOST else []
    return [*(f"Note: {note}." for note in notes), "No faults."]


def _flow_lines(summary: Summary) -> list[str]:
    """Value streams with arrivals, and the teams that work on them."""
    flow = summary.flow
    if flow is None:
        return []
    streams = [f"{stream.id}: {stream.arrivals}" for stream in flow.streams]
    heads = ["arrivals", *[""] * (len(streams) - 1), "teams", *[""] * (len(flow.teams) - 1)]
    rows = [*streams, *map(_team_words, flow.teams)]
    words = zip(heads, rows, strict=True)
    return [
        textwrap.fill(row, 110, initial_indent=f"  {head:<15} ", subsequent_indent=" " * 20) for head, row in words
    ]


def _team_words(team: Team) -> str:
    servers = "a pure delay" if team.servers == "unlimited" else f"{team.servers} server{'s'[: team.servers != 1]}"
    limit = "" if team.wip_limit is None else f", WIP limit {team.wip_limit}"
    load = "" if team.load is None else f"; offered load {team.load:.0%}"
    weeks = "week" if team.effort == 1 else "weeks"
    return f"{team.id}: {servers}{limit}, {team.effort:.3g} {weeks} a visit{load}"


def _money(amount: float, currency: str) -> str:
    """An amount for people: ``6,500,000 EUR``."""
    return f"{amount:,.0f} {currency}"
