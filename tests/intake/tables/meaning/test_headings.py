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


@pytest.mark.parametrize(
    ("heading", "field", "scale"),
    [
        ("Nutzen (TEUR/Jahr)", "value_per_year", 1000),
        ("Nutzen TEUR/Jahr", "value_per_year", 1000),
        ("Nutzen p.a. (TEUR)", "value_per_year", 1000),
        ("Benefits (€m p.a.)", "value_per_year", 1_000_000),
        ("Benefit kEUR per quarter", "value_per_quarter", 1000),
        ("Annual benefit (€m p.a.)", "value_per_year", 1_000_000),
        ("Cost (€m per quarter)", "spend_per_quarter", 1_000_000),
        ("value per quarter (kEUR)", "value_per_quarter", 1000),
    ],
)
def test_a_period_stands_beside_the_unit(heading, field, scale):
    """In brackets or not, before the unit or after it: both are read."""
    column = column_of(0, heading)
    assert (column.field, column.unit.scale) == (field, scale)


@pytest.mark.parametrize("heading", ["Cost (€m p.a.)", "Kosten je Monat (TEUR)", "Annual benefit (TEUR/month)"])
def test_a_period_that_no_field_has_is_not_passed_over(heading):
    """Costs of a year are not costs in all: the column is not used, and whoever reads it is told so."""
    assert column_of(0, heading).field == ""


@pytest.mark.parametrize(
    ("headings", "asked"),
    [
        (("Project", "Benefits", "Cost"), True),
        (("project", "benefits", "cost"), True),
        (("Projekt", "Benefits"), True),
        (("id", "benefits", "Owner"), False),
        (("id", "benefits", "RAG status"), False),
        (("id", "benefits (EUR)", "RAG status"), False),
    ],
)
def test_benefits_of_other_people_are_asked_about(headings, asked):
    """Here the word stands for an amount in each quarter; in a table that uses other words it may not."""
    columns, _ = columns_of(dict(enumerate(headings)), {})
    assert (columns[1].question is not None, columns[1].field == "benefits") == (asked, not asked)
