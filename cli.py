"""The command line: ``vmo``."""

from importlib.metadata import version
from typing import Annotated

import typer

from commands.coach import flow, live, show
from commands.documents import case, month, packet, report
from commands.files import assistant, change, import_, open_, scenario, tidy
from commands.planner import (
    alternatives,
    changes,
    explain,
    frontier,
    plan,
    questions,
    review,
    robust,
    roll,
    split,
)
from commands.shared.guide import Guide
from commands.shared.streams import say
from commands.strategist import (
    assumptions,
    attribute,
    claims,
    compare,
    doctor,
    office,
    organisation,
    sensitivity,
    story,
    sweep,
    value_of_information,
    variants,
    workload,
)
from commands.strategist import map as map_
from commands.tracker import calibrate, forecast, history

GUIDE = """\
vmo-lab {version}: what is it worth to fund value streams instead of projects, and where does the gain come from?

Strategist  what changes with the funding model, as a number with a band; where it comes from; what would flip it
              vmo compare insurer        vmo attribute insurer        vmo sensitivity insurer
Planner     which MMPs, and when, under quarterly budgets, with proof and reasons
              vmo plan insurer           vmo explain insurer
Coach       what waiting, batches and work in progress do; what work looks like under project funding
              vmo show wip-limits        vmo doctor insurer

In a browser     vmo open
Start your own   vmo import projects.xlsx (any table with one row per project), or
                 vmo new my-portfolio --from insurer, edit my-portfolio/scenario.yaml and mmps.csv,
                 vmo check my-portfolio, vmo compare my-portfolio --out results
Everything else  vmo --help, vmo COMMAND --help, vmo list
"""

app = typer.Typer(
    cls=Guide,
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Funding models compared, portfolios planned: a laboratory for value management offices.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"vmo {version('vmo-lab')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Funding models compared, portfolios planned: a laboratory for value management offices."""
    if context.invoked_subcommand is None:
        say(GUIDE.format(version=version("vmo-lab")), nl=False)


for task in (
    compare,
    doctor,
    attribute,
    case,
    claims,
    flow,
    forecast,
    sweep,
    sensitivity,
    assumptions,
    map_,
    office,
    organisation,
    workload,
    month,
    packet,
    report,
    value_of_information,
    variants,
    plan,
    roll,
    changes,
    review,
    explain,
    frontier,
    split,
    history,
    calibrate,
    alternatives,
    robust,
    questions,
    show,
    live,
    story,
    scenario,
    import_,
    tidy,
    open_,
    assistant,
    change,
):
    task.register(app)
