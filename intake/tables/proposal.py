"""A scenario proposed from a table, and the folder that holds it."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from intake.tables.answers import FILE, Answers
from intake.tables.building.assumptions import Assumption, Assumptions
from intake.tables.building.derivation import Derivation, benefit_of_npv, derive
from intake.tables.building.rows_csv import rows_csv, table_csv
from intake.tables.building.scenario_yaml import scenario_yaml
from intake.tables.building.slicing import slice_rows
from intake.tables.building.values import assume_payback, spread_benefits
from intake.tables.memory import mapping_yaml
from intake.tables.reading import suspicions
from intake.tables.reading.table import Reading, read_table, slug
from intake.tables.words import reading_line, reading_text
from scenarios.faults import Fault, ScenarioError
from scenarios.files import refuse
from scenarios.loader import load
from scenarios.scenario import Scenario
from scenarios.shipped import SCHEMA_FILE
from scenarios.writing.json_schema import schema_text


@dataclass(frozen=True)
class Proposal:
    """What a table means, and the scenario made of it."""

    reading: Reading
    faults: tuple[Fault, ...]
    """What stands in the way of a scenario; empty when there is one."""
    numbers: Derivation | None = None
    assumptions: tuple[Assumption, ...] = ()
    """Assumptions that were used."""
    files: dict[str, str] = field(default_factory=dict)
    """The scenario folder: text by file name."""

    def write(self, folder: Path) -> Scenario:
        """Write the folder, whole or not at all, and load what was written.

        Raises ``ScenarioError`` when it is there and not empty or the scenario has faults, ``OSError`` when nothing
        can be written.
        """
        if self.faults:
            raise ScenarioError(self.faults)
        target = folder.absolute()
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise refuse(str(folder), "exists and is not empty; name a new folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            for name, text in self.files.items():
                (draft / name).write_text(text, encoding="utf-8")
            scenario = load(draft)
            draft.chmod(0o755)
            if target.exists():
                target.rmdir()
            draft.replace(target)
        except ScenarioError as error:
            here = str(draft)
            raise ScenarioError(
                f.at(f.file.replace(here, str(folder)), f.line, f.key) for f in error.faults
            ) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return scenario


def propose(path: str | Path, answers: Answers | None = None, *, mapping: Path | None = None) -> Proposal:
    """Read a table and propose a scenario.

    Faults of cells are in the proposal. Raises ``ScenarioError`` when there is no table to read or an answer means
    nothing.
    """
    reading = read_table(Path(path), answers, mapping=mapping, quarters=1)
    assume = Assumptions(reading.answers.assume)
    benefit_of_npv(reading, 1)
    spread_benefits(reading, assume)
    assume_payback(reading, assume)
    if reading.findings.faulty:
        return Proposal(reading, tuple(reading.document().placed()))
    numbers = derive(reading, assume)
    benefit_of_npv(reading, numbers.quarters)
    total = sum(numbers.budget) * (numbers.quarters if len(numbers.budget) == 1 else 1)
    suspicions.check_budget(numbers.cost, total, reading.findings)
    suspicions.check_lumps(_needs(reading, numbers, assume), reading.findings)
    mmps, projects = slice_rows(reading.rows, reading.answers.slices)
    if reading.answers.slices > 1:
        reading.findings.guesses.append(
            f"each project cut into {reading.answers.slices} MMPs of equal cost and benefit, each building on "
            "the one before"
        )
    name = slug(Path(path).stem) or "portfolio"
    files = {
        "mmps.csv": rows_csv(mmps),
        "projects.csv": _projects(reading, projects),
        "scenario.yaml": scenario_yaml(reading, numbers, assume, name, reading_line(reading)),
        FILE: mapping_yaml(reading),
        SCHEMA_FILE: schema_text(),
    }
    used = tuple(assume.used.values())
    proposal = Proposal(reading, (), numbers, used, files)
    files["import.txt"] = reading_text(reading, numbers, used)
    return proposal


def _needs(reading: Reading, numbers: Derivation, assume: Assumptions) -> list[tuple[int, float, float]]:
    """Row, most money in one quarter, and what there is of it: the budget, and what its teams cost."""
    teams = {
        stream.id: stream.teams * assume["sprints_per_quarter"] * stream.team_cost_per_sprint
        for stream in numbers.streams
    }
    share = assume["people_share"] or 1.0
    found = []
    for row in reading.rows:
        most = max((float(amount) for amount in row.data.get("spend") or ()), default=0.0)
        there = min(max(numbers.budget), teams.get(str(row.data["value_stream"]), float("inf")) / share)
        found.append((row.line, most, there))
    return found


def _projects(reading: Reading, projects: dict[str, list[str]]) -> str:
    names = {str(row.data["id"]): str(row.data.get("name") or "") for row in reading.rows}
    return table_csv(("id", "name", "mmps"), [(i, names[i], ";".join(mmps)) for i, mmps in projects.items()])
