"""Platform teams: servers that stages of several value streams share (flow laboratory)."""

from typing import Literal

from scenarios.language.stages import BatchSize, Breakdowns, Limit, Servers
from scenarios.quantities.distributions import Distribution
from scenarios.quantities.switching_loss import SwitchingLoss
from scenarios.quantities.units import Count, Frozen, Id, Words


class Platform(Frozen):
    """A team with one queue for the stages that name it; each stage has its own effort (flow laboratory)."""

    id: Id
    """Short name, unique in the scenario; stages name it as their platform."""
    name: Words = ""
    """Name shown to people; default: the id."""
    servers: Servers
    """Features worked on at once, or unlimited: a pure delay."""
    wip_limit: Limit = None
    """Most features of all streams with the team: waiting, in service and done but not pulled; none = unlimited."""
    blocking: Literal["card", "server"] = "card"
    """What a finished feature keeps until its next stage has room: its WIP slot, or its server as well."""
    switching_loss: SwitchingLoss = ()
    """Share of time lost at 1, 2, 3... features per server (none, mild, weinberg or a list); linear in between."""
    expedite_allowance: Count = 1
    """Expedited features that may exceed the WIP limit."""
    batch_size: BatchSize = 1
    """Features that a server takes on together, with one effort for all; it starts when so many wait."""
    preemptive: bool = False
    """Whether a feature of a better class interrupts one in service, which goes on later."""
    breakdowns: Breakdowns | None = None
    """Failures and repairs of its servers."""
    side_work: Distribution | None = None
    """Weeks a server is away with other work each time it finds nothing to do."""
