"""Platform team: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.platform_team.measure import LOADS, STREAMS
from workshop.parts.demonstration import Holds

HOLDS: Mapping[str, Holds] = {
    "sharing_is_shorter": lambda f: all(
        f[f"shared_{load * 100:.0f}"].value < f[f"own_{load * 100:.0f}"].value for load in LOADS
    ),
    "no_team_is_free_of_it": lambda f: f["shared_95"].value > 4 * f["shared_80"].value,
    "everybody_waits_longer": lambda f: all(f[f"{key}_slower"].value > 0.5 for key in STREAMS),
    "others_pay_as_much": lambda f: f["claims_slower"].value > 0.6 * f["digital_slower"].value,
    "own_is_longest": lambda f: f["own_weeks"].above(f["shared_weeks"]),
    "help_yourself_like_one_more": lambda f: (
        f["self_weeks"].value < f["shared_weeks"].value and f["more_weeks"].value < f["shared_weeks"].value
    ),
}
