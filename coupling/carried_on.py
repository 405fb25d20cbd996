"""The last plan carried on: nothing is chosen again; what should have begun begins now, what runs goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from optimiser.data import Wishes
from optimiser.economics import figures, release_quarter
from optimiser.plan import Line, Plan
from optimiser.solving import Effort

if TYPE_CHECKING:
    from coupling.stress_test import Stress
    from optimiser.economics import Aim
    from scenarios.scenario import Scenario


def carried_on(scenario: Scenario, starts: Mapping[str, int], aim: Aim) -> Plan:
    """A plan of what is still open, without proof and without regard to limits: to be run in the simulator.

    Args:
        scenario: what is open (``still_open``), from the quarter that begins now.
        starts: start quarters of the last plan, in quarters of this scenario; below 1 = before now.
        aim: of the last plan.

    """
    going = {mmp.id: 1 for mmp in scenario.mmps if mmp.underway is not None}
    known = {mmp.id for mmp in scenario.mmps}
    now = {name: 1 if name in going else max(1, start) for name, start in starts.items() if name in known}
    now |= {name: start for name, start in going.items() if name not in now}
    lines = tuple(_line(scenario, name, start) for name, start in sorted(now.items()))
    return Plan(
        scenario, Wishes(aim=aim), Effort(), "feasible", "other limit", dict(sorted(now.items())), None, None, None,
        0.0, lines=lines,
    )  # fmt: skip


def _line(scenario: Scenario, name: str, start: int) -> Line:
    mmp = scenario.mmp(name)
    numbers = figures(mmp, scenario)
    return Line(
        id=name,
        label=mmp.label,
        stream=mmp.value_stream or next(iter(mmp.team_sprints), ""),
        objective=mmp.objective,
        chosen=True,
        start=start,
        release=release_quarter(start, numbers.duration),
        cost=sum(map(sum, numbers.money("").values())),
        expected_value=None,
        mandatory=mmp.mandatory,
        locked=False,
    )


def out_by(stress: Stress, mmp: str, quarter: int) -> float:
    """Share of worlds in which an MMP is out by the end of a quarter; 0 of a quarter that is over."""
    week = quarter * stress.plan.scenario.calendar.weeks_per_quarter
    return float((stress.released[:, stress.mmps.index(mmp)] <= week + 1e-9).mean())
