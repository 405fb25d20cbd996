"""Commands about scenarios: check, list, new, schema."""

import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import USAGE, atomic_write, emit_json, fail, money, user_errors
from scenarios.faults import ScenarioError

if TYPE_CHECKING:
    from scenarios.writing.offered_load import Team
    from scenarios.writing.summary import Summary

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``vmo``."""
    app.command("check")(check)
    app.command("list")(list_)
    app.command("new")(new)
    app.command("schema")(schema)


def check(
    scenario: Annotated[str, typer.Argument(help="YAML file, folder, or name of a shipped scenario.")],
    as_json: AsJson = False,
) -> None:
    """Check a scenario: every fault with its place and remedy, or a short summary."""
    with user_errors():
        from scenarios.loader import load
        from scenarios.writing.summary import summarise

        try:
            summary = summarise(load(scenario))
        except ScenarioError as error:
            if not as_json:
                raise
            keys = ("file", "line", "key", "message")
            emit_json({"valid": False, "faults": [{k: getattr(f, k) for k in keys} for f in error.faults]})
            raise typer.Exit(USAGE) from None
        if as_json:
            emit_json({"valid": True, "faults": [], **asdict(summary)})
        else:
            typer.echo(_summary_text(summary))


def _summary_text(summary: "Summary") -> str:
    heading = f"{summary.name}: {summary.title}" if summary.title else summary.name
    if not summary.mmps:
        return "\n".join([heading, *_flow_lines(summary), *_closing(summary)])
    work = f"{summary.mmps_underway} under way, {summary.mmps_later} appear later"
    lines = [
        heading,
        f"  time            {summary.quarters} quarters, benefits count to quarter {summary.benefit_quarters}",
        f"  candidate work  {summary.mmps} MMPs in {summary.projects} projects or bundles; {work}",
    ]
    if summary.value_streams:
        ratio = f" ({summary.work / summary.capacity:.2f} x capacity)" if summary.capacity else ""
        people = f"{summary.value_streams} value streams, {summary.teams} teams"
        lines += [
            f"  people          {people}, {summary.capacity:,.0f} team-sprints",
            f"  estimated work  {summary.work:,.0f} team-sprints{ratio}",
        ]
    lines.append(f"  budget          {money(summary.budget, summary.currency)} over {summary.quarters} quarters")
    if summary.value_streams:
        lines.append(f"  payroll         {money(summary.payroll, summary.currency)}")
    lines += [
        f"  direct costs    {money(summary.direct_cost, summary.currency)} for all MMPs",
        f"  claimed value   {money(summary.claimed_per_quarter, summary.currency)} per quarter for all MMPs",
        f"  funding models  {', '.join(summary.funding_models)}",
        *([f"  events          {', '.join(summary.events)}"] if summary.events else []),
        *_flow_lines(summary),
        *_closing(summary),
    ]
    return "\n".join(lines)


def _closing(summary: "Summary") -> list[str]:
    return [*(f"Note: {warning}." for warning in summary.warnings), "No faults."]


def _flow_lines(summary: "Summary") -> list[str]:
    """Value streams with arrivals, and the teams that work on them."""
    flow = summary.flow
    if flow is None:
        return []
    streams = [f"{stream.id}: {stream.arrivals}" for stream in flow.streams]
    heads = ["arrivals", *[""] * (len(streams) - 1), "teams", *[""] * (len(flow.teams) - 1)]
    rows = [*streams, *map(_team_words, flow.teams)]
    words = zip(heads, rows, strict=True)
    return [
        textwrap.fill(row, 110, initial_indent=f"  {head:<15} ", subsequent_indent=" " * 20) for head, row in words
    ]


def _team_words(team: "Team") -> str:
    servers = "a pure delay" if team.servers == "unlimited" else f"{team.servers} server{'s'[: team.servers != 1]}"
    limit = "" if team.wip_limit is None else f", WIP limit {team.wip_limit}"
    load = "" if team.load is None else f"; offered load {team.load:.0%}"
    weeks = "week" if team.effort == 1 else "weeks"
    return f"{team.id}: {servers}{limit}, {team.effort:.3g} {weeks} a visit{load}"


def list_(as_json: AsJson = False) -> None:
    """List the shipped scenarios and the question each of them answers."""
    with user_errors():
        from scenarios.shipped import entries

        found = entries()
        if as_json:
            emit_json([asdict(entry) for entry in found])
            return
        for entry in found:
            typer.echo(f"{entry.name}: {entry.title}")
            typer.echo(textwrap.fill(entry.question, 100, initial_indent="    ", subsequent_indent="    "))


def new(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Folder to make; it must be new or empty.", show_default=False),
    ] = None,
    source: Annotated[str, typer.Option("--from", help="Shipped scenario to start from (vmo list).")] = "insurer",
    table: Annotated[
        Path | None,
        typer.Option(metavar="FILE.xlsx", help="Write a workbook to fill in instead: one row per project."),
    ] = None,
) -> None:
    """Copy a shipped scenario into a new folder, to make it your own; or write a workbook to fill in."""
    with user_errors():
        if table is not None:
            _write_form(table, folder)
            return
        if folder is None:
            fail("which folder? Name one: vmo new my-portfolio; or write a workbook: vmo new --table projects.xlsx")
        from scenarios.loader import load
        from scenarios.shipped import SCHEMA_FILE, copy

        made = copy(source, folder)
        run = "compare" if load(made).mmps else "flow"
        files = ", ".join(sorted(p.name for p in made.parent.iterdir() if p.is_file() and p.name != SCHEMA_FILE))
        typer.echo(f"Made {made.parent} from {source}: {files}")
        typer.echo("Next:")
        typer.echo(f"  1. Edit {made}; editors with YAML support know every key ({SCHEMA_FILE}).")
        typer.echo(f"  2. vmo check {made.parent}")
        typer.echo(f"  3. vmo {run} {made.parent}")


def _write_form(table: Path, folder: Path | None) -> None:
    """Write a workbook to fill in. Leaves with exit code 2 where that would overwrite something."""
    from intake.tables.form import form

    if folder is not None:
        fail(f"{folder}: leave the folder out with --table, which writes one file")
    if table.suffix.lower() != ".xlsx":
        fail(f"{table}: name a file that ends in .xlsx")
    if table.exists():
        fail(f"{table}: is there already; name a new file")
    atomic_write(table, form())
    typer.echo(f"Wrote {table}: fill in the sheet MMPs, one row per project.")
    typer.echo("Next:")
    typer.echo(f"  1. vmo plan {table} --budget MONEY_PER_QUARTER --quarters 4")
    typer.echo(f"  2. vmo import {table} --out FOLDER, then vmo compare FOLDER")


def schema(
    out: Annotated[Path | None, typer.Option("--out", help="Write the schema to this file.")] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As a reference to read: fields, units, defaults.")
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors, or their reference for people."""
    with user_errors():
        from scenarios.writing.json_schema import schema_text
        from scenarios.writing.reference_page import reference

        text = reference() if markdown else schema_text()
        if out is None:
            typer.echo(text, nl=False)
        elif out.is_dir():
            fail(f"{out}: is a folder; name a file")
        else:
            atomic_write(out, text)
            typer.echo(f"Wrote {out}")
