"""Amounts: sign, currency, scale and number taken apart."""

import pytest

from intake.tables.meaning.amounts import Amount, Unit, amount, unit_of


@pytest.mark.parametrize(
    ("text", "number", "currency", "scale"),
    [
        ("£1.5m", "1.5", "GBP", 1_000_000),
        ("1,2 Mio", "1,2", "", 1_000_000),
        ("400 TEUR", "400", "EUR", 1000),
        ("T€ 400", "400", "EUR", 1000),
        ("€ 400.000", "400.000", "EUR", None),
        ("USD 1,200.50", "1,200.50", "USD", None),
        ("1 200 000 kEUR", "1 200 000", "EUR", 1000),
        ("3 Mrd. €", "3", "EUR", 1_000_000_000),
        ("2bn", "2", "", 1_000_000_000),
        ("1.200,-", "1.200", "", None),
        ("(1,200)", "-1,200", "", None),
        ("-5k", "-5", "", 1000),
        ("£-5", "-5", "GBP", None),
        ("5-", "-5", "", None),
        ("1e6", "1e6", "", None),
        ("CHF 1'500", "1'500", "CHF", None),
    ],
)
def test_an_amount_has_a_number_and_a_unit(text, number, currency, scale):
    """Whatever stands before or after the digits is a sign, a currency or a scale."""
    assert amount(text) == Amount(number, Unit(currency, scale))


@pytest.mark.parametrize(
    "text", ["", "tbd", "Exempt", "about 5", "5 apples", "5 EUR USD", "3 billion", "2 mil", "5 k m"]
)
def test_what_is_no_amount_or_has_two_scales_is_none(text):
    """Words that are unknown or differ between languages (billion, mil) make no amount."""
    assert amount(text) is None


def test_values_are_exact():
    """0.1 million is a hundred thousand, not nearly so."""
    known = amount("0,1 Mio")
    assert known is not None
    assert known.value(",", 1_000_000) == 100_000
    assert amount("1.15k").value(".", 1000) == 1150
    assert amount("12.345").value(".", 1) == 12.345


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("kEUR", Unit("EUR", 1000)),
        ("in Tsd. EUR", Unit("EUR", 1000)),
        ("€m", Unit("EUR", 1_000_000)),
        ("mGBP", Unit("GBP", 1_000_000)),
        ("Mio. €", Unit("EUR", 1_000_000)),
        ("EUR", Unit("EUR")),
        ("'000", Unit("", 1000)),
        ("days", None),
        ("EUR GBP", None),
    ],
)
def test_units_of_headings(words, unit):
    """A unit is a currency, a scale or both."""
    assert unit_of(words) == unit
