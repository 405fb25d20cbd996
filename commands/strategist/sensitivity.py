"""``vmo sensitivity``: what the difference between two funding models depends on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json, fail, out_folder, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, WorkersOption, make_pool
from commands.shared.study_options import (
    SMALL,
    JsonOption,
    OutcomeOption,
    OutOption,
    PairOption,
    ScenarioArgument,
    SeedOption,
    chosen_outcomes,
    interrupted,
    show,
    study_progress,
    two_models,
    write_study,
)
from scenarios.faults import ScenarioError, suggestion

if TYPE_CHECKING:
    from scenarios.variation.uncertain import Number
    from sim.studies.tornado import Sensitivity


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("sensitivity")(sensitivity)


def sensitivity(
    scenario: ScenarioArgument,
    models: PairOption = None,
    outcome: OutcomeOption = "npv",
    only: Annotated[
        str | None,
        typer.Option(help="Only these numbers, separated by commas (see --list).  [default: all]"),
    ] = None,
    listed: Annotated[
        bool,
        typer.Option("--list", help="Show the numbers with their ranges, sources and grades, and run nothing."),
    ] = False,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=2, max=1_000_000, help="Worlds for every value tried.")
    ] = 60,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    out: OutOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every number, not only the first 20.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What does the difference depend on, and when does it flip? A tornado over every uncertain number.

    Each number goes alone from its low to its high end, in the same worlds. Ranges come from the scenario
    (uncertainty.ranges) or from documented defaults with source and grade. Where the preferred model is not the
    same at low end, now, and high end, the value at which it flips is found by bisection; otherwise it says never
    within range. A preference that turns and turns back in between is not seen: sweep that number.

    Examples:
      vmo sensitivity insurer

      vmo sensitivity regulated --out results

      vmo sensitivity insurer --models project,early_releases --outcome lead_time_weeks -n 30

      vmo sensitivity insurer --list

    """
    with user_errors():
        out_folder(out)
        from scenarios.loader import load
        from scenarios.variation.uncertain import uncertain_numbers

        loaded = load(scenario)
        if loaded.laboratory:
            fail(
                f"{loaded.name}: has no MMPs to fund, so no models to prefer; vmo sweep varies numbers of its flow"
            )
        pair = two_models(loaded, models)
        numbers = _chosen(uncertain_numbers(loaded, pair), only)
        if listed:
            _list(numbers, as_json=as_json)
            return
        outcomes = chosen_outcomes(outcome)
        if len(outcomes) > 1:
            fail("--outcome: name one outcome; a tornado has one")
        pool = make_pool(workers, cluster, checkpoint, small=3 * len(numbers) * replications <= SMALL)
        from coupling.rolling import rules_for
        from sim.studies.tornado import sensitivity as run

        with study_progress("simulations") as advance:
            try:
                found = run(
                    loaded,
                    numbers,
                    pair,
                    outcome=outcomes[0],
                    replications=replications,
                    seed=seed,
                    pool=pool,
                    rules=rules_for,
                    progress=advance,
                )
            except ValueError as error:
                if isinstance(error, ScenarioError):
                    raise
                fail(f"--outcome: {error}")
            except KeyboardInterrupt:
                interrupted()
        _report(found, out, everything=everything, as_json=as_json)


def _report(found: Sensitivity, out: Path | None, *, everything: bool, as_json: bool) -> None:
    from report.ranges.tornado_figure import draw_tornado
    from report.ranges.tornado_text import sensitivity_csv, sensitivity_json, sensitivity_text
    from report.shared.manifest import study_manifest

    if out is not None:
        settings = {
            "models": list(found.models),
            "outcome": found.outcome,
            "numbers": {e.number.id: [e.number.low, e.number.high] for e in found.entries},
        }
        tables = {"sensitivity.csv": sensitivity_csv(found)}
        write_study(out, tables, {"tornado": draw_tornado(found)}, study_manifest("sensitivity", found, settings))
    if as_json:
        emit_json(sensitivity_json(found))
    else:
        show(sensitivity_text(found, everything=everything), out, wide=150)
    if found.ended == "interrupted":
        raise typer.Exit(130)


def _chosen(numbers: list[Number], words: str | None) -> list[Number]:
    """The numbers asked for: by id, or by the beginning of one before a dot."""
    if words is None:
        return numbers
    asked = list(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    known = [number.id for number in numbers]
    unknown = [word for word in asked if not any(_means(word, name) for name in known)]
    if unknown:
        fail("\n".join(f'--only: no number is called "{word}"; {suggestion(word, known)}' for word in unknown))
    if not asked:
        fail(f"--only: names none; known: {', '.join(known)}")
    return [number for number in numbers if any(_means(word, number.id) for word in asked)]


def _means(word: str, name: str) -> bool:
    return name == word or name.startswith(f"{word}.")


def _list(numbers: list[Number], *, as_json: bool) -> None:
    if as_json:
        keys = ("id", "label", "low", "base", "high", "grade", "source")
        emit_json([{key: getattr(n, key) for key in keys} | {"paths": list(n.paths)} for n in numbers])
        return
    for number in numbers:
        low, base, high = (number.word(value) for value in (number.low, number.base, number.high))
        grade = f"grade {number.grade}: " if number.grade else ""
        typer.echo(f"{number.id}: {number.label}\n    {low} to {high}, now {base}; {grade}{number.source}")
