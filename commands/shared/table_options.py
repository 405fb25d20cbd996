"""Options of every command that reads a table of projects."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from commands.shared.signatures import composed, option, own_options

SheetOption = Annotated[str, typer.Option("--sheet", help="Table: sheet of the workbook.", show_default=False)]
MapOption = Annotated[
    str,
    typer.Option(
        "--map",
        metavar="HEADING=FIELD,...",
        help='Table: what columns mean, such as "Cost=spend_total,Depends on=requires,Owner=ignore".',
        show_default=False,
    ),
]
UnitOption = Annotated[
    str,
    typer.Option(
        "--unit", help="Table: unit of amounts that say none, such as EUR, kEUR or mGBP.", show_default=False
    ),
]
StartsOption = Annotated[
    str, typer.Option("--starts", help="Table: first quarter of the plan, such as 2027-Q1.", show_default=False)
]
DecimalsOption = Annotated[
    Literal["comma", "point"] | None,
    typer.Option("--decimals", help="Table: decimal sign of numbers that can be read in two ways."),
]
DatesOption = Annotated[
    Literal["day_first", "month_first"] | None,
    typer.Option("--dates", help="Table: order of dates that can be read in two ways."),
]
LeaveOutOption = Annotated[
    str,
    typer.Option(
        "--leave-out",
        help="Table: rows to leave out: hidden, unreadable, or row numbers, separated by commas.",
        show_default=False,
    ),
]
MappingOption = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        help=f"Table: answers of an earlier import ({'mapping.yaml'}); found by itself beside the table.",
    ),
]

TABLE = (
    option("sheet", SheetOption, ""),
    option("columns", MapOption, ""),
    option("unit", UnitOption, ""),
    option("starts", StartsOption, ""),
    option("decimals", DecimalsOption, None),
    option("dates", DatesOption, None),
    option("leave_out", LeaveOutOption, ""),
    option("mapping", MappingOption, None),
)
"""What a table does not say, in the words of ``vmo.TableAnswers``."""


def about_a_table(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function that takes answers about a table (``TABLE``) and options of its own.

    The options of the table stand between those that must be given and the rest.
    """
    own = own_options(function)
    needed = [p for p in own if p.default is inspect.Parameter.empty]
    free = [p for p in own if p.default is not inspect.Parameter.empty]

    def body(options: dict[str, Any], _names: Mapping[str, str]) -> None:
        function({p.name: options.pop(p.name) for p in TABLE}, **options)

    return composed(function, [*needed, *TABLE, *free], body)
