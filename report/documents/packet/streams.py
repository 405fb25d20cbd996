"""Sections of a packet: one page for the manager of every value stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.documents.content import Section, Table, Words, cell, row_of, words_of
from report.documents.packet.dependencies import LINK_HEADER, LINK_NOTE, link_rows
from report.documents.packet.facts import BUSY, works
from report.documents.packet.leaders import change_header, change_rows, left_out_rows
from report.documents.packet.quarter import mmp_header, mmp_row
from report.shared.numbers_in_words import counted, many, money, number, percent
from report.shared.quarter_words import quarter_short

if TYPE_CHECKING:
    from report.documents.content import Entry, Kind
    from report.documents.packet.facts import PacketStudies


def stream_section(studies: PacketStudies, stream: str) -> Section:
    """What one value stream does, needs and owes."""
    name, quarter = studies.stream_name(stream), studies.quarter
    calendar, currency = studies.plan.scenario.calendar, studies.plan.scenario.currency
    mine = [line for line in studies.plan.chosen if line.stream == stream]
    now = [line for line in mine if works(line, quarter)]
    finding = (
        f"{name}: {many(len(mine), 'MMP')} in the plan, {len(now)} at work in {quarter_short(calendar, quarter)}"
    )
    due = next((each for each in studies.due(quarter) if each.stream == stream), None)
    if due is not None:
        finding += f", {len(due.mmps)} due"
        if due.in_time is not None and studies.stress is not None:
            finding += f" (all in time in {counted(due.in_time, studies.stress.replications)})"
    finding += "."
    parts: list[Words | Table] = [Words((finding,), "answer")]
    if mine:
        rows = tuple(mmp_row(studies, line) for line in mine)
        parts.append(Table(f"MMPs {stream}", "Its MMPs", mmp_header(studies), rows))
    load = _load(studies, stream)
    if load is not None:
        parts.append(load)
    own = {line.id for line in mine}
    waits = [link for link in studies.links if link.across and link.mmp in own]
    owes = [link for link in studies.links if link.across and link.needs in own]
    for caption, links, key in (("Waits for other value streams", waits, "waits"),
                                ("Others wait for it", owes, "owes")):  # fmt: skip
        if links:
            rows = link_rows(studies, links)
            parts.append(Table(f"{key} {stream}", caption, LINK_HEADER, rows, note=LINK_NOTE))
    if studies.changes is not None and (rows := change_rows(studies.changes, stream)):
        caption = "What changed since the last plan"
        parts.append(Table(f"Changes {stream}", caption, change_header(currency), rows))
    at_home = {line.id for line in studies.plan.lines if line.stream == stream}
    out = [each for each in studies.left_out if each.id in at_home]
    if out:
        told = f": the {NEAREST} nearest of {len(out)}" if len(out) > NEAREST else ""
        header = ("MMP", f"price to enter, {currency}", f"cost, {currency}", "best value by itself", "would start",
                  "would displace")  # fmt: skip
        rows = left_out_rows(studies, out[:NEAREST])
        parts.append(Table(f"Left out {stream}", f"Left out of the plan{told}", header, rows))
    return Section(f"For the manager of {name}", finding, tuple(parts), studies.sources["packet"])


MOST_QUARTERS = 8
"""Quarters that fit beside each other: those from the planned one on."""
NEAREST = 3
"""MMPs left out that are named on the page: those that are nearest to entering."""


def _load(studies: PacketStudies, stream: str) -> Table | None:
    """Team-sprints and money of its own by quarter, as far as they are limited."""
    calendar, currency = studies.plan.scenario.calendar, studies.plan.scenario.currency
    last = calendar.quarters
    first = 1 if last <= MOST_QUARTERS else min(studies.quarter, last - MOST_QUARTERS + 1)
    shown = range(first, min(last, first + MOST_QUARTERS - 1) + 1)
    rows: list[tuple[Entry, ...]] = []
    for kind, what, written in (("capacity", "Team-sprints", number), ("budget", f"Money, {currency}", money)):
        uses = {use.quarter: use for use in studies.uses(kind, stream) if use.limit < float("inf")}
        if not stream or not uses:
            continue
        how: Kind = "number" if kind == "capacity" else "money"
        mine = [uses[q] for q in shown if q in uses]
        rows.append(row_of(f"{what} planned", *(cell(written(use.used), use.used, how) for use in mine)))
        rows.append(row_of(f"{what} there", *(cell(written(use.limit), use.limit, how) for use in mine)))
        shares = [use.used / use.limit if use.limit else None for use in mine]
        rows.append(row_of("Load", *(_share(share, people=kind == "capacity") for share in shares)))
    if not rows:
        return None
    header = ("By quarter", *(quarter_short(calendar, q) for q in shown))
    note = (
        f"!: above {percent(BUSY)} of the people." if any("!" in words_of(e) for row in rows for e in row) else ""
    )
    return Table(f"Load {stream}", "Planned load", header, tuple(rows), note=note)


def _share(share: float | None, *, people: bool) -> Entry:
    if share is None:
        return ""
    return cell(f"{percent(share)}{' !' if people and share > BUSY else ''}", share, "share")
