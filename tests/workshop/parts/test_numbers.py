"""How numbers are written: three significant figures, honest about what is not known."""

import math

import pytest

from sim.lab.statistics.steady import UNKNOWN, Estimate, Quantile
from workshop.handout.text import brackets, cell
from workshop.parts.numbers import (
    CHANCE,
    SHARE,
    Curve,
    Findings,
    Grid,
    Number,
    Theory,
    difference,
    plain,
    rows_of,
    times,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.034, "0.03"),
        (3.456, "3.46"),
        (34.56, "34.6"),
        (345.6, "346"),
        (12345.6, "12,346"),
        (-0.5, "\N{MINUS SIGN}0.50"),
        (-0.001, "0.00"),
        (math.nan, "n/a"),
        (math.inf, "without limit"),
    ],
)
def test_significant_figures(value, text):
    assert plain(value) == text


def test_units_and_bands_in_texts():
    """Value with unit, alone, with its interval; shares in per cent, chances never none or certain."""
    number = Number("Wait", 3.456, 3.1, 3.9, "weeks", exact=3.5)
    found = Findings({"wait": number}, Grid((), ()))
    text = found.fill("{wait}, {wait:bare}, {wait:band}, {wait:exact}")
    assert text == "3.46 weeks, 3.46, 3.46 weeks (95 %: 3.10 to 3.90), 3.50 weeks"
    assert f"{Number('', 0.5, unit=SHARE)}" == "50 %"
    assert f"{Number('', 0.0312, unit=SHARE)}" == "3.1 %"
    assert f"{Number('', 0.0, unit=CHANCE)} {Number('', 1.0, unit=CHANCE)}" == "<1 % >99 %"
    assert f"{Number('', 8.0, unit='features')}" == "8 features"
    with pytest.raises(ValueError, match="bare"):
        f"{number:wrong}"
    with pytest.raises(KeyError):
        found.fill("{weight}")


def test_what_is_not_known_is_said():
    """A mean without enough data for an interval is "about", with a question mark in tables."""
    number = Number.of("Wait", Estimate(3.456, math.nan, 4), "weeks")
    assert number.unsure
    assert f"{number}" == "about 3.46 weeks"
    assert cell(number) == "3.46 (?)"
    sure = Number.of("Wait", Estimate(3.0, 0.0, 16), "weeks")
    assert (cell(sure), sure.unsure) == ("3.00", False)
    assert brackets(Findings({}, Grid(("x",), ((number,),)))).endswith("? = not enough data for one")
    assert brackets(Findings({}, Grid(("x",), ((sure, "text"),)))) == "95 % intervals in brackets"
    assert Number.of("", UNKNOWN).unsure
    assert f"{Number.of('', Quantile(0.85, 5.0, 4.0, 6.0), 'weeks'):band}" == "5.00 weeks (95 %: 4.00 to 6.00)"


def test_cells_show_the_band_in_brackets():
    """Without the unit, which the heading names; per cent once."""
    assert cell(Number("", 3.456, 3.1, 3.9, "weeks")) == "3.46 (3.10 to 3.90)"
    assert cell(Number("", 0.80, 0.78, 0.82, SHARE)) == "80 % (78 to 82)"
    assert cell("words") == "words"


def test_above_needs_intervals_that_do_not_touch():
    low, high, wide = Number("", 1.0, 0.9, 1.1), Number("", 2.0, 1.9, 2.1), Number("", 2.0, 1.0, 3.0)
    assert high.above(low)
    assert not wide.above(low)
    assert Number("", 1.2).above(low)
    assert low.near(1.05, 0.05)
    assert not low.near(1.2, 0.1)


@pytest.mark.parametrize(
    ("theory", "fitting"),
    [
        (Theory.EXACT, [False, True, True, False]),
        (Theory.APPROXIMATE, [False, True, True, False]),
        (Theory.MOST, [True, True, True, False]),
        (Theory.LEAST, [False, True, True, True]),
    ],
)
def test_a_number_fits_its_theory_within_what_is_stated(theory, fitting):
    """Ten expected, a tenth stated: 8 and 12 are off, unless the ten is a bound on their other side."""
    numbers = [Number("", value, exact=10.0, theory=theory, within=0.1) for value in (8.0, 9.5, 10.5, 12.0)]
    assert [number.fits for number in numbers] == fitting
    found = Findings({"a": numbers[0], "b": numbers[1]}, Grid((), ()), {"c": Curve("", (1.0,), (numbers[0],))})
    assert found.strays() == (() if fitting[0] else (numbers[0],))


def test_where_theory_says_nothing_everything_fits():
    """And where it says something without a stated share, nothing but the value itself does."""
    assert Number("", 3.0).fits
    assert not Number("", 3.0).compared
    assert not Number("", 3.0, exact=3.1, within=0.0).fits
    assert Number("", 3.0, exact=3.0, within=0.0).fits


def test_rows_hold_every_number_once():
    """Single numbers and points of curves."""
    a, b = Number("A", 1.0), Number("B", 2.0)
    curve = Curve("line", (1.0, 2.0), (a, b))
    rows = rows_of(Findings({"a": a}, Grid((), ()), {"line": curve}))
    assert [(row[0], row[2], row[3]) for row in rows] == [("a", None, 1.0), ("line", 1.0, 1.0), ("line", 2.0, 2.0)]
    assert curve.at(2.0) is b
    assert curve.top == 2.0
    assert Curve("line", (1.0, 2.0), (Number("", 1.0, 0.5, 3.0), b)).top == 3.0
    with pytest.raises(ValueError, match="not in"):
        curve.at(3.0)


def test_ratios_and_differences_carry_their_doubt():
    """Independent errors of 3 and 4 add up to 5; what is unsure stays so."""
    a, b = Number("", 100.0, 97.0, 103.0, "weeks"), Number("", 50.0, 46.0, 54.0, "weeks")
    both = difference("less", a, b)
    assert (both.value, both.low, both.high, both.unit) == (50.0, 45.0, 55.0, "weeks")
    ratio = times("times", a, Number("", 100.0, 96.0, 104.0), less=1)
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((0.0, -0.05, 0.05))
    assert times("", Number("", 1.0, unsure=True), b).unsure
    assert not times("", a, b).unsure
