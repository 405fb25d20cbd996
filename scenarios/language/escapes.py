"""Defects that escape: released with the features, found by their users, repaired by the people who built them."""

from scenarios.quantities.distributions import Constant, Distribution
from scenarios.quantities.units import Frozen, Probability


class Escapes(Frozen):
    """Defects of released features, which come back as work of the value stream, before everything else."""

    share: Probability
    """Share of the released features in which users find a defect (assumption, grade D)."""
    effort: Distribution
    """Weeks that its repair takes one server of the last stage (assumption, grade D)."""
    found_after: Distribution = Constant(value=4.0)
    """Weeks from the release until it is found (assumption, grade D: a month)."""
