"""What value streams need of each other: help with features, and trains that plan together."""

from pydantic import Field

from scenarios.quantities.distributions import Distribution
from scenarios.quantities.units import Frozen, Id, Probability, Weeks, Words


class Dependency(Frozen):
    """Features of a value stream that need another one: they wait until somebody there has done a piece of work."""

    value_stream: Id
    """Whose features need help."""
    stage: Id
    """They ask after the work of their first visit to this stage; meanwhile they keep their place there."""
    on: Id
    """Value stream that helps."""
    helps_at: Id
    """Stage there whose people do the work; it lines up with their own by class of service, whatever the limit."""
    share: Probability = 1.0
    """Share of the features that need it (assumption, grade D: all)."""
    effort: Distribution
    """Weeks that the help takes one server there."""


class Train(Frozen):
    """Value streams that plan together (funding models with increment_weeks)."""

    id: Id
    """Short name, unique in the scenario."""
    name: Words = ""
    """Name shown to people; default: the id."""
    value_streams: tuple[Id, ...] = Field(min_length=1)
    """Its value streams; each belongs to one train at most."""
    offset_weeks: Weeks = 0.0
    """Weeks by which its plannings are later than the multiples of increment_weeks."""
