"""The floor of a run of the laboratory: its own clock, its log, and when it has seen enough."""

from __future__ import annotations

from sim.lab.engine.log import Recorder
from sim.stations.clock import Clock
from sim.stations.settling import Floor


class LabFloor(Floor):
    """See the module."""

    clock: Clock
    recorder: Recorder

    def __init__(self) -> None:
        super().__init__(Clock(), Recorder())
        self.codes: list[tuple[int, int, int, int]] = []
        """(route, step, station, branch) of every stage."""
        self.to_leave = -1
        """Features that still have to leave, done or not, before the run stops; negative = any number."""
