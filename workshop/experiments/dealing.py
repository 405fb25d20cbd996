"""Features of several teams dealt to MMPs, by what the portfolio allows to be under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.lab.engine.log import Floats

FINISH, PULL = 0, 1
"""Order of events at one instant."""


@dataclass(frozen=True)
class Dealt:
    """What became of the MMPs; arrays by MMP, in the order of the backlog."""

    started: Floats
    """Week in which a team pulled its first feature."""
    done: Floats
    """Week in which its last feature was done."""
    owners: tuple[tuple[int, ...], ...]
    """By team: the MMP of each feature, in the order in which they were pulled."""
    early: int
    """MMPs begun above the limit, because some team had nothing else left to pull."""

    def under_way(self) -> float:
        """Mean number of MMPs begun and not done, from the first start to the last end."""
        return float((self.done - self.started).sum() / (self.done.max() - self.started.min()))


def deal(
    pulled: Sequence[Floats], finished: Sequence[Floats], choices: Sequence[Floats], mmps: int, limit: int | None
) -> Dealt:
    """Decide for each pulled feature to which MMP it belongs.

    Each team chooses for itself, at random, among the MMPs under way that need more of it. The portfolio begins the
    next MMP when fewer than ``limit`` are under way, and also when a team would otherwise have nothing to pull: the
    boards of the teams are the same whatever the limit is.

    Args:
        pulled: by team, the weeks in which features are pulled, increasing.
        finished: by team, the weeks in which these features are done.
        choices: by team, a uniform number in [0, 1) for each feature.
        mmps: number of MMPs; each needs an equal part of the features of each team.
        limit: most MMPs under way; None = all at once.

    Raises:
        ValueError: features of a team cannot be shared equally.

    """
    left = []
    for weeks in pulled:
        part, rest = divmod(len(weeks), mmps)
        if rest or not part:
            raise ValueError(f"{len(weeks)} features of a team cannot be shared equally by {mmps} MMPs")
        left.append([part] * mmps)
    open_: list[int] = []
    missing = [sum(len(weeks) for weeks in pulled) // mmps] * mmps
    started, done = np.full(mmps, np.nan), np.full(mmps, np.nan)
    owners: list[list[int]] = [[] for _ in pulled]
    begun, early = 0, 0
    most = mmps if limit is None else limit
    events = sorted(
        [(week, PULL, team, k) for team, weeks in enumerate(pulled) for k, week in enumerate(weeks)]
        + [(week, FINISH, team, k) for team, weeks in enumerate(finished) for k, week in enumerate(weeks)]
    )
    for week, kind, team, number in events:
        if kind == FINISH:
            mmp = owners[team][number]
            missing[mmp] -= 1
            if not missing[mmp]:
                done[mmp] = week
                open_.remove(mmp)
            continue
        while begun < mmps and len(open_) < most:
            open_.append(begun)
            begun += 1
        wanted = [mmp for mmp in open_ if left[team][mmp]]
        if not wanted:
            open_.append(begun)
            wanted = [begun]
            begun += 1
            early += 1
        mmp = wanted[int(choices[team][number] * len(wanted))]
        left[team][mmp] -= 1
        owners[team].append(mmp)
        if np.isnan(started[mmp]):
            started[mmp] = week
    return Dealt(started, done, tuple(map(tuple, owners)), early)
