"""Program increments: when the trains of value streams plan, and what they have learned by then."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.language.funding_model import FundingModel
    from scenarios.scenario import Scenario
    from sim.cooperation.services import Spells
    from sim.kanban.slowdown import Slow

DAYS = 5.0
"""Working days in a week."""
EARLY = 1e-9
"""Weeks by which a date may miss a planning by rounding and still be on its day."""


def train_of(scenario: Scenario) -> list[int]:
    """Number of the train of each value stream; without trains all are in one, else those left out are alone."""
    numbers = {name: k for k, train in enumerate(scenario.trains) for name in train.value_streams}
    if not scenario.trains:
        return [0] * len(scenario.value_streams)
    alone = len(scenario.trains)
    return [numbers.get(stream.id, alone + k) for k, stream in enumerate(scenario.value_streams)]


class Increments:
    """The plannings of every value stream, which the rules it lives by lay down beforehand.

    Args:
        scenario: whose trains.
        spells: the rules of every value stream over time.
        end: week in which the clock stops.

    """

    def __init__(self, scenario: Scenario, spells: Sequence[Spells], end: float) -> None:
        self.trains = train_of(scenario)
        offsets = {name: train.offset_weeks for train in scenario.trains for name in train.value_streams}
        self.plannings = [
            _plannings(spell, offsets.get(stream.id, 0.0), end)
            for stream, spell in zip(scenario.value_streams, spells, strict=True)
        ]
        """By value stream: (week, rules) of each planning, in order of time."""
        self.weeks = [[week for week, _ in each] for each in self.plannings]

    def next(self, stream: int, week: float) -> float:
        """The first planning of a value stream from a week on; the week itself where there is none any more."""
        weeks = self.weeks[stream]
        place = bisect_left(weeks, week - EARLY)
        return max(week, weeks[place]) if place < len(weeks) else week

    def left(self, stream: int, week: float) -> float:
        """Share of rework and blockers left in a value stream: it has learned at each planning but the first."""
        share = 1.0
        for _, rules in self.plannings[stream][1 : bisect_right(self.weeks[stream], week + EARLY)]:
            share *= 1.0 - rules.improvement
        return share

    def standstill(self, stream: int) -> list[Slow]:
        """Stretches of weeks in which nobody in a value stream works, because everybody plans."""
        return [
            (week, week + rules.planning_days / DAYS, 0.0)
            for week, rules in self.plannings[stream]
            if rules.planning_days
        ]

    def held(self, end: float) -> int:
        """Plannings before a week, each train counted once."""
        return len(
            {
                (train, week)
                for train, weeks in zip(self.trains, self.weeks, strict=True)
                for week in weeks
                if week < end
            }
        )


def _plannings(spell: Spells, offset: float, end: float) -> list[tuple[float, FundingModel]]:
    found = []
    edges = [*(since for since, _ in spell[1:]), end]
    for (since, rules), until in zip(spell, edges, strict=True):
        if rules.increment_weeks is None:
            continue
        number = max(0, -int(-(since - offset - EARLY) // rules.increment_weeks))
        while (week := offset + number * rules.increment_weeks) < until - EARLY:
            if week >= since - EARLY:
                found.append((week, rules))
            number += 1
    return found
