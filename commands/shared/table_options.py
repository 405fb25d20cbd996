"""Options of every command that reads a table of projects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

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
