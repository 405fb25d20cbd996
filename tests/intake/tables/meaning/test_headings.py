"""Headings of five languages, with units and quarters."""

import pytest

from intake.tables.meaning.amounts import Unit
from intake.tables.meaning.headings import column_of, columns_of


@pytest.mark.parametrize(
    ("heading", "field", "unit"),
    [
        ("spend (EUR)", "spend", Unit("EUR")),
        ("Budget_USD", "spend_total", Unit("USD")),
        ("Cost £m", "spend_total", Unit("GBP", 1_000_000)),
        ("Kosten in TEUR", "spend_total", Unit("EUR", 1000)),
        ("Nutzen pro Jahr (Mio. €)", "value_per_year", Unit("EUR", 1_000_000)),
        ("Abhängig von", "requires", Unit()),
        ("Duration_Months", "duration_months", Unit()),
        ("Duration (months)", "duration_months", Unit()),
        ("Regulatory_Requirement", "mandatory", Unit()),
        ("colour_rating", "rag", Unit()),
        ("Coût (k€)", "spend_total", Unit("EUR", 1000)),
        ("Kans", "success_probability", Unit()),
        ("Erfolgschance (%)", "success_probability", Unit()),
        ("Erfolgsaussichten", "success_probability", Unit()),
        ("Success rate", "success_probability", Unit()),
        ("Chance", "success_probability", Unit()),
        ("Fecha de inicio", "start_date", Unit()),
        ("spend Q2", "spend", Unit()),
        ("2027-Q3", "spend", Unit()),
        ("Owner", "", Unit()),
        ("# note", "", Unit()),
    ],
)
def test_a_heading_names_a_field_and_a_unit(heading, field, unit):
    """Capitals, accents and signs do not matter."""
    column = column_of(0, heading)
    assert (column.field, column.unit) == (field, unit)


@pytest.mark.parametrize("heading", ["Benefit", "Nutzen", "Duration", "Savings (EUR)"])
def test_a_heading_with_two_meanings_asks(heading):
    """A benefit may be per quarter, per year or in all; nothing is guessed."""
    column = column_of(0, heading)
    assert column.field == ""
    assert column.question is not None


def test_answers_come_first_and_name_doubled_headings():
    """The second column of one heading is called HEADING#2; an answer that names no column comes back."""
    columns, unknown = columns_of(
        {0: "Cost", 1: "Cost", 2: "Who"}, {"Cost#2": "ignore", "who": "name", "What": "id"}
    )
    assert [column.field for column in columns] == ["spend_total", "", "name"]
    assert unknown == ["What"]


def test_value_in_a_foreign_table_is_asked_for():
    """A column called value is a one-off benefit in our own tables only."""
    own, _ = columns_of({0: "id", 1: "value"}, {})
    foreign, _ = columns_of({0: "Project", 1: "Value"}, {})
    assert own[1].field == "value"
    assert foreign[1].question is not None
