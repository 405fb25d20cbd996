"""How figures look: colours told apart, text that fits, labels that do not overlap."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.shared.fitting import spread, text_width, wrap
from report.shared.style import (
    CYCLE,
    DASHES,
    INK,
    PAPER,
    TEXT,
    contrast,
    looks,
    luminance,
    money_scale,
    readable,
    text_on,
)


def test_models_differ_in_colour_and_in_line():
    """Up to six models differ in colour, line and marker each, so that one of them is enough."""
    found = list(looks([f"model {k}" for k in range(6)]).values())
    for a, b in combinations(found, 2):
        assert a.colour != b.colour
        assert a.dash != b.dash
        assert a.marker != b.marker


def test_many_models_still_differ():
    """Forty-two models differ in the pair of colour and line."""
    found = looks([f"model {k}" for k in range(42)]).values()
    assert len({(look.colour, look.dash) for look in found}) == len(CYCLE) * len(DASHES) == 42


def test_first_two_models_differ_in_grey():
    """The first two colours keep a contrast of two to one when printed in grey."""
    assert contrast(CYCLE[0], CYCLE[1]) > 2


@pytest.mark.parametrize("colour", CYCLE)
def test_text_can_be_read(colour):
    """Text in a model's colour, and on it, has the contrast that WCAG 2.1 asks of text (large text on colours)."""
    assert contrast(readable(colour), PAPER) >= 4.5
    assert contrast(text_on(colour), colour) >= 4.5


def test_luminance_of_black_white_and_grey():
    """Black is 0, white is 1, and mid grey (119 of 255) has the published contrast of 4.48 to white."""
    assert luminance("#000000") == 0
    assert luminance("#FFFFFF") == pytest.approx(1)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast(INK, INK) == 1


@pytest.mark.parametrize(
    ("amount", "divisor", "unit"),
    [(0, 1, "EUR"), (999, 1, "EUR"), (999.9, 1e3, "EUR k"), (-2e6, 1e6, "EUR M"), (3e9, 1e9, "EUR bn")],
)
def test_money_has_a_unit_that_fits(amount, divisor, unit):
    """The unit follows the largest amount, whatever its sign; infinite ends of intervals do not count."""
    scale = money_scale([amount, 0.1, float("inf")], "EUR")
    assert (scale.divisor, scale.unit) == (divisor, unit)


def test_a_short_text_stays_as_it_is():
    """A text that fits is not touched."""
    assert wrap("Project funding", 500) == "Project funding"


@given(st.text("abcdefgh -_", min_size=1, max_size=80), st.integers(60, 300), st.integers(1, 3))
def test_wrapped_lines_fit(text, width, lines):
    """No line is wider than asked and there are no more lines than asked."""
    broken = wrap(text, width, TEXT, lines=lines).split("\n")
    assert len(broken) <= lines
    assert all(text_width(line) <= width for line in broken)


def test_what_is_cut_says_so():
    """A text that does not fit ends in an ellipsis."""
    assert wrap("one two three four five six seven", 80, lines=1).endswith("\N{HORIZONTAL ELLIPSIS}")


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 15)), min_size=1, max_size=6))
def test_spread_labels_lie_apart_in_order(wanted):
    """Labels that fit on the page do not overlap, stay on it and keep the order of what they label."""
    centres, sizes = [c for c, _ in wanted], [s for _, s in wanted]
    placed = spread(centres, sizes, 0, 100)
    order = sorted(range(len(wanted)), key=lambda k: centres[k])
    for a, b in pairwise(order):
        assert placed[a] + sizes[a] / 2 <= placed[b] - sizes[b] / 2 + 1e-6
    assert min(p - s / 2 for p, s in zip(placed, sizes, strict=True)) >= -1e-6
    assert max(p + s / 2 for p, s in zip(placed, sizes, strict=True)) <= 100 + 1e-6


def test_labels_with_room_stay_where_they_are():
    """Nothing moves that does not collide; two that collide share the way."""
    assert spread([20, 60], [10, 10], 0, 100) == [20, 60]
    assert spread([50, 50], [10, 10], 0, 100) == [45, 55]
