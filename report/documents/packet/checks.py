"""The check list of a kick-off: what the plan itself answers, and what only people can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from report.documents.packet.facts import BUSY
from report.plan.stress import LATE
from report.shared.quarter_words import quarter_short
from scenarios.language.mmps import FixedDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from report.documents.packet.facts import PacketStudies

State = Literal["yes", "no", "ask"]
STATES = {"yes": "yes", "no": "NO", "ask": "to be asked"}
"""States of a check in words."""
NAMED = 6
"""Most MMPs named in a line."""


@dataclass(frozen=True)
class Check:
    """One line of the list."""

    question: str
    state: State
    detail: str


def kickoff_checks(studies: PacketStudies) -> tuple[Check, ...]:
    """Questions that must be answered before the quarter starts."""
    return (*_known(studies), *_asked(studies))


def _known(studies: PacketStudies) -> Iterator[Check]:
    """What the plan answers."""
    scenario, quarter, active = studies.plan.scenario, studies.quarter, studies.active
    label = {line.id: line.label for line in studies.plan.chosen}
    ids = {line.id for line in active}
    yield _check("Does every MMP of the quarter serve an objective?", (x.label for x in active if not x.objective))
    bare = (x.label for x in active if not x.mandatory and (x.expected_value or 0.0) <= 0)
    yield _check("Is every MMP worth more than it costs by itself, or mandatory?", bare)
    late = (
        f"{label[link.mmp]} needs {label[link.needs]}"
        for link in studies.links
        if link.mmp in ids and link.in_time is not None and link.in_time < LATE
    )
    if studies.stress is None:
        yield Check("Is what they need more likely to be there than not?", "ask", studies.untested)
    else:
        yield _check("Is what they need more likely to be there than not?", late)
        weak = (s.label for s in studies.stress.strains() if s.due == quarter and s.in_time < LATE)
        yield _check("Is all that is due this quarter more likely to be in time than late?", weak)
    full = (
        f"{studies.stream_name(use.stream or '')} {100 * use.used / use.limit:.0f} %"
        for use in studies.plan.uses
        if use.kind == "capacity" and use.quarter == quarter and use.limit and use.used > BUSY * use.limit
    )
    if scenario.value_streams:
        yield _check(f"Is every value stream planned to at most {BUSY:.0%} of its team-sprints?", full)
    ends = (quarter, quarter + 1)
    dates = [
        f"{mmp.label} ({quarter_short(scenario.calendar, mmp.urgency.quarter)})"
        for mmp in scenario.mmps
        if isinstance(mmp.urgency, FixedDate) and mmp.urgency.quarter in ends and mmp.id not in label
    ]
    yield _check("Is every MMP with a fixed date in this quarter or the next in the plan?", dates)


def _asked(studies: PacketStudies) -> Iterator[Check]:
    """What only people know."""
    evidence = studies.plan.scenario.uncertainty.evidence.share
    yield Check(
        "Who decides, on what evidence, whether each MMP goes on?", "ask",
        f"evidence shows after {evidence:.0%} of the features; write down who looks at it and when",
    )  # fmt: skip
    yield Check("Has every value stream's manager agreed to the page of the stream?", "ask", "names and dates")
    yield Check("Has each of the largest risks an owner?", "ask", "see the section on risks")
    yield Check("Do those who wait for another stream know whom to ask?", "ask", "see the section on dependencies")
    yield Check("Is it settled what is given up first when the quarter gets short?", "ask", "one MMP a stream")


def _check(question: str, against: Iterable[str]) -> Check:
    names = list(against)
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return Check(question, "no" if names else "yes", f"{'; '.join(names[:NAMED])}{more}")
