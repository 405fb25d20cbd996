"""Variability: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.variability.measure import CASES, LOAD, STAGES
from workshop.parts.demonstration import Holds

HOLDS: Mapping[str, Holds] = {
    "nothing_varies_nobody_waits": lambda f: abs(f["wait_nothing"].value) < 1e-6,
    "parts_below_both": lambda f: max(f["wait_arrivals"].value, f["wait_work"].value) < f["wait_both"].value,
    "worse_than_random": lambda f: (
        min(f[f"wait_{k}"].value for k in ("away", "giants", "bundles")) > 1.1 * f["wait_both"].value
    ),
    "near_exact": lambda f: all(
        f[f"wait_{k}"].near(f[f"wait_{k}"].exact, 1 / 6)
        for k in ("arrivals", "work", "both", "away", "giants", "bundles")
    ),
    "same_load": lambda f: all(f[f"busy_{k}"].near(LOAD, 0.05) for k in CASES),
    "promise_above_mean": lambda f: all(
        f[f"late_{k}"].value > 1.5 * f[f"mean_{k}"].value for k in ("both", "giants")
    ),
    "promise_is_mean": lambda f: f["late_nothing"].near(f["mean_nothing"].value, 0.001),
    "wild_first_is_worse": lambda f: f["line_first"].value > 1.3 * f["line_last"].value,
    "calm_is_a_third": lambda f: f["line_calm"].value < f["line_last"].value / 3,
    "passed_on": lambda f: f["passed"].value > 3 * sum(f[f"line_calm_{s}"].value for s in STAGES[1:]),
}
