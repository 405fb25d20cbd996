"""``vmo roll``: the quarter ends, actuals go in, the next scenario comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import vmo
from commands.shared.options import JsonOption, ScenarioArgument
from commands.shared.output import fail, show, user_errors
from commands.shared.streams import say


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("roll")(roll)


def roll(
    scenario: ScenarioArgument,
    actuals: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What happened: CSV or XLSX, a row per MMP and quarter.")
    ] = None,
    to: Annotated[str, typer.Option(metavar="QUARTER", help="The next quarter 1: 2027-Q2, or its number.")] = "2",
    add_quarters: Annotated[
        int, typer.Option(metavar="N", help="Quarters to add at the end, each with the money of the last one.")
    ] = 0,
    out: Annotated[Path | None, typer.Option(help="New folder for the next scenario.")] = None,
    template: Annotated[
        bool, typer.Option("--template", help="Print actuals.csv to fill in, and do nothing else.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Move a scenario on by the quarters that are over, with what happened in them.

    Released MMPs fulfil what requires them and earn outside the next plan's value; cancelled ones are sunk; running
    ones keep the work that is done, apart from money; unspent money is carried by the rule of the budget. Dates and
    the benefit horizon stay where they are in the calendar. Without --out nothing is written.

    Examples:
      vmo roll mine --template > actuals.csv

      vmo roll mine --actuals actuals.csv --to 2027-Q2 --out mine-2

      vmo plan mine-2

    """
    with user_errors({"to": "--to", "out": "--out", "add_quarters": "--add-quarters"}):
        if template:
            say(vmo.roll_template(scenario, to, add_quarters=add_quarters), nl=False)
            return
        if actuals is None:
            fail("what happened? Give --actuals FILE; vmo roll SCENARIO --template prints one to fill in")
        if out is not None:
            vmo.writable(out)
        found = vmo.roll(scenario, actuals, to, add_quarters=add_quarters)
        closing = ["\nNothing was written: add --out FOLDER to make the next scenario."]
        if out is not None:
            found.save(out)
            closing = [f"\n{found.files_in_words} are in {out}. Next: vmo plan {out}"]
        if as_json:
            say(found.to_json())
        else:
            show(found, {}, closing)
