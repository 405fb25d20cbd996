"""The plain table of a terminal: no lines, names on the left, figures on the right."""

from collections.abc import Collection

from rich.table import Table


def plain_table(*columns: str, left: int = 1, wrap: bool = False, dim: Collection[int] = ()) -> Table:
    """An empty table.

    Args:
        columns: headings; the first ``left`` columns are names, the others figures.
        left: how many columns are names.
        wrap: figures may be broken over lines when the terminal is narrow.
        dim: places of columns in pale letters, such as units.

    """
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for at, column in enumerate(columns):
        table.add_column(
            column,
            justify="left" if at < left else "right",
            no_wrap=at >= left and not wrap,
            style="dim" if at in dim else "",
        )
    return table
