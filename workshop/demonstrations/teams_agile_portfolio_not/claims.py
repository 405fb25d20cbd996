"""Teams agile, portfolio not: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

from workshop.demonstrations.teams_agile_portfolio_not.measure import TEAMS
from workshop.parts.demonstration import Holds
from workshop.parts.numbers import Number

HOLDS: Mapping[str, Holds] = {
    "ten_times_a_feature": lambda f: f["of_feature"].value > 10,
    "limit_halves": lambda f: f["weeks_times"].value > 2,
    "boards_alike": lambda f: all(f[f"feature_{team}"].near(f["feature"].value, 0.1) for team in TEAMS),
    "first_in_half_the_time": lambda f: f["first_times"].value > 2,
    "last_in_same_week": lambda f: _equal(f["last_all"], f["last_3"]),
    "fewer_is_earlier": lambda f: (
        f["middle_1"].value
        <= f["middle_2"].value
        < f["middle_3"].value
        < f["middle_4"].value
        < f["middle_6"].value
        < f["middle_all"].value
    ),
    "live_three_times": lambda f: f["live_more"].value > 3,
    "last_step_is_small": lambda f: f["middle_2"].value - f["middle_1"].value < 1,
}


def _equal(a: Number, b: Number) -> bool:
    return abs(a.value - b.value) < 1e-9
