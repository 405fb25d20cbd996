"""Pivot: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.pivot.measure import KEEPS, RIGHT, RULES
from workshop.parts.demonstration import Holds

HOLDS: Mapping[str, Holds] = {
    "pivot_is_best_after_bad_news": lambda f: (
        f["then_pivot"].value > max(f["then_keep"].value, f["then_stop"].value)
    ),
    "option_is_worth_something": lambda f: f["gain_80_50"].low > 0,
    "near_tree": lambda f: all(f[f"value_{rule}"].fits for rule in RULES),
    "rule_is_optimum": lambda f: abs(f["value_pivot"].exact - f["best"].value) < 1e-9,
    "more_kept_more_worth": lambda f: all(
        f[f"gain_{right * 100:.0f}_0"].exact <= f[f"gain_{right * 100:.0f}_100"].exact for right in RIGHT
    ),
    "weak_evidence_less_worth": lambda f: all(
        f[f"gain_80_{keeps * 100:.0f}"].value > f[f"gain_55_{keeps * 100:.0f}"].value for keeps in KEEPS
    ),
    "worth_nothing_when_both": lambda f: f["gain_55_0"].value == 0 == f["gain_55_50"].value,
    "gains_near_tree": lambda f: all(
        f[f"gain_{right * 100:.0f}_{keeps * 100:.0f}"].fits for right in RIGHT for keeps in KEEPS
    ),
    "does_what_the_tree_says": lambda f: f["agreed"].value == f["points"].value,
    "all_three_are_best_somewhere": lambda f: set(f.extra["ways"].values()) == {"keep", "pivot", "stop"},
}
