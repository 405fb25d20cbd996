"""The plain table of planning answers on a terminal: no lines, names on the left, figures on the right."""

from rich.table import Table


def plain_table(*columns: str, left: int = 1, wrap: bool = False) -> Table:
    """An empty table; the first ``left`` columns are names, the others figures, broken over lines if ``wrap``."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for at, column in enumerate(columns):
        table.add_column(column, justify="left" if at < left else "right", no_wrap=at >= left and not wrap)
    return table
