"""How figures look: colours told apart, letters that can be read, units that fit."""

from itertools import combinations

import pytest

from report.shared.style import (
    CYCLE,
    DASHES,
    INK,
    PAPER,
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
