"""A table of projects in this program's own words, with every conversion listed."""

from dataclasses import dataclass
from pathlib import Path

from intake.tables.answers import Answers
from intake.tables.building.assumptions import Assumptions
from intake.tables.building.rows_csv import rows_csv
from intake.tables.building.values import spread_benefits
from intake.tables.findings import Conversion
from intake.tables.reading.table import Reading, read_table
from intake.tables.words import columns_text, reading_line
from scenarios.faults import ScenarioError


@dataclass(frozen=True)
class Tidied:
    """A clean table and how it came about."""

    reading: Reading
    csv: str
    """The rows under the field names of the scenario language, in UTF-8, with commas and decimal points."""

    @property
    def conversions(self) -> list[Conversion]:
        """Every cell that is written otherwise than it was."""
        return self.reading.findings.conversions

    def text(self) -> str:
        """What was read and converted, for people."""
        findings = self.reading.findings
        lines = [f"{self.reading.shown}: {reading_line(self.reading)}", *columns_text(self.reading)]
        for title, words in (
            ("Read", findings.notes),
            ("Guessed", findings.guesses),
            ("Look at", findings.warnings),
        ):
            if words:
                lines += ["", title, *(f"  {word}" for word in words)]
        count = len(self.conversions)
        lines += ["", f"{count} cell{'' if count == 1 else 's'} written otherwise"]
        lines += [f'  {c.cell} {c.heading}: "{c.before}" -> "{c.after}"' for c in self.conversions]
        return "\n".join(lines) + "\n"


def tidy_table(path: str | Path, answers: Answers | None = None, *, mapping: Path | None = None) -> Tidied:
    """Read a table and write it in this program's own words. Raises ``ScenarioError`` with every fault."""
    reading = read_table(Path(path), answers, mapping=mapping)
    spread_benefits(reading, Assumptions(reading.answers.assume))
    if reading.findings.faulty:
        raise ScenarioError(reading.document().placed())
    return Tidied(reading, rows_csv(reading.rows, marks=False))
