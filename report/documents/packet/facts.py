"""What a packet says, as numbers: objectives, what needs what, what may go wrong, loads, checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from coupling.attainment import attainments, lost, together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coupling.attainment import Attainment
    from coupling.stress_test import Strain, Stress
    from optimiser.budget_frontier import Marginal
    from optimiser.explanation import Explanation
    from optimiser.outside import Outside
    from optimiser.plan import Line, Plan, Use
    from optimiser.plan_changes import PlanChanges

BUSY = 0.9
"""Load above which people are said to have too much: the measure of the scorecard."""
Kind = Literal["requires", "requires_any", "after", "with"]
KINDS: Mapping[Kind, str] = {
    "requires": "out with it",
    "requires_any": "one of several, out with it",
    "after": "out before it starts",
    "with": "chosen together",
}
"""How an MMP needs another, in words about the other."""


@dataclass(frozen=True)
class Link:
    """One MMP of the plan that needs another one of the plan."""

    mmp: str
    needs: str
    kind: Kind
    across: bool
    """Whether they belong to different value streams."""
    due: int
    """Quarter by whose end the needed one is planned to be out."""
    needed: int
    """Quarter by whose end it has to be out; 0 = before the first one."""
    in_time: float | None
    """Share of worlds in which it is out by then; None without a stress test."""


@dataclass(frozen=True)
class Risk:
    """One MMP that may be late."""

    id: str
    label: str
    stream: str
    due: int
    late: float
    """Share of worlds in which it is not out by the end of its planned quarter."""
    lost: float | None
    """Mean expected value lost by coming out in other weeks than planned, in currency; negative = gained."""
    waiting: tuple[str, ...]
    """MMPs of the plan that need it, directly or through others."""


@dataclass(frozen=True)
class Due:
    """What one value stream has to bring out in a quarter."""

    stream: str
    mmps: tuple[str, ...]
    in_time: float | None
    """Share of worlds in which all of it is out in time; None without a stress test."""


@dataclass(frozen=True)
class PacketStudies:
    """Everything a packet is made of: each study was run once."""

    plan: Plan
    outside: tuple[Outside, ...]
    stress: Stress | None
    untested: str
    """Why there is no stress test."""
    left_out: tuple[Explanation, ...]
    constraints: tuple[Marginal, ...]
    changes: PlanChanges | None
    """Against the last plan, where one was given."""
    quarter: int
    """The quarter that is planned in the big room, from 1."""
    sources: Mapping[str, str]
    """Command that answers each question by itself, by name of the question."""

    @cached_property
    def lines(self) -> dict[str, Line]:
        """MMPs of the plan by id."""
        return {line.id: line for line in self.plan.chosen}

    @cached_property
    def strains(self) -> dict[str, Strain]:
        """MMPs under stress by id; none without a stress test."""
        return {} if self.stress is None else {strain.id: strain for strain in self.stress.strains()}

    @cached_property
    def objectives(self) -> tuple[Attainment, ...]:
        """Objectives with what they get."""
        return attainments(self.plan, self.stress)

    @cached_property
    def streams(self) -> tuple[str, ...]:
        """Value streams with MMPs of the plan or people, in the order of the scenario; empty = none is named."""
        named = [stream.id for stream in self.plan.scenario.value_streams]
        return tuple(dict.fromkeys([*named, *(line.stream for line in self.plan.chosen)]))

    def stream_name(self, stream: str) -> str:
        """Name for people."""
        names = {each.id: each.name or each.id for each in self.plan.scenario.value_streams}
        return names.get(stream, stream) or "no value stream"

    @property
    def active(self) -> tuple[Line, ...]:
        """MMPs at work in the quarter."""
        return tuple(line for line in self.plan.chosen if works(line, self.quarter))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """What needs what, the MMP that is due first, first."""
        found = [link for line in self.plan.chosen for link in self._links(line)]
        order = {line.id: (line.release or 0, line.start or 0, line.id) for line in self.plan.chosen}
        return tuple(sorted(found, key=lambda link: (order[link.mmp], order[link.needs], link.kind)))

    def _links(self, line: Line) -> list[Link]:
        mmp, found = self.plan.scenario.mmp(line.id), []
        named: tuple[tuple[Kind, tuple[str, ...]], ...] = (
            ("requires", mmp.requires), ("requires_any", mmp.requires_any), ("after", mmp.after),
            ("with", mmp.with_),
        )  # fmt: skip
        for kind, others in named:
            for name in others:
                other = self.lines.get(name)
                if other is None:
                    continue
                needed = (line.start or 1) - 1 if kind == "after" else (line.release or 0)
                found.append(
                    Link(line.id, name, kind, line.stream != other.stream, other.release or 0, needed,
                         None if kind == "with" else self._out_by(name, needed))
                )  # fmt: skip
        return found

    def _out_by(self, mmp: str, quarter: int) -> float | None:
        """Share of worlds in which an MMP is out by the end of a quarter."""
        if self.stress is None:
            return None
        week = quarter * self.plan.scenario.calendar.weeks_per_quarter
        released = self.stress.released[:, self.stress.mmps.index(mmp)]
        return float((released <= week + 1e-9).mean())

    @cached_property
    def risks(self) -> tuple[Risk, ...]:
        """MMPs that are late in some world, by the value that is lost, then by the chance to be late."""
        if self.stress is None:
            return ()
        found = []
        for strain in self.stress.strains():
            if strain.in_time < 1:
                line = self.lines[strain.id]
                waiting = tuple(sorted(self._waiting(strain.id), key=lambda name: self.strains[name].due))
                worth = lost(self.stress, strain.id)
                found.append(Risk(line.id, line.label, line.stream, strain.due, 1 - strain.in_time, worth, waiting))
        return tuple(sorted(found, key=lambda risk: (-(risk.lost or 0.0), -risk.late, risk.id)))

    def _waiting(self, mmp: str) -> set[str]:
        found: set[str] = set()
        waiting = [mmp]
        while waiting:
            at = waiting.pop()
            more = {link.mmp for link in self.links if link.needs == at and link.kind != "with"} - found - {mmp}
            found |= more
            waiting += sorted(more)
        return found

    def due(self, quarter: int) -> tuple[Due, ...]:
        """What every value stream has to bring out in a quarter."""
        found = []
        for stream in self.streams:
            mmps = tuple(x.id for x in self.plan.chosen if x.stream == stream and x.release == quarter)
            if mmps:
                found.append(Due(stream, mmps, None if self.stress is None else together(self.stress, mmps)))
        return tuple(found)

    def uses(self, kind: str, stream: str | None) -> tuple[Use, ...]:
        """Use of one limit by quarter."""
        return tuple(use for use in self.plan.uses if use.kind == kind and use.stream == stream)


def works(line: Line, quarter: int) -> bool:
    """Whether an MMP is worked on in a quarter."""
    return (line.start or 0) <= quarter <= (line.release or 0)
