"""Batch size: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.batch_size.measure import KINDS, RATE
from workshop.experiments.theory import batch_wait
from workshop.parts.demonstration import Holds
from workshop.parts.numbers import Findings

HOLDS: Mapping[str, Holds] = {
    "large_batch_unseen": lambda f: f["unseen_20"].value > 1.5 * f["unseen_4"].value,
    "weeks_are_a_u": lambda f: _is_u(f, "costly", "weeks"),
    "cheap_is_faster": lambda f: all(
        f[f"costly_weeks_{s}"].value > f[f"cheap_weeks_{s}"].value for s in (3, 4, 6, 8, 12, 20)
    ),
    "large_near_theory": lambda f: all(
        f[f"{key}_weeks_{s}"].near(batch_wait(RATE, s) + KINDS[key][1], 0.1) for key in KINDS for s in (16, 20)
    ),
    "costs_are_a_u": lambda f: _is_u(f, "costly", "cost") and _is_u(f, "cheap", "cost"),
    "cheap_makes_small_pay": lambda f: f["cheap_best"].value < f["costly_best"].value,
    "cheap_costs_less": lambda f: f["cheap_least"].value < 0.75 * f["costly_least"].value,
    "flat_bottom": lambda f: f["costly_cost_8"].value < 1.15 * f["costly_least"].value,
}


def _is_u(found: Findings, key: str, what: str) -> bool:
    """Whether both ends lie well above the lowest point."""
    values = found.curves[f"{key}_{what}"].values
    return min(values[0], values[-1]) > 1.15 * min(values)
