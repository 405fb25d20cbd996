"""Funding gates: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.funding_gates.measure import GATES
from workshop.parts.demonstration import Holds
from workshop.parts.numbers import Findings

HOLDS: Mapping[str, Holds] = {
    "rarer_is_longer": lambda f: (
        f["whole_12"].above(f["whole_3"])
        and f["whole_3"].above(f["whole_1"])
        and f["whole_1"].value > f["whole_0"].value
    ),
    "queue_behind_gate": lambda f: f["queue_12"].value > 1.3 * f["queue_0"].value,
    "near_exact": lambda f: (
        all(f[f"whole_{m}"].near(f[f"whole_{m}"].exact, 0.05) for m in (12, 3))
        and all(f[f"whole_{m}"].near(f[f"whole_{m}"].exact, 0.1) for m in (1, 0))
    ),
    "same_load": lambda f: all(f[f"busy_{m}"].near(0.8, 0.03) for m in GATES),
    "more_under_way": lambda f: _under_way(f, 12) > 1.5 * _under_way(f, 1),
    "rarer_is_fewer": lambda f: (
        f["half_year_3"].above(f["half_year_12"]) and f["half_year_1"].above(f["half_year_3"])
    ),
    "half_of_monthly": lambda f: f["half_year_12"].value < 0.5 * f["half_year_1"].value,
}


def _under_way(found: Findings, months: int) -> float:
    wave = found.extra["waves"][months]
    return float((wave["gate"] + wave["team"]).mean())
