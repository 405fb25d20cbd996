"""A run of the flow laboratory as the history that a tracker would have kept of it: known truth for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from intake.history.history import History, Item, Visit
from sim.lab.engine.log import DONE

if TYPE_CHECKING:
    from scenarios.language.streams import ValueStream
    from sim.lab.engine.log import Log


def history_of_run(
    log: Log, stream: ValueStream, route: int = 0, begin: datetime = datetime(2025, 1, 6), *, skip: float = 0.0
) -> History:
    """The items of one route, with the moment at which each entered each stage.

    Args:
        log: what happened.
        stream: the value stream of the route.
        route: its position among the streams with arrivals.
        begin: the moment of week 0 (after ``skip``).
        skip: weeks at the start of the run that nobody recorded: what was done then is left out, as it is in the
            exports of trackers; what was under way then is there.

    """

    def when(week: float) -> datetime:
        return begin + timedelta(seconds=round((week - skip) * 7 * 86_400))

    visits: dict[int, list[Visit]] = {}
    mine = np.flatnonzero(log.visits.route == route)
    for k in mine[np.argsort(log.visits.entered[mine], kind="stable")]:
        stage = stream.stages[int(log.visits.step[k])]
        visits.setdefault(int(log.visits.item[k]), []).append(Visit(stage.id, when(float(log.visits.entered[k]))))
    items = []
    for k in np.flatnonzero(log.items.route == route):
        entered, left = float(log.items.entered[k]), float(log.items.left[k])
        if np.isnan(entered) or left < skip:
            continue
        done = bool(log.items.fate[k] == DONE)
        number = int(log.items.item[k])
        ended = when(left) if done else None
        items.append(
            Item(
                id=f"{stream.id}-{number + 1}",
                state="done" if done else "open",
                created=when(float(log.items.idea[k])),
                started=when(entered),
                ended=ended,
                visits=tuple(visits.get(number, ())),
                stage="done" if done else visits[number][-1].stage if number in visits else "",
            )
        )
    last = when(log.horizon) - timedelta(seconds=1)
    return History(
        source=f"a run of {stream.id}",
        layout="moves",
        items=tuple(items),
        as_of=last.date(),
        timed=True,
        stages=tuple(stage.id for stage in stream.stages),
    )
