"""Expedite: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from workshop.demonstrations.expedite.measure import LANES
from workshop.parts.demonstration import Holds
from workshop.parts.numbers import Findings

HOLDS: Mapping[str, Holds] = {
    "fast_before_others": lambda f: all(
        f[f"next_fast_{k}"].value < f["none"].value < f[f"next_others_{k}"].value
        for k in ("10", "20", "30", "50", "70")
    ),
    "both_take_longer": lambda f: all(_rises(f, f"next_{which}") for which in LANES),
    "near_exact": lambda f: all(
        n.low <= n.exact <= n.high or n.near(n.exact, 0.15)
        for which in LANES
        for n in f.curves[f"next_{which}"].y[:-1]
    ),
    "promises_get_longer": lambda f: _rises(f, "next_others_promise") and _rises(f, "now_others_promise"),
    "interruption_takes": lambda f: all(
        f[f"now_fast_{k}"].value < f[f"next_fast_{k}"].value
        and f[f"now_others_{k}"].value > f[f"next_others_{k}"].value
        for k in ("10", "20", "30", "50")
    ),
    "won_is_paid": lambda f: all(f[f"won_{k}"].near(f[f"paid_{k}"].value, 0.12) for k in ("10", "20", "30", "50")),
}


def _rises(found: Findings, name: str) -> bool:
    """Whether a curve is higher at half of the features than at a tenth, and higher still at nine tenths."""
    return all(
        later > earlier for earlier, later in pairwise(found[f"{name}_{k}"].value for k in ("10", "50", "90"))
    )
