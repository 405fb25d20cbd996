"""Tables as people keep them: a scenario proposed from one, or the table in this program's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Unpack

from pydantic import ValidationError

from intake.tables.meaning.fields import known
from intake.tables.proposal import Proposal, propose
from intake.tables.tidying import Tidied, tidy_table
from intake.tables.words import reading_text, summary
from report.shared.csv_file import csv_text
from scenarios.faults import Fault
from scenarios.files import atomic_write
from vmo.planner.requests import TABLE_ONLY, amounts_of, answers_of
from vmo.shared.errors import Problem, VmoError, wrong
from vmo.shared.result import Answer, Tables
from vmo.shared.table_answers import TableAnswers

FAULT = ("file", "line", "key", "message")
"""What is told of a fault."""
CONVERSION = ("cell", "heading", "before", "after")
"""What is told of a conversion."""


class ImportResult(Answer[Proposal]):
    """A scenario proposed from a table, with everything that was read, guessed, derived and assumed."""

    kind: ClassVar[str] = "import"

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What stands in the way of a scenario; empty when there is one."""
        return self.data.faults

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that ``save`` writes."""
        return tuple(sorted(self.data.files))

    @property
    def fields(self) -> tuple[str, ...]:
        """Everything that a column can be read as."""
        return known()

    def headline(self) -> str:
        reading, count = self.data.reading, len(self.faults)
        ending = "no faults" if not count else "1 fault" if count == 1 else f"{count} faults"
        many = "" if len(reading.rows) == 1 else "s"
        return f"{reading.shown}: {len(reading.rows)} project{many}; {ending}"

    def words(self) -> str:
        """What was read, left out, guessed, derived and assumed."""
        return reading_text(self.data.reading, self.data.numbers, self.data.assumptions).rstrip("\n")

    def document(self) -> dict[str, Any]:
        """The same as plain data, with faults."""
        numbers = self.data.numbers
        return {
            **summary(self.data.reading),
            "derived": None if numbers is None else numbers.said,
            "assumed": [
                {key: getattr(assumption, key) for key in ("name", "value", "grade", "source")}
                for assumption in self.data.assumptions
            ],
            "faults": [{key: getattr(fault, key) for key in FAULT} for fault in self.faults],
            "files": list(self.files),
        }

    def tables(self) -> Tables:
        """Every fault."""
        rows = [[getattr(fault, key) for key in FAULT] for fault in self.faults]
        return {"faults": lambda: csv_text(FAULT, rows)}

    def save(self, folder: str | Path) -> None:
        """Write the scenario to a new folder, whole or not at all.

        Raises:
            ScenarioError: there are faults, or the folder is there and not empty.
            OSError: nothing can be written there.

        """
        self.data.write(Path(folder))


class TidyResult(Answer[Tidied]):
    """A table in this program's own words, with every conversion."""

    kind: ClassVar[str] = "tidy"

    def headline(self) -> str:
        return f"{self.data.reading.shown}: {len(self.data.conversions)} cells written otherwise"

    def words(self) -> str:
        """What was read, and every conversion."""
        return self.data.text().rstrip("\n")

    def document(self) -> dict[str, Any]:
        """What was read, and every conversion, as plain data."""
        conversions = [asdict(conversion) for conversion in self.data.conversions]
        return {**summary(self.data.reading), "conversions": conversions}

    def tables(self) -> Tables:
        """Every conversion."""
        rows = [list(asdict(conversion).values()) for conversion in self.data.conversions]
        return {"conversions": lambda: csv_text(CONVERSION, rows)}

    def views(self) -> Tables:
        """The clean table."""
        return {"clean": lambda: self.data.csv}

    def save(self, folder: str | Path) -> None:
        """Write the clean table to a file (the argument is its name), whole or not at all.

        Raises:
            VmoError: the file is a folder, or the table itself.
            OSError: it cannot be written.

        """
        target, source = Path(folder), Path(self.data.reading.shown)
        if target.is_dir():
            raise wrong(str(folder), "is a folder; name a file")
        if target.exists() and source.exists() and target.samefile(source):
            raise wrong(str(folder), "is the table itself; name another file")
        atomic_write(target, self.data.csv)


def import_table(
    file: str | Path,
    *,
    budget: object = None,
    quarters: int | None = None,
    slices: int = 1,
    assume: Mapping[str, float] | Iterable[str] = (),
    **answers: Unpack[TableAnswers],
) -> ImportResult:
    """Propose a scenario from a table of projects as people keep it.

    Args:
        file: CSV or XLSX with one row per project.
        budget: money per quarter, in currency: one amount, or one for each quarter; default: derived from costs.
        quarters: quarters to plan and simulate; default: derived from the durations.
        slices: MMPs to cut each project into.
        assume: own values of assumptions: ``{"people_share": 0.4}`` or ``["people_share=0.4"]``.
        **answers: what the table does not say (see ``vmo.TableAnswers``).

    Returns:
        What was read, guessed, derived and assumed, and what stands in the way; ``save`` writes the scenario
        folder. Frame: faults.

    Raises:
        VmoError: an argument that cannot be understood.
        ScenarioError: there is no table to read, or an answer means nothing.

    Examples:
        >>> import vmo
        >>> found = vmo.import_table("docs/portfolio.csv")
        >>> found
        <vmo import: docs/portfolio.csv: 8 projects; no faults; frames: faults>

    """
    more = {
        "budget": amounts_of(budget) or (),
        "quarters": quarters,
        "slices": slices,
        "assume": _assumptions(assume),
    }
    given, mapping = _given(answers)
    try:
        proposal = propose(file, answers_of(given, **more), mapping=mapping)
    except ValidationError as error:
        raise VmoError(Problem((), f"`{fault['loc'][0]}`: {fault['msg']}") for fault in error.errors()) from None
    return ImportResult(proposal, settings={"file": file, **more, **answers})


def tidy(file: str | Path, **answers: Unpack[TableAnswers]) -> TidyResult:
    """Read a table of projects and write it under the names of the scenario language.

    Args:
        file: CSV or XLSX with one row per project.
        **answers: what the table does not say (see ``vmo.TableAnswers``).

    Returns:
        The clean table and every conversion; ``save`` writes the table to a file. Frames: conversions, clean.

    Raises:
        ScenarioError: the table cannot be read; every fault, one per kind.

    Examples:
        >>> import vmo
        >>> vmo.tidy("docs/portfolio.csv").frame("clean")["id"][0]
        'sso'

    """
    given, mapping = _given(answers)
    return TidyResult(tidy_table(file, answers_of(given), mapping=mapping), settings={"file": file, **answers})


def _given(answers: Mapping[str, Any]) -> tuple[dict[str, Any], Path | None]:
    unknown = [name for name in answers if name not in TABLE_ONLY]
    if unknown:
        raise TypeError(f"unexpected keyword argument {unknown[0]!r}")
    given: dict[str, Any] = {name: answers.get(name) for name in TABLE_ONLY}
    return given, None if given["mapping"] is None else Path(given["mapping"])


def _assumptions(given: Mapping[str, float] | Iterable[str]) -> dict[str, float]:
    if isinstance(given, Mapping):
        return {name: float(value) for name, value in given.items()}
    found = {}
    for word in given:
        name, _, value = word.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise wrong("assume", f'"{word}" is not NAME=NUMBER; write success_probability=0.5') from None
    return found
