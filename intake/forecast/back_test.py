"""How forecasts of this kind would have done on the history itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.forecast.convolution import most_items, sums, sums_of_unknown_rate

if TYPE_CHECKING:
    from intake.history.weekly import Ints

FEWEST = 10
"""Weeks of history from which a forecast is made."""
CERTAINTY = 0.85


@dataclass(frozen=True)
class BackTest:
    """Answers given at every past week that had ten weeks behind it and enough weeks ahead."""

    weeks_ahead: int
    answers: int
    held: int
    """Answers "at least so many with 85 %" that came true."""
    careful_held: int
    """The same for the answers that allow for few weeks."""
    apart: int
    """Answers that share no week ahead: what they are worth as independent trials."""


def back_test(total: Ints, weeks_ahead: int) -> BackTest | None:
    """Forecast from every past week with only what was known then; None where no week allows it.

    The horizon is cut so that at least ten answers remain, where the history allows that at all.
    """
    n = len(total)
    horizon = min(weeks_ahead, max(1, n - 2 * FEWEST + 1))
    origins = range(FEWEST, n - horizon + 1)
    if not origins:
        return None
    held = careful_held = 0
    for origin in origins:
        known, came = total[:origin], int(total[origin : origin + horizon].sum())
        cap = int(known.max()) * horizon
        if cap == 0:
            held, careful_held = held + 1, careful_held + 1
            continue
        held += came >= most_items(sums(known, horizon, cap)[horizon], CERTAINTY)[0]
        careful_held += came >= most_items(sums_of_unknown_rate(known, horizon, cap)[horizon], CERTAINTY)[0]
    return BackTest(horizon, len(origins), held, careful_held, -(-len(origins) // horizon))
