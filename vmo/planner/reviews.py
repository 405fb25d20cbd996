"""Looking back: what was predicted in past quarters, and what came of it."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from intake.review.learning import applied
from intake.review.reviewing import Review, look_back
from intake.review.story import Chapter, agree
from intake.rolling.actuals import Actual, read_actuals
from intake.rolling.writing import write_scenario
from optimiser.solving import Effort, SolverMissingError
from report.review.tables import (
    biases_csv,
    coverage_csv,
    hindsight_csv,
    judgements_csv,
    proposal_csv,
    review_json,
)
from report.review.text import review_headline, review_text
from scenarios import shipped
from scenarios.faults import ScenarioError
from scenarios.files import read_text
from scenarios.loader import load
from scenarios.scenario import Scenario
from scenarios.variation.shifting import quarters_between
from vmo.planner.last_plan import read_plan
from vmo.planner.requests import effort_of
from vmo.shared.errors import wrong
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import Watching, Work

if TYPE_CHECKING:
    from rich.console import RenderableType

ACTUALS = ("actuals.csv", "actuals.xlsx")
PROPOSED = "proposed"
"""Folder of the scenario with every proposal in it."""


class ReviewResult(Result[Review]):
    """Predicted against realised; ``data.proposed()`` is the scenario with what was learned."""

    kind: ClassVar[str] = "review"
    files_in_words: ClassVar[str] = "Tables, the figure, the proposal and manifest.json"

    @property
    def width(self) -> int:
        return 160

    def headline(self) -> str:
        return review_headline(self.data)

    def words(self) -> RenderableType:
        """Bands, leans, hindsight, what it teaches, and what cannot be judged."""
        return review_text(self.data)

    def document(self) -> Mapping[str, Any]:
        """Every judged estimate, coverage, biases, hindsight and proposals."""
        return review_json(self.data)

    def tables(self) -> Tables:
        """Every judged estimate; bands; leans; hindsight; proposals."""
        return {
            "judgements": lambda: judgements_csv(self.data),
            "coverage": lambda: coverage_csv(self.data),
            "biases": lambda: biases_csv(self.data),
            "hindsight": lambda: hindsight_csv(self.data),
            "proposal": lambda: proposal_csv(self.data.proposals),
        }

    def drawings(self) -> Figures:
        """Actual against estimate, MMP by MMP."""
        from report.review.figure import review_figure

        return {"review": lambda: review_figure(self.data)}

    def manifest(self) -> str:
        """What was read and what was asked."""
        document = {"format": 1, "command": "review", **dict(self.settings), "answer": self.document()}
        return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def save(self, folder: str | Path) -> None:
        """Write tables, figure and manifest, and where there are proposals the scenario with them in ``proposed``.

        Raises:
            VmoError: nothing can be written there.
            ScenarioError: ``proposed`` holds something.
            OSError: a file cannot be written.

        """
        if self.data.proposals:
            said = (
                f"{self.headline()}\nProposed by vmo review: see assumptions, and proposal.csv beside this folder."
            )
            write_scenario(applied(self.data.latest, self.data.proposals), Path(folder) / PROPOSED, said)
        super().save(folder)


@dataclass(frozen=True)
class _Folder:
    path: Path
    scenario: Scenario


def review(
    folders: str | Path | Sequence[str | Path],
    *,
    gap: str | float = 0.0,
    seconds: float = 30.0,
    solver: str = "HiGHS",
    **watching: Unpack[Watching],
) -> ReviewResult:
    """Look back over successive quarters: predicted against realised.

    Args:
        folders: scenario folders of successive quarters, as ``vmo.roll`` makes them, in any order; or one folder
            that holds them. Plans in them (``vmo plan FOLDER --out FOLDER/plan``) and actuals are found.
        gap: how close to the best possible the plan in hindsight is proven; default: 0.
        seconds: time limit of its search.
        solver: solver, by its name in PuLP.
        **watching: progress, cancel.

    Returns:
        Whether 80 % bands held, which estimates lean, regret against hindsight, and what that teaches about chances
        of success and scope growth; nothing is changed. Frames: judgements, coverage, biases, hindsight, proposal.

    Raises:
        VmoError: fewer than two quarters, folders that do not follow each other, a solver that is not installed.
        ScenarioError: a scenario that cannot be read.

    Examples:
        >>> import tempfile, vmo
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     actuals = Path(folder, "actuals.csv")
        ...     _ = actuals.write_text(vmo.roll_template("tiny").replace("a1,idea", "a1,released"))
        ...     _ = vmo.new(Path(folder, "1"), "tiny")
        ...     vmo.roll(Path(folder, "1"), actuals, 2).save(Path(folder, "2"))
        ...     found = vmo.review(folder)
        >>> [course.fate for course in found.data.courses][0]
        'released'

    """
    work = Work(progress=watching.get("progress"), cancel=watching.get("cancel"))
    effort = effort_of({"gap": gap, "seconds": seconds, "solver": solver}, work, Effort())
    told = _in_order([_Folder(path, load(path)) for path in _named(folders)])
    chapters = [_chapter(folder, offset) for folder, offset in told]
    for at, ((before, _), (after, _)) in enumerate(pairwise(told)):
        quarters = chapters[at + 1].offset - chapters[at].offset
        chapters[at] = replace(chapters[at], rows=_actuals(before, after, quarters))
    try:
        found = look_back(chapters, effort)
    except SolverMissingError as error:
        raise wrong("solver", str(error)) from None
    return ReviewResult(found, found.latest, settings={"folders": [str(folder.path) for folder, _ in told]})


def _named(folders: str | Path | Sequence[str | Path]) -> list[Path]:
    """The folders that are meant: those that are named, or those within the only one.

    Raises:
        VmoError: there are none.

    """
    paths = [Path(folders)] if isinstance(folders, str | Path) else [Path(folder) for folder in folders]
    if len(paths) == 1 and paths[0].is_dir() and not (paths[0] / "scenario.yaml").exists():
        paths = sorted(entry.parent for entry in paths[0].glob("*/scenario.yaml"))
    missing = [str(path) for path in paths if not path.exists() and str(path) not in shipped.names()]
    if missing:
        raise wrong("folders", f"{', '.join(missing)}: no such folder; check the name")
    if len(paths) < 2:
        said = (
            f"{len(paths)} quarter on file tells nothing; name the folders of two or more (vmo roll makes the next)"
        )
        raise wrong("folders", said)
    return paths


def _in_order(folders: Iterable[_Folder]) -> list[tuple[_Folder, int]]:
    """Folders with the quarters between the first one and each.

    Raises:
        VmoError: it cannot be told, or two are of the same quarter.

    """
    given = list(folders)
    base = given[0]
    found: list[tuple[_Folder, int]] = []
    for folder in given:
        between = quarters_between(base.scenario.calendar, folder.scenario.calendar)
        if between is None:
            said = f"{folder.path} and {base.path} have no common calendar; give both calendar.starts"
            raise wrong("folders", said)
        found.append((folder, between))
    found.sort(key=lambda entry: entry[1])
    first = found[0][1]
    for (one, at), (other, later) in pairwise(found):
        if at == later:
            said = f"{one.path} and {other.path} are of the same quarter; name one of them"
            raise wrong("folders", said)
    names = {folder.scenario.name for folder in given}
    if len(names) > 1:
        raise wrong("folders", f"are of different scenarios ({', '.join(sorted(names))}); name those of one")
    return [(folder, at - first) for folder, at in found]


def _chapter(folder: _Folder, offset: int) -> Chapter:
    plan = folder.path / "plan"
    if not (plan / "manifest.json").is_file():
        return Chapter(str(folder.path), folder.scenario, offset)
    found = read_plan(plan, "folders")
    if {mmp.id for mmp in found.scenario.mmps} - {mmp.id for mmp in folder.scenario.mmps}:
        raise wrong("folders", f"{plan} is a plan of other MMPs than {folder.path} has; plan again")
    return Chapter(str(folder.path), folder.scenario, offset, dict(found.starts), found.aim, _weeks(plan))


def _weeks(plan: Path) -> dict[str, tuple[float, float]]:
    """P10 and P90 of the week of release, where the plan was put under stress."""
    file = plan / "stress.csv"
    if not file.is_file():
        return {}
    found = {}
    for row in csv.DictReader(io.StringIO(read_text(file, str(file), 50_000_000))):
        name = row.get("id")
        if name:
            try:
                low, high = (float(row[f"release week P{p}"] or math.inf) for p in (10, 90))
            except (KeyError, TypeError, ValueError):
                raise wrong("folders", f"{file} is not what vmo plan --stress writes; plan again") from None
            found[name] = (low, high)
    return found


def _actuals(before: _Folder, after: _Folder, quarters: int) -> tuple[Actual, ...] | None:
    """The actuals that lead from one folder to the next: beside the second (vmo roll), or the first."""
    for folder in (after, before):
        for name in ACTUALS:
            file = folder.path / name
            if not file.is_file():
                continue
            try:
                rows = read_actuals(file, before.scenario, quarters)
            except ScenarioError:
                continue  # of another quarter: the next one is tried, and the answer says when none agrees
            if agree(rows, before.scenario, after.scenario):
                return rows
    return None
