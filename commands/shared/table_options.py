"""Options of every command that reads a table of projects, and what they mean as answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.shared.output import fail

if TYPE_CHECKING:
    from intake.tables.answers import Answers
    from intake.tables.reading.table import Reading

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


def table_answers(
    sheet: str = "",
    columns: str = "",
    unit: str = "",
    starts: str = "",
    decimals: str | None = None,
    dates: str | None = None,
    leave_out: str = "",
    **more: object,
) -> Answers:
    """The answers that options give; more of them by name. Raises ``ScenarioError``."""
    from intake.tables.answers import Answers, parse_map

    return Answers.model_validate(
        {
            "sheet": sheet,
            "columns": parse_map(columns),
            "unit": unit,
            "starts": starts,
            "decimals": decimals or "",
            "dates": dates or "",
            "leave_out": tuple(word.strip() for word in leave_out.split(",") if word.strip()),
            **more,
        }
    )


def parse_assumptions(words: list[str]) -> dict[str, float]:
    """``NAME=VALUE`` as numbers by name. Leaves with exit code 2 when one is none."""
    found = {}
    for word in words:
        name, _, value = word.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            fail(f'--assume: "{word}" is not NAME=NUMBER; write success_probability=0.5')
    return found


def tell(reading: Reading) -> None:
    """Say on stderr what was left out, guessed and looks wrong: standard output carries the answer alone."""
    findings = reading.findings
    if reading.mapping is not None:
        typer.echo(f"{reading.shown}: answers of {reading.mapping} used", err=True)
    for title, words in (("", findings.notes), ("guessed: ", findings.guesses), ("look at: ", findings.warnings)):
        for line in words:
            typer.echo(f"{reading.shown}: {title}{line}", err=True)
