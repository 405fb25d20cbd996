"""Multitasking: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.multitasking.measure import DESK, KINDS
from workshop.parts.demonstration import Holds

HOLDS: Mapping[str, Holds] = {
    "no_loss_no_change": lambda f: all(f[f"none_rate_{n}"].near(f["none_rate_1"].value, 0.03) for n in DESK),
    "mild_falls_once": lambda f: (
        f["mild_rate_2"].value < 0.95 * f["mild_rate_1"].value
        and all(f[f"mild_rate_{n}"].near(f["mild_rate_2"].value, 0.03) for n in DESK[1:])
    ),
    "weinberg_falls_on": lambda f: all(
        f[f"weinberg_rate_{n + 1}"].value < 0.9 * f[f"weinberg_rate_{n}"].value for n in DESK[:-1]
    ),
    "near_calculated": lambda f: all(n.near(n.exact, 0.03) for k in KINDS for n in f.curves[f"{k}_rate"].y),
    "three_take_three_times": lambda f: 2.8 < f["none_longer"].value < 3.2,
    "loss_adds_weeks": lambda f: all(
        f[f"none_weeks_{n}"].value < f[f"mild_weeks_{n}"].value < f[f"weinberg_weeks_{n}"].value for n in DESK[2:]
    ),
    "fewer_done": lambda f: f["done_4"].value < 0.75 * f["done_1"].value,
}
