"""WIP limits: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from workshop.demonstrations.wip_limits.measure import CARDS, FEW, KINDS, LINE
from workshop.parts.demonstration import Holds
from workshop.parts.numbers import Findings

HOLDS: Mapping[str, Holds] = {
    "throughput_rises": lambda f: _rising(f, "line_rate") and _rising(f, "wild_rate"),
    "between_best_and_practical_worst": lambda f: all(
        LINE.practical_worst(c)[0] * 0.97 <= f[f"line_rate_{c}"].value <= LINE.best(c)[0] * 1.02 for c in CARDS
    ),
    "wild_between_practical_worst_and_worst": lambda f: all(
        LINE.worst(c)[0] * 0.93 <= f[f"wild_rate_{c}"].value <= LINE.practical_worst(c)[0] * 1.01 for c in CARDS[1:]
    ),
    "last_cards_bring_little": lambda f: f["last"].value < 0.1 * f["first"].value,
    "weeks_rise": lambda f: _rising(f, "line_weeks") and _rising(f, "wild_weeks"),
    "weeks_for_next_to_nothing": lambda f: f["added"].value > 6 and f["last"].value < 0.1,
    "littles_law": lambda f: all(
        (f[f"{k}_rate_{c}"].value * f[f"{k}_weeks_{c}"].value / c - 1) ** 2 < 0.05**2 for k in KINDS for c in CARDS
    ),
    "early_knee": lambda f: f["half"].value > 0.85 and f["quick"].value < 0.5,
    "wild_finishes_less": lambda f: all(f[f"line_rate_{c}"].above(f[f"wild_rate_{c}"]) for c in CARDS if c >= FEW),
}


def _rising(found: Findings, prefix: str) -> bool:
    values = [found[f"{prefix}_{cards}"].value for cards in CARDS]
    return all(later > earlier * 0.99 for earlier, later in pairwise(values))
