"""Scenarios: read one, check one, start one, list what ships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

from report.shared.csv_file import csv_text
from scenarios import shipped
from scenarios.faults import Fault, ScenarioError
from scenarios.files import atomic_write
from scenarios.loader import load as read
from scenarios.loader import load_table, placed
from scenarios.reading.document import key_words
from scenarios.reading.table_file import SUFFIXES
from scenarios.scenario import Scenario
from scenarios.shipped import SCHEMA_FILE, Entry
from scenarios.writing.idle import idle
from scenarios.writing.json_schema import schema_text
from scenarios.writing.reference_page import reference
from scenarios.writing.summary import Summary, summarise
from scenarios.writing.unspread import without_spread
from sim.world.prerequisites import missing_for_simulation
from vmo.files.summary_words import library_text, summary_text
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, scenario_of
from vmo.shared.result import Answer, Tables

FAULT = ("file", "line", "key", "message")
"""What is told of a fault."""


@dataclass(frozen=True)
class Checked:
    """A scenario at a glance, or what is wrong with it."""

    summary: Summary | None
    """None where there are faults."""
    faults: tuple[Fault, ...] = ()
    idle: tuple[Fault, ...] = ()
    """What was written and changes nothing, with its place and remedy."""
    refused: tuple[Fault, ...] = ()
    """What keeps the portfolio from being simulated, although it can be planned, or run in the laboratory."""


class CheckResult(Answer[Checked]):
    """Whether a scenario can be used: a short summary, or every fault with its place and remedy."""

    kind: ClassVar[str] = "check"

    @property
    def valid(self) -> bool:
        """Whether there are no faults."""
        return not self.data.faults

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, in the order of files and lines."""
        return self.data.faults

    def headline(self) -> str:
        summary = self.data.summary
        if summary is None:
            return f"{len(self.faults)} faults; {self.faults[0]}"
        return f"{summary.name}: {summary.mmps} MMPs, {summary.value_streams} value streams; no faults"

    def words(self) -> str:
        """The summary with its notes, or the faults, one a line."""
        if self.data.summary is None:
            return "\n".join(map(str, self.faults))
        return summary_text(self.data.summary, self.data.idle, self.data.refused)

    def document(self) -> dict[str, Any]:
        """``valid`` and ``faults``; of a sound scenario its summary, ``idle`` (changes nothing) and ``refused``."""
        if self.data.summary is None:
            return {"valid": False, "faults": _plain(self.faults)}
        more = {"idle": _plain(self.data.idle), "refused": _plain(self.data.refused)}
        return {"valid": True, "faults": [], **asdict(self.data.summary), **more}

    def tables(self) -> Tables:
        """Every fault."""
        return {"faults": lambda: csv_text(FAULT, (list(row.values()) for row in _plain(self.faults)))}


def _plain(faults: tuple[Fault, ...]) -> list[dict[str, Any]]:
    return [{key: getattr(fault, key) for key in FAULT} for fault in faults]


class LibraryResult(Answer[tuple[Entry, ...]]):
    """The scenarios that ship."""

    kind: ClassVar[str] = "library"

    def headline(self) -> str:
        return ", ".join(entry.name for entry in self.data)

    def words(self) -> str:
        """Each with its title and the question it answers."""
        return library_text(self.data)

    def document(self) -> list[dict[str, Any]]:
        """Name, title and question of each."""
        return [asdict(entry) for entry in self.data]

    def tables(self) -> Tables:
        """Name, title and question of each."""
        header = ("name", "title", "question")
        return {"library": lambda: csv_text(header, ([getattr(e, key) for key in header] for e in self.data))}


def load(
    scenario: Given,
    *,
    budget: float | Sequence[float] | None = None,
    quarters: int | None = None,
    currency: str | None = None,
) -> Scenario:
    """Read a scenario: a YAML (or JSON) file, a folder with scenario.yaml, a shipped name, or a table of MMPs.

    Args:
        scenario: path or name; a scenario comes back as it is.
        budget: money per quarter for a table (CSV or XLSX), in currency: one amount, or one for each quarter.
        quarters: quarters to plan, for a table.
        currency: currency of a table's amounts; default: EUR.

    Returns:
        The scenario: frozen, checked as a whole. ``scenario.replace(...)`` gives a changed copy.

    Raises:
        ScenarioError: every fault with file, line, key, value and remedy.
        VmoError: a table without a budget, or a budget for what is no table.

    Examples:
        >>> import vmo
        >>> vmo.load("tiny").name
        'tiny'

    """
    if isinstance(scenario, Scenario):
        return scenario
    given = {"budget": budget, "quarters": quarters, "currency": currency}
    named = [name for name, value in given.items() if value is not None]
    if Path(scenario).suffix.lower() not in SUFFIXES:
        if named:
            raise wrong(named[0], "only for tables; a scenario has its own (scenario.replace changes it)")
        return read(scenario)
    if budget is None:
        raise wrong(str(scenario), "a table has no budget; give `budget` AMOUNT (money per quarter)")
    return load_table(scenario, budget=budget, quarters=quarters, currency=currency)


def check(scenario: Given) -> CheckResult:
    """Check a scenario: a short summary, or every fault with its place and remedy.

    Args:
        scenario: a scenario, the path of its file or folder, or the name of a shipped one.

    Returns:
        Sizes (money in currency, work in team-sprints) and notes, or faults. Frame: faults.

    Raises:
        Nothing: faults are the answer.

    Examples:
        >>> import vmo
        >>> vmo.check("tiny").valid
        True

    """
    try:
        loaded = scenario_of(scenario)
        refused = missing_for_simulation(loaded) if loaded.mmps and loaded.value_streams else []
        notes = [tuple(_placed(scenario, loaded, found)) for found in (idle(loaded), refused)]
        return CheckResult(Checked(summarise(loaded), (), *notes))
    except ScenarioError as error:
        return CheckResult(Checked(None, error.faults))


def _placed(given: Given, loaded: Scenario, found: list[Fault]) -> list[Fault]:
    """What is said of a scenario, with file and line where it was read from a file."""
    if not isinstance(given, Scenario):
        return placed(given, found) if found else []
    data = loaded.model_dump(mode="json")
    return [fault.at(loaded.name, None, key_words(fault.path, data)) for fault in found]


def library() -> LibraryResult:
    """The scenarios that ship, and the question each of them answers.

    Returns:
        Name, title and question of each. Frame: library.

    Raises:
        Nothing.

    Examples:
        >>> import vmo
        >>> "insurer" in set(vmo.library().frame()["name"])
        True

    """
    return LibraryResult(shipped.entries())


@dataclass(frozen=True)
class Copy:
    """A shipped scenario copied into a folder."""

    source: str
    """Name of the shipped scenario."""
    path: Path
    """The scenario file."""
    files: tuple[str, ...]
    """Names of the files beside it, and its own; without the schema."""
    schema: str
    """Name of the JSON Schema beside it, for editors."""
    funding: bool
    """Whether it has MMPs to fund; otherwise it belongs to the flow laboratory."""
    certain: tuple[str, ...] = ()
    """What it holds as certain although nobody can be, each with the preset to add."""


def new(folder: str | Path, source: str = "insurer") -> Copy:
    """Copy a shipped scenario into a new folder, to make it your own.

    Args:
        folder: must be new or empty.
        source: shipped scenario to start from (see ``library``).

    Returns:
        Where the copy is, and which files it has.

    Raises:
        ScenarioError: an unknown name, or a folder that holds something.
        OSError: the folder cannot be written.

    Examples:
        >>> import tempfile, vmo
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     made = vmo.new(f"{folder}/mine", "tiny")
        >>> made.path.name
        'scenario.yaml'

    """
    made = shipped.copy(source, folder)
    files = tuple(sorted(p.name for p in made.parent.iterdir() if p.is_file() and p.name != SCHEMA_FILE))
    found = read(made)
    certain = tuple(f"{each.words}: {each.remedy}" for each in without_spread(found))
    return Copy(source, made, files, SCHEMA_FILE, bool(found.mmps), certain)


def new_table(path: str | Path) -> Path:
    """Write a workbook to fill in: one row per project.

    Args:
        path: a new file that ends in .xlsx.

    Returns:
        Where it is.

    Raises:
        VmoError: the file is there already, or does not end in .xlsx.
        OSError: the file cannot be written.

    Examples:
        >>> import tempfile, vmo
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     vmo.new_table(f"{folder}/projects.xlsx").name
        'projects.xlsx'

    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise wrong(str(path), "name a file that ends in .xlsx")
    if target.exists():
        raise wrong(str(path), "is there already; name a new file")
    from intake.tables.form import form  # openpyxl takes longer to load than everything else here

    atomic_write(target, form())
    return target


def schema(out: str | Path | None = None, *, markdown: bool = False) -> str:
    """The JSON Schema of scenario files, for editors, or their reference for people.

    Args:
        out: file to write it to as well.
        markdown: the reference (fields, units, defaults) instead.

    Returns:
        The text.

    Raises:
        VmoError: ``out`` is a folder.
        OSError: the file cannot be written.

    Examples:
        >>> import json, vmo
        >>> json.loads(vmo.schema())["type"]
        'object'

    """
    text = reference() if markdown else schema_text()
    if out is not None:
        if Path(out).is_dir():
            raise wrong(str(out), "is a folder; name a file")
        atomic_write(out, text)
    return text
