"""``vmo attribute``: where the difference between two funding models comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.output import atomic_write, emit_json, fail, user_errors
from scenarios.check import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.model import Scenario
    from sim.attribute import Attribution
    from sim.mechanisms import Group


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("attribute")(attribute)


def attribute(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="YAML file, folder, or name of a shipped scenario (see vmo list)."),
    ],
    start: Annotated[
        str | None, typer.Option("--from", help="Funding model that is left.  [default: the first of the scenario]")
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option("--to", help="Funding model that is reached.  [default: the second of the scenario]"),
    ] = None,
    outcome: Annotated[
        str, typer.Option(help="What is attributed, such as npv, lead_time_weeks, sunk_valueless.")
    ] = "npv",
    groups: Annotated[
        str,
        typer.Option(
            help="What is switched together: default (seven groups), each (every mechanism by itself), or "
            "your own, such as time=cadence+approval,release_unit; the rest is one more group."
        ),
    ] = "default",
    ladder: Annotated[bool, typer.Option("--ladder", help="Show one switch after the other as well.")] = False,
    order: Annotated[
        str | None, typer.Option(help="Order of the ladder: groups separated by commas; implies --ladder.")
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=1, max=100_000, help="Worlds to simulate.")
    ] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the worlds.")] = 1,
    pairs: Annotated[
        int,
        typer.Option(min=1, max=100, help="Pairs of orders per world where groups are too many to try them all."),
    ] = 2,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=1024, help="Processes; any number gives the same results.  [default: all cores]"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for tables, figures and the manifest.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every pair of groups.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Where does the difference come from? Every mechanism's part, and the parts add up.

    Two funding models differ in up to twelve mechanisms, in groups that are switched together. With seven groups
    there are 128 models in between; all of them run in the same worlds. A group's part is what switching it adds,
    averaged over all orders of switching (the Shapley value), so that no mechanism gains by being named first. With
    more than seven groups each world tries a few orders of its own.

    Examples:
      vmo attribute insurer -n 50

      vmo attribute insurer --from project --to value_stream --outcome lead_time_weeks --ladder

      vmo attribute insurer --groups each --out results

      vmo attribute my-portfolio.yaml --groups money=cadence+approval+governance,release_unit --json

    """
    with user_errors():
        from scenarios.load import load

        _check_outcome(outcome)
        loaded = load(scenario)
        ends = _ends(loaded, start, goal)
        chosen, ranked = _groups(loaded, ends, groups, order)
        found = _run(loaded, ends, chosen, ranked, replications, seed, pairs, workers)
        _check_result(found, outcome)
        if out is not None:
            settings = {"replications": replications, "groups": groups, "order": order, "pairs": pairs}
            write_files(found, outcome, settings, out)
        if as_json:
            from report.attribute_text import attribution_json

            emit_json(attribution_json(found, outcome))
        else:
            _show(found, outcome, everything=everything, ladder=ladder or order is not None, out=out)
        if found.ended == "interrupted":
            raise typer.Exit(130)


def _check_outcome(name: str) -> None:
    from sim.measures import OUTCOMES

    if name not in OUTCOMES:
        fail(f'--outcome: no outcome is called "{name}"; {suggestion(name, OUTCOMES)}')


def _ends(scenario: Scenario, start: str | None, goal: str | None) -> tuple[str, str]:
    known = list(scenario.funding_models)
    problems = [
        f'{option}: no funding model is called "{name}"; {suggestion(name, known)}'
        for option, name in (("--from", start), ("--to", goal))
        if name is not None and name not in known
    ]
    if problems:
        fail("\n".join(problems))
    first = start or next((name for name in known if name != goal), known[0])
    second = goal or next((name for name in known if name != first), None)
    if second is None:
        fail(f"{scenario.name}: has one funding model only; a difference needs two (funding_models)")
    if first == second:
        fail(f"--from and --to are both {first}; known: {', '.join(known)}")
    return first, second


def _groups(
    scenario: Scenario, ends: tuple[str, str], words: str, order: str | None
) -> tuple[tuple[Group, ...], list[str]]:
    from sim.mechanisms import GroupError, differing, grouping

    try:
        groups = grouping(words)
    except GroupError as error:
        fail(f"--groups: {error}")
    ranked = [word.strip() for word in (order or "").split(",") if word.strip()]
    differ = [g.id for g in differing(groups, *(scenario.funding_models[name] for name in ends))]
    unknown = [name for name in ranked if name not in {group.id for group in groups}]
    if unknown:
        fail(
            "\n".join(
                f'--order: no group is called "{name}"; groups in which the models differ: {", ".join(differ)}'
                for name in unknown
            )
        )
    return groups, ranked


def _run(
    scenario: Scenario,
    ends: tuple[str, str],
    groups: Sequence[Group],
    order: Sequence[str],
    replications: int,
    seed: int,
    pairs: int,
    workers: int | None,
) -> Attribution:
    from joblib import cpu_count

    from commands.compare import _progress as progress_bar
    from coupling.rolling import rules_for
    from sim.attribute import attribute as run
    from sim.mechanisms import differing
    from sim.parallel import Pool

    models = scenario.funding_models
    count = len(differing(groups, models[ends[0]], models[ends[1]]))
    small = replications * 2**count <= 60
    with progress_bar(replications, f"{count} groups of mechanisms") as advance:
        try:
            return run(
                scenario,
                *ends,
                groups=groups,
                order=order,
                replications=replications,
                seed=seed,
                pairs=pairs,
                pool=Pool(workers or (1 if small else cpu_count())),
                selections=rules_for(scenario, ends),
                progress=advance,
            )
        except KeyboardInterrupt:
            fail("Interrupted before the first worlds were finished; nothing was written.", code=130)


def _check_result(found: Attribution, outcome: str) -> None:
    from sim.measures import OUTCOMES

    if not found.total(outcome).n:
        fail(
            f"--outcome: {outcome} ({OUTCOMES[outcome].definition}) does not exist under every combination in any "
            "world, so it has no parts; choose one that always exists, such as npv, mmps_stopped or sunk_stopped"
        )


def write_files(found: Attribution, outcome: str, settings: dict[str, object], folder: Path) -> None:
    """Write tables, figures and the manifest; the manifest comes last and says that the rest is there."""
    from report.attribute_files import attribution_files
    from report.figures.page import rendered
    from report.figures.waterfall import draw_waterfall

    folder.mkdir(parents=True, exist_ok=True)
    files = attribution_files(found, outcome, settings)
    for name, content in files.items():
        if name != "manifest.json":
            atomic_write(folder / name, content)
    if found.groups:
        for name, ladder in (("waterfall", False), ("ladder", True)):
            figure = draw_waterfall(found, outcome, ladder=ladder)
            for ending in ("png", "svg"):
                atomic_write(folder / f"{name}.{ending}", rendered(figure, ending))
    atomic_write(folder / "manifest.json", files["manifest.json"])


def _show(found: Attribution, outcome: str, *, everything: bool, ladder: bool, out: Path | None) -> None:
    from rich.console import Console

    from report.attribute_text import attribution_text

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = 132
    console.print(attribution_text(found, outcome, everything=everything, ladder=ladder))
    if out is not None:
        console.print(f"\nTables, figures and manifest.json are in {out}.")
