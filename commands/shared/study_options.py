"""What the studies of variants share: their options, which models and outcomes, progress, files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from commands.shared.output import atomic_write, fail
from scenarios.faults import suggestion

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from scenarios.scenario import Scenario

SMALL = 200
"""Simulations that one process finishes while others would still be starting."""

ScenarioArgument = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="YAML file, folder, or name of a shipped scenario (see vmo list)."),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the worlds.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder for table, figures and manifest.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
OutcomeOption = Annotated[
    str, typer.Option("--outcome", help="Outcome of the study, such as npv, lead_time_weeks or cost.")
]
PairOption = Annotated[
    str | None,
    typer.Option(
        "--models", help="Two funding models: the second less the first.  [default: the first two of the scenario]"
    ),
]


def chosen_outcomes(words: str) -> tuple[str, ...]:
    """Outcomes of funding that a user asked for. Leaves with exit code 2 when one is unknown."""
    from sim.outcomes.measures import OUTCOMES

    return known_names("--outcome", "outcome", words, OUTCOMES)


def known_names(option: str, what: str, words: str, known: Mapping[str, object]) -> tuple[str, ...]:
    """Names separated by commas, each once. Leaves with exit code 2 and all faults when one is unknown."""
    names = tuple(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    unknown = [name for name in names if name not in known]
    if unknown:
        fail("\n".join(f'{option}: no {what} is called "{name}"; {suggestion(name, known)}' for name in unknown))
    if not names:
        fail(f"{option}: names none; known: {', '.join(known)}")
    return names


def two_models(scenario: Scenario, words: str | None) -> tuple[str, str]:
    """The pair (first, second) whose difference second - first is studied. Leaves with exit code 2."""
    known = scenario.funding_models
    names = tuple(known)[:2] if words is None else known_names("--models", "funding model", words, known)
    if len(names) != 2:
        pair = ",".join(list(known)[:2])
        problem = f"--models: a difference needs two funding models, not {len(names)}"
        if len(known) < 2:
            fail(f"{problem}; add a second one to funding_models of {scenario.name}")
        fail(f"{problem}; write for example --models {pair}")
    return names[0], names[1]


def refuse_idle(scenario: Scenario, paths: Iterable[str], models: Iterable[str]) -> None:
    """Leave with exit code 2 when a path is a setting of a funding model that no compared model lives by."""
    known = scenario.funding_models
    compared = list(models)
    used = set(compared)
    for model in (known[name] for name in compared):
        used |= {*model.streams.values(), *([model.transition.to] if model.transition else ())}
    idle = [
        f"{path}: nothing compared lives by {path.split('.')[1]}; add it to --models "
        f"(compared: {', '.join(compared)})"
        for path in paths
        if path.startswith("funding_models.") and path.split(".")[1] in known and path.split(".")[1] not in used
    ]
    if idle:
        fail("\n".join(idle))


def share_or_amount(words: str) -> tuple[float, bool]:
    """A positive number and whether it is a share (0.1 or 10%, below 1 or with a sign); NaN when it is neither."""
    text = words.strip()
    try:
        value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        value = float("nan")
    if not 0 < value < float("inf"):
        value = float("nan")
    return value, value < 1 or text.endswith("%")


@contextmanager
def study_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr when that is a terminal, nothing otherwise; the planned number may grow on the way."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def write_study(folder: Path, tables: Mapping[str, str], figures: Mapping[str, Figure], manifest: str) -> None:
    """Write tables, figures (PNG and SVG) and the manifest, which comes last and says that the rest is there.

    Raises:
        OSError: a file cannot be written.

    """
    from report.shared.page_layout import rendered

    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        atomic_write(folder / name, content)
    for name, figure in figures.items():
        for ending in ("png", "svg"):
            atomic_write(folder / f"{name}.{ending}", rendered(figure, ending))
    atomic_write(folder / "manifest.json", manifest)


def interrupted() -> NoReturn:
    """Leave when not even the first worlds were finished."""
    fail("Interrupted before the first worlds were finished; nothing was written.", code=130)


def show(renderable: object, out: Path | None, wide: int = 132) -> None:
    """Print a text of tables, and where the files are."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = wide
    console.print(renderable)
    if out is not None:
        console.print(f"\nTable, figures and manifest.json are in {out}.")
