"""Nine of ten fail: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workshop.demonstrations.nine_of_ten_fail.measure import BETS, CHANCE_OF_ONE, MONEY, VALUE
from workshop.parts.demonstration import Holds
from workshop.parts.numbers import Findings

HOLDS: Mapping[str, Holds] = {
    "more_bets_more_winners": lambda f: (
        f["one_4_finish"].value < f["one_8_finish"].value < f["one_20_finish"].value <= f["one_40_finish"].value
    ),
    "few_win_nothing": lambda f: f["one_4_finish"].high < 0.6 and f["one_40_finish"].value > 0.9,
    "near_binomial": lambda f: all(f[f"one_{bets}_finish"].fits for bets in BETS),
    "large_spread_wider": lambda f: f["wider"].value > 2,
    "breaks_even": lambda f: all(_breaks_even(f, bets) for bets in BETS),
    "stopping_pays": lambda f: f["gain"].low > 0,
    "more_begun": lambda f: (
        f["begun_40_stop"].value > 1.5 * f["begun_40_finish"].value
        and f["finished_40_stop"].value < f["finished_40_finish"].value
    ),
    "more_winners": lambda f: (
        f["winners_40_stop"].value > f["winners_40_finish"].value and f["missed_40_stop"].value > 0.2
    ),
}


def _breaks_even(found: Findings, bets: int) -> bool:
    """The exact return is what the finished bets cost, less than all; its spread is that of the binomial."""
    mean = bets * CHANCE_OF_ONE * VALUE * BETS[bets] / MONEY
    error = mean * math.sqrt((1 - CHANCE_OF_ONE) / (CHANCE_OF_ONE * bets * found["worlds"].value))
    return abs(found[f"back_{bets}_finish"].value - mean) < 4 * error
