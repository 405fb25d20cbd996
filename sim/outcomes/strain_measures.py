"""Outcomes of what makes people slower (debt, unfamiliar work, overload), and their load by quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.kanban.pace.line_pace import Strain
from sim.world.ledger import overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.arrays import Floats
    from sim.world.blueprint import Blueprint


def strain_outcomes(
    blueprint: Blueprint,
    strains: Sequence[Strain],
    visits: Floats,
    crews: Sequence[tuple[float, int, int]],
    end: float,
) -> dict[str, float]:
    """The outcomes of this module by name, of what is switched on; definitions are in ``OUTCOMES``.

    Args:
        blueprint: streams and calendar.
        strains: what was done and lost, by stream where anything is switched on.
        visits: stage visits, shape (n, 8).
        crews: changes in the number of people of stages: (week, stage, change).
        end: week in which the clock stopped.

    """
    if not strains:
        return {}
    data = [stream.data for stream in blueprint.streams]
    whole = Strain.of(strains)
    time = whole.time or float("nan")
    found: dict[str, float] = {}
    if any(stream.runway is not None for stream in data):
        found["runway_weeks"] = whole.runway / whole.people
        found["enabler_share"] = whole.enablers / time
        found["lost_to_debt"] = whole.debt / time
    if whole.familiar:
        found["lost_unfamiliar"] = whole.unfamiliar / time
    bearing = [stream.sustainable_pace is not None for stream in data]
    if any(bearing):
        found["lost_overload"] = whole.overload / time
        own = np.array([bearing[s] for s in blueprint.stream_of_stage.tolist()])
        loads = load_by_quarter(blueprint, visits, crews, end)[own]
        found["peak_load"] = float(np.nanmax(loads)) if not np.isnan(loads).all() else float("nan")
    if whole.skilled:
        found["skill_mismatch"] = whole.mismatch / whole.skilled
    return found


def load_by_quarter(
    blueprint: Blueprint, visits: Floats, crews: Sequence[tuple[float, int, int]], end: float
) -> Floats:
    """Share of the time of the people of each stage that is spent at work, by quarter: shape (stages, quarters).

    NaN where nobody is there in a quarter.
    """
    calendar, stages = blueprint.calendar, len(blueprint.stage_ids)
    horizon = calendar.horizon
    own = visits[~np.isnan(visits[:, 5])]
    finished = np.where(np.isnan(own[:, 6]), end, own[:, 6])
    busy = overlap(own[:, 5].copy(), finished, own[:, 2].astype(np.int64), stages, horizon)
    people = np.zeros((stages, horizon))
    for when, stage, change in crews:
        week = int(when)
        if week < horizon:
            people[stage, week] += change * (week + 1 - when)
            people[stage, week + 1 :] += change
    shape = (stages, calendar.quarters, calendar.weeks_per_quarter)
    there = people.reshape(shape).sum(axis=2)
    present = there > 1e-9
    return np.where(present, busy.reshape(shape).sum(axis=2) / np.where(present, there, 1.0), np.nan)
