"""``vmo value-of-information``: what better evidence and estimates are worth, and which question comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json, fail, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, Where, WorkersOption, make_pool
from commands.shared.study_options import (
    SMALL,
    JsonOption,
    OutOption,
    ScenarioArgument,
    SeedOption,
    interrupted,
    show,
    study_progress,
    write_study,
)
from scenarios.faults import suggestion

if TYPE_CHECKING:
    from pathlib import Path

    from scenarios.scenario import Scenario
    from sim.studies.value_of_information import Information, Question


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("value-of-information")(value_of_information)


def value_of_information(
    scenario: ScenarioArgument,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Funding model whose deciders ask.  [default: the second of the scenario]"),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            help="Questions, separated by commas: evidence, estimates, mmps, the id of one question such as "
            "estimates.value, or the id of an MMP.  [default: all]"
        ),
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=1, max=100_000, help="Worlds to simulate.")
    ] = 50,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    out: OutOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every MMP.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Which question should be answered first? What knowing more, or sooner, is worth.

    The same worlds are run again with deciders who know more: evidence that is right more often or comes earlier,
    or the truth about value and work before anything is decided, of all MMPs or of one. Each answer is worth the
    mean difference in net present value: the most that a study, a prototype or a market test may cost.

    Examples:
      vmo value-of-information insurer --only evidence,estimates

      vmo value-of-information insurer --only mmps -n 100 --out results

      vmo value-of-information insurer --model project --only fraud-score-motor,estimates.scope --json

    """
    with user_errors():
        from scenarios.loader import load

        loaded = load(scenario)
        name = _model(loaded, model)
        asked = _questions(loaded, only)
        found = _run(loaded, name, asked, replications, seed, (workers, cluster, checkpoint))
        if out is not None:
            _write(found, only, out)
        if as_json:
            from report.information.text import information_json

            emit_json(information_json(found))
        else:
            from report.information.text import information_text

            show(information_text(found, everything=everything), out)
        if found.ended == "interrupted":
            raise typer.Exit(130)


def _model(scenario: Scenario, name: str | None) -> str:
    known = list(scenario.funding_models)
    if name is None:
        return known[min(1, len(known) - 1)]
    if name not in known:
        fail(f'--model: no funding model is called "{name}"; {suggestion(name, known)}')
    return name


def _questions(scenario: Scenario, words: str | None) -> list[Question]:
    from sim.studies.value_of_information import about_mmps, standard

    everything = [*standard(scenario), *about_mmps(scenario)]
    if words is None:
        return everything
    groups = {"evidence": "evidence", "estimates": "estimates", "mmps": "mmp"}
    ids = {question.id: question for question in everything}
    ids |= {question.id.removeprefix("mmp."): question for question in everything}
    settled = {mmp.id for mmp in scenario.mmps} - set(ids)
    chosen: dict[str, Question] = {}
    problems = []
    for word in dict.fromkeys(word.strip() for word in words.split(",") if word.strip()):
        if word in groups:
            chosen |= {q.id: q for q in everything if q.group == groups[word]}
        elif word in ids:
            chosen[ids[word].id] = ids[word]
        elif word in settled:
            problems.append(f'--only: "{word}" is under way or certain, so there is nothing to ask before deciding')
        else:
            problems.append(f'--only: nothing is called "{word}"; {suggestion(word, [*groups, *ids])}')
    if problems:
        fail("\n".join(problems))
    if not chosen:
        fail("--only: leaves no question; give evidence, estimates, mmps, or the id of an MMP")
    return list(chosen.values())


def _run(
    scenario: Scenario, model: str, asked: list[Question], replications: int, seed: int, where: Where
) -> Information:
    from coupling.rolling import rules_for
    from sim.studies.value_of_information import value_of_information as run

    small = replications * (1 + len(asked)) <= SMALL
    with study_progress(f"worlds x {len(asked)} questions") as advance:
        try:
            return run(
                scenario,
                model,
                questions=asked,
                replications=replications,
                seed=seed,
                pool=make_pool(*where, small=small),
                selections=rules_for(scenario, [model]),
                progress=lambda done: advance(done, replications),
            )
        except KeyboardInterrupt:
            interrupted()
            raise


def _write(found: Information, only: str | None, folder: Path) -> None:
    from report.information.figure import draw_information
    from report.information.text import question_rows
    from report.shared.csv_file import csv_text
    from report.shared.manifest import study_manifest

    rows = question_rows(found)
    ids = [question.id for question in found.questions]
    worlds = ([world, *row] for world, row in enumerate(found.npv.tolist()))
    tables = {
        "information.csv": csv_text(list(rows[0]), (list(row.values()) for row in rows)),
        "worlds.csv": csv_text(["world", "as_it_stands", *ids], worlds),
    }
    more = {"model": found.model, "questions": ids, "settings": {"only": only}}
    figures = {"information": draw_information(found)}
    write_study(folder, tables, figures, study_manifest("value-of-information", found, more))
