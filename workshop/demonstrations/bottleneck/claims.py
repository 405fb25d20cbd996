"""Bottleneck: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.bottleneck.measure import NARROW, STAGES
from workshop.parts.demonstration import Holds

HOLDS: Mapping[str, Holds] = {
    "test_is_busiest": lambda f: f["as_is_narrow"].unit == STAGES[NARROW],
    "pile_at_test": lambda f: (
        f["as_is_cards_test"].value > sum(f[f"as_is_cards_{s}"].value for s in STAGES if s != NARROW)
    ),
    "test_brings_a_fifth": lambda f: f["test_gain"].value > 0.2 and f["test_rate"].above(f["as_is_rate"]),
    "elsewhere_brings_little": lambda f: all(
        f[f"{s}_gain"].value < f["test_gain"].value / 8 for s in STAGES if s != NARROW
    ),
    "only_test_is_faster": lambda f: all(
        f["test_weeks"].value < 0.9 * f[f"{s}_weeks"].value for s in STAGES if s != NARROW
    ),
    "each_brings_less": lambda f: f["step_1"].value > f["step_2"].value > f["step_3"].value - 0.01,
    "it_moves": lambda f: f["more_4_narrow"].unit != STAGES[NARROW],
    "never_above_bound": lambda f: all(n.fits for n in f.curves["more"].y),
}
