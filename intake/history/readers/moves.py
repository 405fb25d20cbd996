"""Moves between lists and statuses, flattened: first start to last done, counted once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.history.history import Item, Visit
from intake.history.statuses import state_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from intake.history.history import State
    from intake.history.options import Options


@dataclass(frozen=True)
class Move:
    """An item enters a stage."""

    when: datetime
    stage: str
    came_from: str = ""
    """Where it was before; empty = it was created here, or nobody says."""


class Roles:
    """What each stage of a board is: waiting, work, done or taken out."""

    def __init__(self, stages: Sequence[str], options: Options) -> None:
        self.stages = tuple(stages)
        start = _place(stages, options.start)
        done = _place(stages, options.done)
        self.of: dict[str, State] = {}
        for k, stage in enumerate(stages):
            state = state_of(stage, options.status) or "open"
            if done is not None:
                state = "done" if k >= done and state != "removed" else "open" if state == "done" else state
            if start is not None and state in ("waiting", "open"):
                state = "open" if k >= start else "waiting"
            self.of[stage] = state

    @property
    def ends(self) -> bool:
        """Whether some stage means done."""
        return "done" in self.of.values()


def _place(stages: Sequence[str], wanted: str | None) -> int | None:
    if wanted is None:
        return None
    names = [stage.casefold() for stage in stages]
    return names.index(wanted.strip().casefold()) if wanted.strip().casefold() in names else None


def flatten(
    id_: str,
    moves: Sequence[Move],
    roles: Roles,
    *,
    created: datetime | None,
    stage: str,
    archived: bool,
    type_: str,
) -> Item:
    """An item from its moves in order of time.

    The start is the first entry into work (or straight into done) whose coming is recorded: what was under way
    before its first recorded move has an unknown start. The end is the last entry into done of an item that
    lies there.
    """
    state: State = roles.of.get(stage, "open")
    before = roles.of.get(moves[0].came_from, "waiting") if moves and moves[0].came_from else "waiting"
    unseen = not moves or (bool(moves[0].came_from) and before != "waiting")
    started = None
    if not unseen:
        started = next((move.when for move in moves if roles.of.get(move.stage, "open") == "open"), None)
    ended, returns, inside = None, 0, before == "done"
    for move in moves:
        kind = roles.of.get(move.stage, "open")
        if kind == "done" and not inside:
            ended = move.when
        if inside and kind in ("open", "waiting"):
            returns += 1
        inside = kind == "done"
    if state == "removed" or (archived and state != "done"):
        state, ended = "removed", moves[-1].when if moves and not archived else None
    elif state != "done":
        ended = None
    if state == "waiting":
        started = None
    return Item(
        id=id_,
        state=state,
        type=type_,
        created=created,
        started=started,
        ended=ended,
        stage=stage,
        visits=tuple(Visit(move.stage, move.when) for move in moves),
        returns=returns,
    )
