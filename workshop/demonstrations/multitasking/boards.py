"""Multitasking: its film. Cards lie on the desks of people, and everybody works on all of theirs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.lab.laboratory import simulate_flow
from workshop.demonstrations.multitasking.measure import BOARDS, PEOPLE, SCENARIO, change
from workshop.experiments.runs import variants
from workshop.parts.board import Board, Column, no_stretches
from workshop.parts.demonstration import Setting
from workshop.screen.recording import WEEKS, settled

if TYPE_CHECKING:
    from sim.lab.engine.log import Floats, Ints


def films(setting: Setting) -> tuple[Board, ...]:
    """The desks of the same team, with few and with many features on each, by Weinberg's rule of thumb."""
    return tuple(desks_board(desk, setting) for desk in BOARDS)


def desks_board(desk: int, setting: Setting) -> Board:
    """The desks of the team with so many features on each."""
    (scenario,) = variants(SCENARIO, [change(desk, "weinberg")])
    start = settled(scenario)
    items = simulate_flow(scenario, horizon=start + WEEKS, seed=setting.seed).items
    left = np.where(np.isnan(items.left), math.inf, items.left)
    person = desks(items.entered, left, PEOPLE)
    seen = np.flatnonzero(left > start)
    done = np.flatnonzero(np.isfinite(left))
    done = done[np.argsort(left[done], kind="stable")]
    came, went = items.entered[seen] - start, left[seen] - start
    return Board(
        label=f"{desk} feature{'s' if desk > 1 else ''} per person",
        columns=tuple(Column(f"person {k}", math.inf, math.inf) for k in range(1, PEOPLE + 1)),
        outside=False,
        card=items.item[seen],
        column=person[seen],
        came=came,
        began=came,
        ended=np.full(len(seen), math.inf),
        went=went,
        urgent=frozenset(),
        idea=came,
        entered=came,
        left=went,
        done=left[done] - start,
        spent=(left - items.idea)[done],
        kind=np.zeros(len(done), dtype=np.int64),
        cuts=no_stretches(),
        weeks=WEEKS,
        number=items.item[seen],
    )


def desks(entered: Floats, left: Floats, people: int) -> Ints:
    """On whose desk each feature lies: at first they are dealt out in turn, later ones come where one has gone.

    Args:
        entered: by feature, the week in which it is taken on; as many at first as ever are under way.
        left: by feature, the week in which it is done; infinity = never.
        people: desks.

    """
    person = np.zeros(len(entered), dtype=np.int64)
    order = np.argsort(entered, kind="stable")
    gone = iter(np.argsort(left, kind="stable").tolist())
    for place, number in enumerate(order.tolist()):
        person[number] = place % people if entered[number] <= entered[order[0]] else person[next(gone)]
    return person
