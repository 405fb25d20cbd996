"""Utilisation: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.utilisation.measure import KINDS
from workshop.parts.demonstration import Holds
from workshop.parts.numbers import Number

HOLDS: Mapping[str, Holds] = {
    "halving_slack_doubles": lambda f: 1.7 < f["step"].value < 2.9 and 1.6 < f["last"].value < 2.9,
    "variability_adds": lambda f: all(
        f["calm_" + k].value < f["usual_" + k].value < f["wild_" + k].value for k in ("50", "70", "80", "90")
    ),
    "near_formula": lambda f: all(
        f[f"{key}_{k}"].near(f[f"{key}_{k}"].exact, 0.25) for key in KINDS for k in ("80", "90")
    ),
    "exact_where_formula_is": lambda f: all(_agrees(f[f"usual_{k}"]) for k in ("50", "70", "80", "90")),
    "fuller_line_queues": lambda f: f["mean_95"].value > 1.5 * f["mean_70"].value,
}


def _agrees(number: Number) -> bool:
    return number.low <= number.exact <= number.high or number.near(number.exact, 0.1)
