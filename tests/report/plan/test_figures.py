"""Figures of a plan: lines to labels."""

from itertools import combinations

import numpy as np
import pytest

from report.plan.figures import shortest_joins
from report.shared.page_layout import page, place


def crosses(a, b, c, d):
    """Whether the segments a-b and c-d cross."""

    def side(p, q, r):
        return np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


@pytest.mark.parametrize("seed", range(5))
def test_lines_to_labels_do_not_cross(seed):
    """Every point has a label of its own, and no line crosses another, wherever the points lie."""
    ax = place(page("", ""), 1.0, 1.0, 8.6, 4.9)
    ax.set_xlim(0, 3)
    ax.set_ylim(-2, 7)
    ends = np.random.default_rng(seed).uniform((0, -2), (3, 7), (14, 2))
    places = [(3.1, at) for at in np.linspace(-1.9, 6.9, 14)]
    joins = shortest_joins(ax, [tuple(end) for end in ends], places)
    assert sorted(joins) == list(range(14))
    lines = [ax.transData.transform([end, places[slot]]) for end, slot in zip(ends, joins, strict=True)]
    assert not any(crosses(*one, *two) for one, two in combinations(lines, 2))
