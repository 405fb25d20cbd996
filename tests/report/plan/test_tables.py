"""Tables of a plan: text stays text in both kinds of file, and no text is no text."""

import io

from openpyxl import load_workbook

from report.plan.tables import TEXT, Table
from report.plan.workbook import table_workbook

NAMES = Table("Names", ("name", "left"), (("=1+1", "x"), ("", -2.5), ("Plain", True)), (TEXT, TEXT))


def test_a_csv_guards_formulas_and_leaves_empty_cells_empty():
    """The one guard of all CSV files holds here as well; negative numbers and yes stay as they are."""
    assert NAMES.csv() == "name,left\n'=1+1,x\n,-2.5\nPlain,yes\n"


def test_a_workbook_keeps_formulas_as_text_and_empty_cells_empty():
    """What begins like a formula is text that stays text when it is edited; an empty text is no cell."""
    sheet = load_workbook(io.BytesIO(table_workbook([NAMES], "Names")))["Names"]
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("=1+1", "s", True)
    assert (sheet["A3"].value, sheet["B3"].value) == (None, -2.5)
    assert (sheet["A4"].value, sheet["A4"].quotePrefix, sheet["B4"].value) == ("Plain", False, "yes")
