"""When the starts of one MMP take effect: what the rows about order add up."""

from bisect import bisect_right
from dataclasses import dataclass

import pulp

Terms = list[tuple[pulp.LpVariable, float]]
"""Variables with their coefficients."""


@dataclass
class Moments:
    """When the starts of one MMP take effect, in order, with their variables."""

    at: list[int]
    starts: Terms
    chosen: Terms

    def until(self, moment: float) -> tuple[Terms, Terms]:
        """The starts due by a moment; chosen[m] instead, where that is all of them."""
        due = bisect_right(self.at, moment)
        return (self.starts[:due], []) if due < len(self.at) else ([], self.chosen)
