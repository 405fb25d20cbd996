"""``vmo attribute``: where the difference between two funding models comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json, fail, out_folder, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, Where, WorkersOption, make_pool
from commands.shared.study_options import (
    JsonOption,
    OutcomeOption,
    OutOption,
    ScenarioArgument,
    SeedOption,
    interrupted,
    known_names,
    show,
    study_progress,
    write_study,
)
from scenarios.faults import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.scenario import Scenario
    from sim.studies.attribution import Attribution
    from sim.studies.mechanism_groups import Group


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("attribute")(attribute)


def attribute(
    scenario: ScenarioArgument,
    start: Annotated[
        str | None, typer.Option("--from", help="Funding model that is left.  [default: the first of the scenario]")
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option("--to", help="Funding model that is reached.  [default: the second of the scenario]"),
    ] = None,
    outcome: OutcomeOption = "npv",
    groups: Annotated[
        str,
        typer.Option(
            help="What is switched together: default (what a board decides together), each (every mechanism by "
            "itself), or your own, such as time=cadence+approval,release_unit; the rest is one more group."
        ),
    ] = "default",
    ladder: Annotated[bool, typer.Option("--ladder", help="Show one switch after the other as well.")] = False,
    order: Annotated[
        str | None, typer.Option(help="Order of the ladder: groups separated by commas; implies --ladder.")
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=1, max=1_000_000, help="Worlds to simulate.")
    ] = 200,
    seed: SeedOption = 1,
    pairs: Annotated[
        int,
        typer.Option(min=1, max=100, help="Pairs of orders per world where groups are too many to try them all."),
    ] = 2,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    out: OutOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every pair of groups.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Where does the difference come from? Every mechanism's part, and the parts add up.

    Two funding models differ in their mechanisms, in groups that are switched together. With seven groups
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
        out_folder(out)
        from scenarios.loader import load

        outcome = _one_outcome(outcome)
        loaded = load(scenario)
        ends = _ends(loaded, start, goal)
        chosen, ranked = _groups(loaded, ends, groups, order)
        found = _run(loaded, ends, chosen, ranked, replications, seed, pairs, (workers, cluster, checkpoint))
        _check_result(found, outcome)
        if out is not None:
            settings = {"replications": replications, "groups": groups, "order": order, "pairs": pairs}
            write_files(found, outcome, settings, out)
        if as_json:
            from report.attribution.text import attribution_json

            emit_json(attribution_json(found, outcome))
        else:
            from report.attribution.text import attribution_text

            ladder = ladder or order is not None
            show(attribution_text(found, outcome, everything=everything, ladder=ladder), out)
        if found.ended == "interrupted":
            raise typer.Exit(130)


def _one_outcome(words: str) -> str:
    from sim.outcomes.measures import OUTCOMES

    names = known_names("--outcome", "outcome", words, OUTCOMES)
    if len(names) > 1:
        fail(
            f"--outcome: one at a time, not {len(names)}; attribution.csv of --out holds the parts of every outcome"
        )
    return names[0]


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
    from sim.studies.mechanism_groups import GroupError, differing, grouping

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
    where: Where,
) -> Attribution:
    from coupling.rolling import rules_for
    from sim.studies.attribution_study import EXACT
    from sim.studies.attribution_study import attribute as run
    from sim.studies.mechanism_groups import differing

    models = scenario.funding_models
    count = len(differing(groups, models[ends[0]], models[ends[1]]))
    small = replications * 2 ** min(count, EXACT) <= 200
    with study_progress(f"worlds x {count} groups of mechanisms") as advance:
        try:
            return run(
                scenario,
                *ends,
                groups=groups,
                order=order,
                replications=replications,
                seed=seed,
                pairs=pairs,
                pool=make_pool(*where, small=small),
                selections=rules_for(scenario, ends),
                progress=lambda done: advance(done, replications),
            )
        except KeyboardInterrupt:
            interrupted()


def _check_result(found: Attribution, outcome: str) -> None:
    from sim.outcomes.measures import OUTCOMES

    if not found.total(outcome).n:
        fail(
            f"--outcome: {outcome} ({OUTCOMES[outcome].definition}) does not exist under every combination in any "
            "world, so it has no parts; choose one that always exists, such as npv, mmps_stopped or sunk_stopped"
        )


def write_files(found: Attribution, outcome: str, settings: dict[str, object], folder: Path) -> None:
    """Write tables, figures and the manifest; the manifest comes last and says that the rest is there."""
    from report.attribution.files import attribution_files
    from report.attribution.waterfall import draw_waterfall

    files = attribution_files(found, outcome, settings)
    manifest = files.pop("manifest.json")
    kinds = {"waterfall": False, "ladder": True} if found.groups else {}
    figures = {name: draw_waterfall(found, outcome, ladder=ladder) for name, ladder in kinds.items()}
    write_study(folder, files, figures, manifest)
