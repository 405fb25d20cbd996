"""What is added up in every batch of a run: names and places of the columns.

Names are ``stream/what``, ``stream/stage/what``, ``stream/class/what`` (with several classes of service) and
``station:id/what``; ``weeks`` is the time observed. Any ratio of such sums can be asked of a result, with its
error.

By stream: ``arrived``, ``done``, ``lost``, ``expired`` (features); ``wip`` (feature-weeks in the line), ``stays``
(the same as a sum over features), ``backlog`` (feature-weeks before the line, at a gate or outside a full first
stage), ``wip2`` (weeks times the square of the WIP), ``empty`` (weeks without a feature); of the features done:
``cycle`` (weeks from entering the line), ``lead`` (weeks from the idea), ``queued``, ``served`` (weeks waiting for
a server, in service), ``waited`` (features that waited at all), ``visits`` (their stage visits).
By stage: ``queue``, ``service``, ``blocked`` (finished, waiting for somebody outside), ``not_pulled`` (finished,
without room ahead; feature-weeks), ``visits``, ``waited`` (visits that waited).
By class of service: ``done``, ``cycle``, ``queued``.
By station: ``busy`` (server-weeks with a feature), ``held`` (by finished features), ``held_blocked`` (of
these: by those that wait for somebody outside), ``broken`` (broken, with or without a feature), ``idle_broken`` (of
these: without), ``away`` (on other work).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.stations.network import Network

WEEKS = "weeks"
STREAM = (
    "arrived", "done", "lost", "expired", "wip", "stays", "backlog", "wip2", "empty", "cycle", "lead", "queued",
    "served", "waited", "visits",
)  # fmt: skip
STAGE = ("queue", "service", "blocked", "not_pulled", "visits", "waited")
CLASS = ("done", "cycle", "queued")
STATION = ("busy", "held", "held_blocked", "broken", "idle_broken", "away")
CLASSES = ("expedite", "fixed_date", "standard", "intangible")
"""Classes of service by priority."""


@dataclass(frozen=True)
class Columns:
    """Columns of a network's sums."""

    network: Network

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names in order."""
        names = [WEEKS]
        for route in self.network.routes:
            names += [f"{route.id}/{what}" for what in STREAM]
            names += [f"{route.id}/{step.id}/{what}" for step in route.steps for what in STAGE]
            if len(route.classes) > 1:
                names += [f"{route.id}/{CLASSES[p]}/{what}" for _, p in route.classes for what in CLASS]
        names += [f"station:{station.id}/{what}" for station in self.network.stations for what in STATION]
        return tuple(names)

    @cached_property
    def places(self) -> dict[str, int]:
        """Place by name."""
        return {name: k for k, name in enumerate(self.names)}

    def first(self, prefix: str, what: str) -> int:
        """Place of a column by the two parts of its name."""
        return self.places[f"{prefix}/{what}"]
