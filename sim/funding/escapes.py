"""Defects that users find after a release: work at the last stage of those who built the features, done first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.cooperation.appointments import later

if TYPE_CHECKING:
    from sim.funding.releases import Releases
    from sim.funding.state import State


Lost = tuple[float, float]
"""(week of a release, points that its defects take from what customers get)"""


class Defects:
    """The defects of what a portfolio has released.

    Args:
        releases: of the portfolio; they bring work to the last stage of a stream.

    """

    def __init__(self, releases: Releases) -> None:
        self.releases = releases
        self.found: list[tuple[float, int, float]] = []
        """(week, stream, server-weeks of repair) of every defect that was found, in order of time."""
        self.lost: list[Lost] = []
        """Of every release in a stream whose defects take points."""

    def release(self, state: State) -> None:
        """An MMP comes out: its users will find so many of its features at fault, each on a day of its own."""
        blueprint, env = self.releases.blueprint, self.releases.env
        for work, (stream, _) in zip(state.parts, state.plan.parts, strict=True):
            escapes = blueprint.streams[stream].data.escapes
            if escapes is None or work is None:
                continue
            address = (state.plan.id, "escapes", blueprint.streams[stream].id)
            u = self.releases.portfolio.world.uniforms(3 * work.n, *address).reshape(work.n, 3)
            weeks, waits = escapes.effort.from_uniform(u[:, 1]), escapes.found_after.from_uniform(u[:, 2])
            faulty = (u[:, 0] < escapes.share).nonzero()[0].tolist()
            if escapes.customer_loss:
                self.lost.append((env.now, len(faulty) * escapes.customer_loss))
            for feature in faulty:
                later(env, float(waits[feature]), partial(self._find, stream, float(weeks[feature])))

    def _find(self, stream: int, weeks: float) -> None:
        """A defect is found: it lines up at once, before all features."""
        self.found.append((self.releases.env.now, stream, weeks))
        if weeks:
            self.releases.work_on(stream, weeks, lambda: None)
