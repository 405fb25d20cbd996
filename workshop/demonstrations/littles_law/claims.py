"""Little's law: what its captions rest on, by the key of the sentence in ``text.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workshop.demonstrations.littles_law.measure import LINES
from workshop.parts.demonstration import Holds

if TYPE_CHECKING:
    from workshop.parts.numbers import Findings as Found

HOLDS: Mapping[str, Holds] = {
    "law_holds": lambda f: all(f[f"{key}_wip"].fits for key in LINES),
    "lines_differ": lambda f: _spread(f) > 3,
    "stretch_fits": lambda f: f["window_wip"].near(f["window_rate"].value * f["window_weeks"].value, 0.2),
}


def _spread(found: Found) -> float:
    """Most cards over fewest."""
    values = [found[f"{key}_wip"].value for key in LINES]
    return max(values) / min(values)
