"""Rows that count, rows that do not, and what is said about them."""

import datetime

import openpyxl
import pytest

from intake.tables.answers import Answers
from intake.tables.planning import plan_table
from intake.tables.reading.table import read_table
from scenarios.faults import ScenarioError


def text(folder, words, name="table.csv"):
    path = folder / name
    path.write_text(words, encoding="utf-8")
    return path


def workbook(folder, rows, name="table.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book, folder / name


def messages(path, **said):
    with pytest.raises(ScenarioError) as raised:
        plan_table(path, Answers(**said), budget=1000)
    return [fault.message for fault in raised.value.faults]


def ids(reading):
    return [row.data["id"] for row in reading.rows]


def test_merged_value_streams_are_filled_down(tmp_path):
    """A cell merged over three rows holds for all of them."""
    book, path = workbook(
        tmp_path, [["Name", "Department", "Cost"], ["a", "Claims", 1], ["b", None, 2], ["c", None, 3]]
    )
    book.active.merge_cells("B2:B4")
    book.save(path)
    reading = read_table(path)
    assert [row.data["value_stream"] for row in reading.rows] == ["Claims"] * 3
    assert '"Department": merged cells filled down, rows 3-4' in reading.findings.notes


def test_a_merged_amount_is_refused(tmp_path):
    """One amount for two rows is the cost of neither."""
    book, path = workbook(tmp_path, [["Name", "Cost"], ["a", 100], ["b", None]])
    book.active.merge_cells("B2:B3")
    book.save(path)
    assert "is one merged cell for several rows" in messages(path)[0]


def test_hidden_rows_are_read_and_said(tmp_path):
    """A filter is no reason to leave out a project in silence, nor to read it in silence."""
    book, path = workbook(tmp_path, [["Name", "Cost"], ["a", 1], ["b", 2]])
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    reading = read_table(path)
    assert ids(reading) == ["a", "b"]
    assert "row 3 hidden or filtered in the workbook, and read" in reading.findings.warnings[0]
    assert ids(read_table(path, Answers(leave_out=("hidden",)))) == ["a"]


def test_two_sheets_that_look_like_the_table_are_a_question(tmp_path):
    """Neither the plan of this year nor that of the next one is taken in silence."""
    book, path = workbook(tmp_path, [["Name", "Cost"], ["a", 1]])
    book.active.title = "2026"
    other = book.create_sheet("2027")
    for row in [["Name", "Cost"], ["b", 2]]:
        other.append(row)
    book.save(path)
    with pytest.raises(ScenarioError, match='sheets "2026" and "2027" both look like the table'):
        read_table(path)
    assert ids(read_table(path, Answers(sheet="2027"))) == ["b"]
    with pytest.raises(ScenarioError, match='has no sheet "2025"; did you mean'):
        read_table(path, Answers(sheet="2025"))


def test_formulas_without_results_and_dates_for_amounts_are_refused(tmp_path):
    """A cell that holds no amount is never left out."""
    book, path = workbook(tmp_path, [["Name", "Cost"], ["a", "=1+1"], ["b", datetime.date(2027, 5, 1)]])
    book.save(path)
    found = messages(path)
    assert found[0].startswith("holds a formula without a stored result")
    assert "is not an amount" in found[1]


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".numbers"])
def test_other_workbooks_are_refused_with_advice(tmp_path, suffix):
    """The way out is to save the file again."""
    with pytest.raises(ScenarioError, match="or as CSV UTF-8"):
        read_table(text(tmp_path, "x", f"table{suffix}"))


def test_heads_remarks_and_repeated_headings_are_left_out(tmp_path):
    """What is no project is said and not read."""
    path = text(tmp_path, "Name;Cost;Owner\na;1;x\nClaims;;\nName;Cost;Owner\nb;2;y\nSource: Finance;;\n")
    reading = read_table(path)
    assert ids(reading) == ["a", "b"]
    assert [note[:30] for note in reading.findings.notes[:2]] == [
        "rows 3, 6 left out (hold one t",
        "row 4 left out (repeat the hea",
    ]


def test_a_project_called_total_is_read_and_pointed_out(tmp_path):
    """A row with more than amounts beside its name is a project, whatever its name."""
    reading = read_table(text(tmp_path, "Name,Cost,Department\nTotal rewards,5,HR\nb,6,IT\n"))
    assert len(reading.rows) == 2
    assert reading.findings.warnings == [
        "row 2 may be a total and is read as a project; leave it out with --leave-out 2"
    ]


def test_amounts_without_a_name_are_left_out_only_if_they_add_up(tmp_path):
    """A nameless row that is the sum of the others is a total; any other is a fault."""
    assert len(read_table(text(tmp_path, "Name,Cost\na,5\nb,6\n,11\n")).rows) == 2
    assert "has amounts and nothing else" in messages(text(tmp_path, "Name,Cost\na,5\nb,6\n,12\n"))[0]


def test_two_columns_for_one_field_must_not_contradict_each_other(tmp_path):
    """Ratings in one of two columns are one rating; two costs that differ are a fault that names both."""
    reading = read_table(text(tmp_path, "Name,RAG,RAG,Cost\na,Green,,1\nb,,Red,2\n"))
    assert [row.data["success_probability"] for row in reading.rows] == [0.9, 0.2]
    (message,) = messages(text(tmp_path, "Name,Cost,Cost\na,1,2\nb,3,3\n"))
    assert message == '"Cost" and "Cost" both fill spend_total and differ; keep one: --map "Cost#2=ignore"'


def test_a_row_with_more_cells_than_headings_is_refused(tmp_path):
    """A comma inside a number shifts every cell after it."""
    assert (
        "put a text that holds the delimiter in double quotes" in messages(text(tmp_path, "Name,Cost\na,1,5\n"))[0]
    )


def test_questions_are_asked_once_with_every_answer(tmp_path):
    """A benefit without a period has three meanings."""
    path = text(tmp_path, "Name,Cost,Benefit\na,100,40\n")
    (message,) = messages(path)
    assert message == (
        '"Benefit" does not say whether it is per quarter, per year or in all; say it: --map '
        '"Benefit=value_per_quarter" or "Benefit=value_per_year" or "Benefit=value_total"'
    )
    scenario, _ = plan_table(path, Answers(columns={"Benefit": "value_per_year"}), budget=1000)
    assert scenario.mmps[0].value_per_quarter == 10


def test_scales_and_currencies_have_to_agree(tmp_path):
    """An amount without a scale among amounts with one, a scale twice, two currencies: all refused."""
    assert messages(text(tmp_path, "Name,Cost\na,400k\nb,500\n")) == [
        '"500" stands among amounts in thousands; write 500000, or 0.5 in the unit of the other cells'
    ]
    assert "keep one of the two" in messages(text(tmp_path, "Name,Cost (k€)\na,400k\n"))[0]
    assert messages(text(tmp_path, "Name,Cost\na,€ 5\nb,$ 6\n")) == [
        'amounts are in EUR ("€ 5") and in USD ("$ 6"); convert them to one currency'
    ]
    assert plan_table(text(tmp_path, "Name,Cost\na,400k\nb,1200000\n"), budget=1)[0].mmps[1].spend == (1_200_000,)


def test_a_column_without_a_unit_beside_one_in_thousands_asks(tmp_path):
    """8 beside 40 thousand may be 8 or 8 thousand; the answer decides, and 8,000,000 is no question."""
    path = text(tmp_path, "Name,Cost (k€),Benefit per year\na,40,8\n")
    asked = '"Benefit per year" says no unit, and "Cost (k€)" is in thousands EUR; say what those without have: '
    assert messages(path) == [f"{asked}--unit kEUR, or EUR"]
    for unit, expected in (("kEUR", 2000), ("EUR", 2)):
        assert plan_table(path, Answers(unit=unit), budget=40_000)[0].mmps[0].value_per_quarter == expected
    clear = text(tmp_path, "Name,Cost (k€),Benefit per year\na,40,8000000\n", "clear.csv")
    assert plan_table(clear, Answers(), budget=40_000)[0].mmps[0].value_per_quarter == 2_000_000


def test_a_cost_for_several_quarters_asks_whether_it_is_for_each(tmp_path):
    """One amount of spend for a year of work is the cost of a quarter or of the year."""
    path = text(tmp_path, "id,spend,duration_months\na,100,12\n")
    (message,) = messages(path)
    assert message.startswith("100 for 4 quarters can be the cost of each quarter or of the whole")
    assert message.endswith('--map "spend=spend_per_quarter", or spend_total')
    for field, spend in (("spend_per_quarter", (100,) * 4), ("spend_total", (25,) * 4)):
        assert plan_table(path, Answers(columns={"spend": field}), budget=100)[0].mmps[0].spend == spend


def test_percentages_are_decided_by_the_column(tmp_path):
    """70 among percentages is 0.7; 1 among them may be one or a hundred per cent."""
    reading = read_table(text(tmp_path, "Name,Cost,Probability\na,1,70\nb,2,50\n"))
    assert [row.data["success_probability"] for row in reading.rows] == [0.7, 0.5]
    assert messages(text(tmp_path, "Name,Cost,Probability\na,1,70\nb,2,1\n")) == [
        '"1" can mean 1 % or 100 %; write 1% or 100%'
    ]
    assert "is above 1" in messages(text(tmp_path, "Name,Cost,Probability\na,1,70\nb,2,0.5\n"))[0]


def test_amounts_far_apart_and_thousands_are_pointed_out(tmp_path):
    """400 beside 300000 looks like thousands, and so does a table that costs a thousandth of the budget."""
    _, reading = plan_table(text(tmp_path, "Name,Cost\na,300000\nb,500000\nc,400\n"), budget=1000)
    assert "are the small ones (row 4) in another unit?" in reading.findings.warnings[0]
    _, reading = plan_table(text(tmp_path, "Name,Cost\na,300\nb,500\n"), budget=1_000_000)
    assert "is the table in thousands? Then say --unit kEUR" in reading.findings.warnings[0]


def test_rows_that_cannot_be_read_are_left_out_on_request_and_said(tmp_path):
    """Words instead of an amount are one fault with the way out; then they are counted."""
    path = text(tmp_path, "Name,Cost\na,5\nb,Exempt\nc,Exempt\n")
    (message,) = messages(path)
    assert message.startswith('"Exempt" is not an amount; write a number, such as 1200000, or leave the row out')
    assert message.endswith("--leave-out unreadable (and 1 more: row 4)")
    reading = read_table(path, Answers(leave_out=("unreadable",)))
    assert ids(reading) == ["a"]
    assert 'rows 3-4 left out: "Cost" holds words' in reading.findings.notes


def test_ids_are_made_where_there_are_none(tmp_path):
    """Names become ids, and links follow them."""
    reading = read_table(text(tmp_path, "Name,Cost,Depends on\nPrämien & Co,5,\nWeb shop,6,Prämien & Co\n"))
    assert ids(reading) == ["pramien-co", "web-shop"]
    assert reading.rows[1].data["requires"] == ["pramien-co"]


def test_quarters_with_money_start_late(tmp_path):
    """A project whose first money falls into the second quarter does not start before it."""
    reading = read_table(text(tmp_path, "Name,spend Q1,spend Q2,spend Q3\na,,10,20\nb,5,,\n"))
    assert [(row.data["spend"], row.data.get("earliest_quarter")) for row in reading.rows] == [
        ([10, 20], 2),
        ([5], None),
    ]


def test_texts_that_are_no_table_are_refused(tmp_path):
    """Without headings that are understood there is nothing to read, and the way to name them is said."""
    with pytest.raises(ScenarioError, match="no row has two headings that are understood"):
        read_table(text(tmp_path, "foo,bar\n1,2\n"))
    assert ids(
        read_table(text(tmp_path, "foo,bar\nx,2\n"), Answers(columns={"foo": "name", "bar": "spend_total"}))
    ) == ["x"]


def test_what_began_before_the_plan_is_said_with_the_remedy(tmp_path):
    """Two of three rows began before quarter 1; a column that says how far they are is the remedy."""
    head, rows = "Name,Cost,Start date,Phase,Done", [
        "a,10,2026-02-01,running,40%", "b,10,2027-02-01,idea,", "c,10,2026-05-01,running,0%",
    ]  # fmt: skip
    path = text(tmp_path, "\n".join([head, *rows]) + "\n")
    said = [
        line for line in read_table(path, Answers(starts="2027-Q1")).findings.guesses if "before the plan" in line
    ]
    assert len(said) == 1
    assert said[0].endswith("(rows 2, 4)")
    assert "--map" in said[0]
    told = Answers(starts="2027-Q1", columns={"Phase": "status", "Done": "done_share"})
    reading = read_table(path, told)
    assert not any("before the plan" in line for line in reading.findings.guesses)
    assert [(row.data["status"], row.data.get("done_share")) for row in reading.rows] == [
        ("running", 0.4), ("idea", None), ("running", 0),
    ]  # fmt: skip
