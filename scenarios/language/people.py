"""People: what each of them can do, and how much work they can bear."""

from typing import Annotated

from pydantic import Field

from scenarios.language.runway import Lost
from scenarios.language.stages import Blockers
from scenarios.quantities.units import Frozen

Bearable = Annotated[float, Field(gt=0, lt=1, json_schema_extra={"unit": "share"})]


class SustainablePace(Frozen):
    """The load that people bear for long: a quarter above it makes the next one slower.

    The load of a stage in a quarter is the share of its people's time that is spent at work. What it is above the
    bearable load, as a share of the way to full load, brings that share of the effects in the quarter after.
    """

    load: Bearable = 0.85
    """Load that can be borne for ever (assumption, grade D)."""
    time_lost: Lost = 0.0
    """Share of time lost in the quarter after one at full load (neutral default: 0; assumption, grade D)."""
    blockers: Blockers | None = None
    """Chance per visit of being blocked on top of other blockers, in the quarter after one at full load, and for
    how long (neutral default: none; assumption, grade D)."""
