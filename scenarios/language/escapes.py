"""Defects that escape: released with the features, found by their users, repaired by the people who built them."""

from collections.abc import Mapping
from typing import ClassVar

from scenarios.language.value_axis import Points
from scenarios.quantities.distributions import Constant, Distribution
from scenarios.quantities.units import Frozen, Probability


class Escapes(Frozen):
    """Defects of released features, which come back as work of the value stream, before everything else."""

    later: ClassVar[Mapping[str, object]] = {"customer_loss": 0.0}

    share: Probability
    """Share of the released features in which users find a defect (assumption, grade D)."""
    effort: Distribution
    """Weeks that its repair takes one server of the last stage (assumption, grade D)."""
    found_after: Distribution = Constant(value=4.0)
    """Weeks from the release until it is found (assumption, grade D: a month)."""
    customer_loss: Points = 0.0
    """Points that it takes from what customers get (value_axis), found or not yet found (neutral default: none;
    assumption, grade D)."""
