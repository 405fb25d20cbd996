"""One portfolio as people keep it: the same plan from every file, or one message that names rows and remedy."""

from pathlib import Path

import pytest

from intake.tables.answers import Answers
from intake.tables.planning import plan_table
from scenarios.faults import ScenarioError
from scenarios.loader import load_table

CASES = Path(__file__).parent / "cases"
PORTFOLIO = Path(__file__).parents[3] / "docs" / "portfolio.csv"
TWO_READINGS = (
    '"400.000" can mean 400000 or 400; write 400000, or 400.0000 (or say it for all: --decimals comma, or point)'
)


@pytest.fixture(scope="module")
def portfolio():
    return load_table(PORTFOLIO, budget=1_000_000, quarters=4)


def planned(name, **said):
    return plan_table(CASES / name, Answers(**said), budget=1_000_000, quarters=4)


def without_names(scenario):
    return [mmp.replace(name="") for mmp in scenario.mmps]


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("01_title.csv", "rows 1-2 above the headings left out"),
        ("02_extra_cols.csv", "columns not used: Owner, RAG status"),
        ("04_mio.csv", "cells are separated by tabs"),
        ("05b_k.csv", ""),
        ("07b_total.csv", 'row 10 left out as a total ("Total")'),
        ("08b_cp1252.csv", 'the text is Windows-1252, such as "Prämienrechner"'),
        ("10b_ja.csv", ""),
        ("11b_depnames.csv", ""),
        ("12_qcols.csv", ""),
        ("i_subtotal.csv", 'row 10 left out as a total ("Subtotal-service")'),
        ("n_cp1252_comma_amounts.csv", ""),
        ("o_money_head.csv", ""),
        ("xa_cover_other.xlsx", "sheets not used: Cover"),
        ("xb_hidden_first.xlsx", "hidden sheets not looked at: _lists"),
    ],
)
def test_the_same_portfolio_comes_out(portfolio, name, note):
    """What a file looks like changes nothing of what it says, and what was left out is said."""
    scenario, reading = planned(name)
    assert without_names(scenario) == without_names(portfolio)
    assert scenario.budget == portfolio.budget
    assert any(line.startswith(note) for line in reading.findings.notes) or not note


@pytest.mark.parametrize("name", ["03_euro.csv", "c_comma_pct.csv", "e_text_dots.xlsx"])
def test_amounts_with_two_readings_are_one_message_and_one_answer(portfolio, name):
    """400.000 is refused once, with every row, in text files and workbooks; one answer reads them all."""
    with pytest.raises(ScenarioError) as raised:
        planned(name)
    (fault,) = raised.value.faults
    assert fault.line == 2
    assert fault.message == f'{TWO_READINGS} (and 13 more: "spend" rows 3-9; "value_per_quarter" rows 3-6, 8-9)'
    assert without_names(planned(name, decimals="comma")[0]) == without_names(portfolio)


def test_dates_need_the_start_of_the_plan():
    """A date means no quarter before it is said when the plan starts."""
    with pytest.raises(ScenarioError) as raised:
        planned("06_dates.csv")
    (fault,) = raised.value.faults
    assert fault.message.endswith("say it: --starts 2026-Q1 (and 2 more: rows 4, 7)")
    scenario, _ = planned("06_dates.csv", starts="2026-Q1")
    first = {mmp.id: mmp.earliest_quarter for mmp in scenario.mmps if mmp.earliest_quarter}
    assert first == {"sso": 2, "renewals": 3, "chatbot": 2, "audit": 2}


def test_a_quarter_without_a_year_is_refused_where_plan_and_calendar_differ():
    """In a plan that starts in the second quarter, Q2 is its first or its second."""
    with pytest.raises(
        ScenarioError, match="can mean quarter 2 of the plan or 2026-Q2, its quarter 1; write 2, or 2026-Q2"
    ):
        planned("06_dates.csv", starts="2026-Q2")


def test_a_total_that_does_not_add_up_is_said():
    """The row of totals says 5,550,000 and the rows add up to 5,950,000."""
    _, reading = planned("07b_total.csv")
    assert reading.findings.warnings == [
        'row 10 ("Total") does not add up: "spend" says 5,550,000, the rows add up to 5,950,000'
    ]


def test_own_headings_by_hand():
    """Budget over duration (months rounded up to quarters), annual benefit over four, mandatory by yes and no."""
    scenario, reading = plan_table(CASES / "own_headings.csv", budget=200_000, quarters=4)
    found = [(mmp.spend, mmp.value_per_quarter, mmp.mandatory) for mmp in scenario.mmps]
    assert found == [
        ((100_000, 100_000, 100_000), 100_000, False),
        ((100_000,), 0, True),
        ((125_000, 125_000), 90_000, False),
    ]
    assert scenario.currency == "USD"
    assert len(reading.findings.guesses) == 3


def test_one_value_by_quarter_for_three_quarters_is_pointed_out():
    """A single entry forbids every later quarter; the remedy is written out."""
    _, reading = plan_table(CASES / "npv.csv", budget=100, quarters=3)
    (warning,) = reading.findings.warnings
    assert "can start in quarter 1 only; write 50;50;50" in warning
    scenario, _ = plan_table(
        CASES / "npv.csv", Answers(columns={"value_by_quarter": "npv"}), budget=100, quarters=3
    )
    assert [mmp.value_by_quarter for mmp in scenario.mmps] == [(50, 50, 50), (70, 70, 70)]
