"""Runway: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.runway.measure import BALANCE, SHARES, YEARS
from workshop.parts.demonstration import Holds

HOLDS: Mapping[str, Holds] = {
    "none_is_best_for_a_year": lambda f: f["done_1_0"].value > f[f"done_1_{BALANCE}"].value,
    "further_is_more": lambda f: (
        f["best_1"].value <= f["best_2"].value <= f["best_4"].value <= f["best_8"].value
        and f["best_1"].value < f["best_8"].value
    ),
    "best_lies_inside": lambda f: (
        f[f"done_8_{BALANCE}"].above(f["done_8_0"])
        and f[f"done_8_{BALANCE}"].above(f[f"done_8_{SHARES[-1]}"])
        and f["best_8"].near(f["balance"].value, 0.26)
    ),
    "near_calculated": lambda f: all(f[f"late_{share}"].fits for share in SHARES),
    "debt_grows": lambda f: f["debt_0"].value > 2 * f["soon_0"].value > 0 and abs(f[f"debt_{BALANCE}"].value) < 3,
    "overtakes_in_time": lambda f: 1 < f["overtakes"].value < 4 * YEARS[2],
}
