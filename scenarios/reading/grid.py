"""The cells of a table, whatever file they came from."""

from dataclasses import dataclass, field


@dataclass
class Grid:
    """The cells of a table as texts."""

    shown: str
    """The file as it is named to people."""
    rows: list[tuple[int, list[str]]]
    """Row number in the file (1-based) and cells without blanks around them."""
    delimiter: str = ","
    """What stands between cells, as messages name it."""
    faulty: dict[tuple[int, int], str] = field(default_factory=dict)
    """What is wrong with a cell: by row number and 0-based column."""
    exact: set[tuple[int, int]] = field(default_factory=set)
    """Cells that hold a number, not the text of one, with a decimal point: by row number and 0-based column."""
