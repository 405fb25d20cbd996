"""One world of a portfolio under two funding models: MMPs as cards, from the idea to live or stopped."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from report.shared.numbers_in_words import model_name
from scenarios.variation.variants import vary
from sim.outcomes.timeline import timelines
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from workshop.live.subjects import Subject, Year
from workshop.parts.board import Board, Column, no_stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.scenario import Scenario
    from scenarios.variation.axis import Axis
    from sim.outcomes.run import Run
    from workshop.live.deeds import AnyDeed

COLUMNS = (
    Column("Idea", math.inf, math.inf, idle=True),
    Column("Funded", math.inf, math.inf),
    Column("Building", math.inf, math.inf),
    Column("Stopped", math.inf, math.inf, idle=True),
)
PLACES = {"funnel": 0, "review": 0, "analysis": 0, "portfolio backlog": 1, "implementation": 2, "stopped": 3}
"""Columns of the portfolio kanban, and where they lie on the board; what is live has left it."""
MILLION = 1e6


class Worlds(Subject):
    """A portfolio under two funding models; one number of the scenario may be turned, for both at once.

    A position is a model and a value of the number: ``model * len(values) + value``. Seeds are worlds: seed 1 is
    world 0 of the study seed.
    """

    alive = False

    def __init__(self, scenario: Scenario, models: tuple[str, str], axis: Axis | None, study_seed: int = 1) -> None:
        self.axis, self.models, self.study_seed = axis, models, study_seed
        values = axis.values if axis is not None else (None,)
        self.variants = [vary(scenario, {axis.path: value}) if axis is not None else scenario for value in values]
        self._blueprints: dict[int, Blueprint] = {}
        words = [model_name(name, scenario.funding_models[name].name) for name in models]
        self.name, self.title, self.question = (
            scenario.name,
            scenario.title or scenario.name,
            scenario.question or "",
        )
        self.dial = axis.label if axis is not None else ""
        self.turns = tuple(axis.word(value) for value in axis.values) if axis is not None else ("",)
        self.labels = tuple(word for word in words for _ in values)
        held = [k for k, value in enumerate(values) if axis is not None and value == axis.base]
        at = held[0] if held else 0
        self.left, self.right = at, len(values) + at
        self.measure = f"net present value, million {scenario.currency}"
        self.command = f"vmo live {scenario.name}"

    def run(self, position: int, seed: int) -> Run:
        """What happens in a world under the model of a position."""
        model, value = divmod(position, len(self.variants))
        if value not in self._blueprints:
            self._blueprints[value] = Blueprint(self.variants[value])
        rules = self.variants[value].funding_models[self.models[model]]
        return simulate(World(self._blueprints[value], self.study_seed, seed - 1), rules)

    def board(self, position: int, seed: int, deeds: Sequence[AnyDeed] = ()) -> Board:
        if deeds:
            raise ValueError(
                f"{self.name}: a portfolio takes no deeds; turn its number, or change the funding model"
            )
        run = self.run(position, seed)
        npv = float(run.result.outcomes["npv"]) / MILLION
        return replace(portfolio_board(self.labels[position], run), judged=npv)

    def year(self, position: int, seed: int) -> Year:
        """Net present value in millions; MMPs under way on average; MMPs live a week."""
        board = self.board(position, seed)
        weeks = np.arange(int(board.weeks) + 1)
        busy = np.flatnonzero(~np.array([column.idle for column in COLUMNS])[board.column])
        there = sum(((board.came[k] <= weeks) & (weeks < board.went[k])).astype(float) for k in busy)
        return Year(board.judged, float(np.mean(there)), float((board.done <= board.weeks).sum()) / board.weeks)


def portfolio_board(label: str, run: Run) -> Board:
    """The MMPs of a run from idea to live or stopped, up to the end of the horizon."""
    blueprint = run.world.blueprint
    weeks = float(blueprint.calendar.horizon)
    lines = timelines(run)
    stays: list[tuple[int, int, float, float]] = []
    for number, mmp in enumerate(lines):
        for column, start, end in mmp.spans(math.inf):
            if column == "done":
                continue
            place = PLACES[column]
            if stays and stays[-1][:2] == (number, place) and stays[-1][3] == start:
                stays[-1] = (*stays[-1][:3], end)
            elif start <= weeks:
                stays.append((number, place, float(start), float(end)))
    card, column_, came, went = (np.array(values) for values in zip(*stays, strict=True))
    idea = np.array([mmp.appeared for mmp in lines], dtype=np.float64)
    released = np.array([math.inf if m.released is None or m.stopped is not None else m.released for m in lines])
    order = np.argsort(released, kind="stable")
    order = order[np.isfinite(released[order])]
    streams = tuple(dict.fromkeys(mmp.value_stream for mmp in lines))
    names = {plan.id: plan.data.name or plan.id for plan in blueprint.streams}
    rank = np.array([streams.index(mmp.value_stream) for mmp in lines], dtype=np.int64)
    return Board(
        label=label,
        columns=COLUMNS,
        outside=False,
        card=card.astype(np.int64),
        column=column_.astype(np.int64),
        came=came.astype(np.float64),
        began=came.astype(np.float64),
        ended=np.full(len(card), math.inf),
        went=went.astype(np.float64),
        urgent=frozenset(),
        idea=idea,
        entered=idea,
        left=released,
        done=released[order],
        spent=(released - idea)[order],
        kind=rank[order],
        cuts=no_stretches(),
        weeks=weeks,
        classes=tuple(names[stream] for stream in streams),
        what="MMPs",
        gone="live",
        span="idea to live",
        number=np.arange(len(lines), dtype=np.int64),
        names=tuple(mmp.name for mmp in lines),
        rank=rank,
    )
