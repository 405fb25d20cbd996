"""Section of a packet: what needs what, drawn on the roadmap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.documents.content import Picture, Section, Table, Words
from report.documents.packet.dependency_figure import dependency_figure
from report.documents.packet.facts import KINDS
from report.documents.packet.quarter import chance
from report.plan.stress import LATE
from report.shared.numbers_in_words import many
from report.shared.quarter_words import quarter_short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from report.documents.content import Entry
    from report.documents.packet.facts import Link, PacketStudies

LINK_HEADER = ("MMP", "needs", "how", "of value stream", "planned by", "needed by", "there by then")
LINK_NOTE = "There by then: share of the simulated worlds in which it is out when it is needed."


def link_rows(studies: PacketStudies, links: Iterable[Link]) -> tuple[tuple[Entry, ...], ...]:
    """One row a link."""
    calendar = studies.plan.scenario.calendar
    return tuple(
        (
            studies.lines[link.mmp].label,
            studies.lines[link.needs].label,
            KINDS[link.kind],
            studies.stream_name(studies.lines[link.needs].stream),
            quarter_short(calendar, link.due),
            "" if link.kind == "with" else quarter_short(calendar, link.needed) if link.needed else "at once",
            "" if link.kind == "with" else chance(link.in_time),
        )
        for link in links
    )


def dependencies_section(studies: PacketStudies) -> Section:
    """4: what needs what; those between value streams are agreed in the room."""
    links, title = studies.links, "Dependencies"
    across = [link for link in links if link.across]
    if not links:
        none = "No MMP of the plan needs another one of the plan."
        return Section(title, none, (Words((none,), "answer"),), studies.sources["packet"])
    told = many(len(links), "dependency", "dependencies")
    finding = f"{told} within the plan, {len(across) or 'none'} of them between value streams"
    weak = [link for link in links if link.in_time is not None and link.in_time < LATE]
    if studies.stress is not None:
        finding += (
            f"; {many(len(weak), 'is', 'are') if weak else 'none is'} more likely late than there when needed"
        )
    finding += "."
    parts: list[Words | Table | Picture] = [Words((finding,), "answer")]
    alt = f"Roadmap of the MMPs that need each other, with an arrow from each to the one that needs it. {finding}"
    picture = Picture("dependencies", alt, lambda: dependency_figure(studies))
    if across:
        caption = "Between value streams: to be agreed in the room"
        parts.append(Table("Between streams", caption, LINK_HEADER, link_rows(studies, across), note=LINK_NOTE))
    rest = [link for link in links if not link.across]
    if rest:
        caption = "Within value streams"
        parts.append(Table("Within streams", caption, LINK_HEADER, link_rows(studies, rest), note=LINK_NOTE))
    return Section(title, finding, (*parts, picture), studies.sources["packet"])
