"""Records of a CSV text with their lines; quotes that do not fit are refused in words."""

import csv
from collections.abc import Iterator

from scenarios.files import refuse
from scenarios.formulas import unguard


def read_records(text: str, shown: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line on which it begins, empty ones too; cells are stripped.

    Args:
        text: the records.
        shown: how the file is called in an error.
        delimiter: what stands between cells.
        skipped: lines of the file before the text.

    Raises:
        ScenarioError: quotes do not fit.

    """
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True, skipinitialspace=True)
    start = 1 + skipped
    try:
        for cells in reader:
            yield start, [unguard(cell.strip()) for cell in cells]
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        words = str(error)
        if "unexpected end" in words or "field larger" in words:
            message = "a quote opened here is not closed; add the closing quote"
        elif "expected after" in words:
            message = "text follows a closing quote; write quotes inside quotes twice"
        else:
            message = f"is not CSV here: {words}"
        raise refuse(shown, message, start) from None
