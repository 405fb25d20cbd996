"""Numbers in words: rounding people can check, honest probabilities, signs that mean something."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.shared.numbers_in_words import (
    amount,
    model_name,
    money,
    number,
    outcome_value,
    percent,
    probability,
    unit_name,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "EUR 0"),
        (0.4, "EUR 0"),
        (-0.4, "EUR 0"),
        (999.0, "EUR 999"),
        (1000.0, "EUR 1 k"),
        (999_499.0, "EUR 999 k"),
        (999_500.0, "EUR 1.00 M"),
        (1_234_567.0, "EUR 1.23 M"),
        (12_345_678.0, "EUR 12.3 M"),
        (123_456_789.0, "EUR 123 M"),
        (-2_500_000.0, "EUR −2.50 M"),
    ],
)
def test_money_keeps_three_figures(value, text):
    """Money is shown with three significant figures and its currency."""
    assert money(value, "EUR") == text


def test_changes_carry_a_sign():
    """A change shows plus or minus, but nothing when it rounds to nothing."""
    assert money(1500, plus=True) == "+2 k"
    assert money(-1500, plus=True) == "−2 k"
    assert money(0.1, plus=True) == "0"
    assert number(0.04, 1, plus=True) == "0.0"


def test_change_of_a_share_is_in_percentage_points():
    """From 40 % to 50 % is +10 points, not +10 %."""
    assert outcome_value("realised_share", 0.5) == "50.0 %"
    assert outcome_value("realised_share", 0.1, plus=True) == "+10.0 pp"


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "<1 %"), (0.004, "<1 %"), (0.5, "50 %"), (0.99, "99 %"), (1.0, ">99 %")]
)
def test_probability_is_never_certain(share, text):
    """Neither 0 % nor 100 % is ever printed."""
    assert probability(share) == text


@given(st.floats(0, 1))
def test_no_share_prints_as_certain(share):
    """Whatever the share, the words stay between <1 % and >99 %."""
    assert probability(share) not in ("0 %", "100 %")


def test_what_does_not_exist_is_not_a_number():
    """NaN and infinity have words in every formatter."""
    for text in (money(math.nan), number(math.nan), percent(math.nan), probability(math.nan)):
        assert text == "n/a"
    assert money(-math.inf) == "−inf"
    assert outcome_value("realised_share", math.nan, plus=True) == "n/a"


def test_units_and_names_for_people():
    """Units follow the outcome; a model without a name is called by its key."""
    assert unit_name("npv", "CHF") == "CHF"
    assert unit_name("lead_time_weeks", "CHF") == "weeks"
    assert unit_name("releases", "CHF") == "number"
    assert model_name("value_stream", "") == "Value-stream funding"
    assert model_name("value_stream", "Streams") == "Streams"


def test_nothing_has_no_sign() -> None:
    """What rounds to nothing is written without a minus."""
    assert [amount(value) for value in (-0.0, -0.001, -0.4)] == ["0", "0.00", "-0.40"]
