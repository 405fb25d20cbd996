"""Deeds: what a room does to a board from a week on, as a page or a caller writes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, NonNegativeInt, PositiveFloat, PositiveInt

from sim.lab.engine.interventions import Hold, Move, NewLimit, Urgent
from workshop.screen.recording import stations_of_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.lab.engine.interventions import Intervention
    from sim.stations.network import Network

MOST = 40
"""Deeds on one board."""


class Deed(BaseModel):
    """Something done to a board in a week."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    week: Annotated[FiniteFloat, Field(gt=0, strict=False)]
    """Week of the trace; the past is left as it was."""


class Limit(Deed):
    """Another WIP limit for a stage."""

    do: Literal["limit"]
    stage: NonNegativeInt
    """Position of the stage on the board."""
    limit: PositiveInt | None
    """Most cards in it; None = no limit."""


class Inject(Deed):
    """One more card, more urgent than all others."""

    do: Literal["urgent"]


class Block(Deed):
    """A card must wait for somebody outside; it keeps its place."""

    do: Literal["block"]
    card: int
    """Number of the card on the board."""
    weeks: Annotated[PositiveFloat, Field(strict=False, le=520)]
    """How long."""


class Send(Deed):
    """One of the people of a stage helps at another from now on."""

    do: Literal["move"]
    origin: NonNegativeInt
    """Position of a stage on the board."""
    target: NonNegativeInt
    """Position of a stage on the board."""


type AnyDeed = Annotated[Limit | Inject | Block | Send, Field(discriminator="do")]


def interventions_of(deeds: Iterable[AnyDeed], network: Network, start: float) -> list[Intervention]:
    """Deeds as the flow laboratory takes them.

    Args:
        deeds: what is done, in weeks of the trace.
        network: what is done to.
        start: week of the run in which the trace starts.

    Raises:
        ValueError: with everything that makes no sense, in words.

    """
    stations = stations_of_columns(network)
    found: list[Intervention] = []
    faults = []
    for number, deed in enumerate(deeds, start=1):
        places = [getattr(deed, name) for name in ("stage", "origin", "target") if hasattr(deed, name)]
        if any(place >= len(stations) for place in places):
            faults.append(f"deed {number}: there is no stage {max(places)}; the board has 0 to {len(stations) - 1}")
            continue
        week = start + deed.week
        match deed:
            case Limit(stage=stage, limit=limit):
                found.append(NewLimit(week, stations[stage], math.inf if limit is None else float(limit)))
            case Inject():
                found.append(Urgent(week, 0))
            case Block(card=card, weeks=weeks):
                if card < 0:
                    faults.append(
                        f"deed {number}: card {card} came by a deed; only cards of the line can be blocked"
                    )
                found.append(Hold(week, 0, card, week + weeks))
            case Send(origin=origin, target=target):
                found.append(Move(week, stations[origin], stations[target]))
    if len(found) > MOST:
        faults.append(f"{len(found)} deeds are too many for one board; at most {MOST}")
    if faults:
        raise ValueError("\n".join(faults))
    return found
