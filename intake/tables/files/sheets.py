"""A sheet as it stands in a file, before anything is understood."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Sheet:
    """Cells of one table-like thing: a text file or a sheet of a workbook."""

    shown: str
    """The file as it is named to people."""
    title: str = ""
    """Name of the sheet; empty for a text file."""
    rows: list[tuple[int, dict[int, Any]]] = field(default_factory=list)
    """Row number in the file (1-based) and values by 0-based column: texts, numbers, truth values, dates."""
    faulty: dict[tuple[int, int], str] = field(default_factory=dict)
    """What is wrong with a cell: by row number and 0-based column."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows that a filter or a person has hidden."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged cells: first row, first column, last row, last column (rows 1-based, columns 0-based)."""
    notes: list[str] = field(default_factory=list)
    """What was found out about the file: encoding, delimiter, repairs."""
    workbook: bool = False
    """Whether numbers are numbers and dates are dates."""
