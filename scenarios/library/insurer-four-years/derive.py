"""Derive this scenario from ``insurer``: ``python derive.py`` writes scenario.yaml and the tables beside it.

The portfolio of the insurer comes twice: as it is, and once more two years later (ids end in "-2"), when what was
under way at week 0 is new work. Uses the standard library only.
"""

import csv
import io
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "insurer"
LATER = 8
"""Quarters between the two portfolios: the length of the insurer's calendar."""

HEAD = """\
# yaml-language-server: $schema=vmo.schema.json
# The insurer over four years: the same organisation with twice the portfolio, as derive.py makes it of the insurer.

name: insurer-four-years
title: The insurer over four years, on its way from projects to value streams
question: >-
  What does the change of funding model itself cost, when is that made up for, and what is left when it is abandoned
  after one year or after two?
sources:
  - "Organisation, flow, uncertainty: as in the insurer; the portfolio comes twice, two years apart (D)"
  - "The way: a pilot in quarter 2, all streams by quarter 5 (D); dip of 15 % for a quarter in each stream (D)"
currency: EUR

calendar:
  quarters: 16
  weeks_per_quarter: 13
  benefit_quarters: 24     # D: two more years, as in the insurer
  discount_rate: 0.08      # D
"""

CHANGE = """\
    base: project
    name: {name}
    transition:
      to: value_stream
      from_quarter: {quarter}
      quarters: 4
      adoption: s_curve
      order: [digital, claims]
      dip: {{productivity: 0.85, weeks: 13}}
"""


def main() -> dict[str, str]:
    """File name -> content."""
    return {"scenario.yaml": scenario(), "mmps.csv": mmps(), "projects.csv": projects()}


def rows(name: str) -> tuple[list[str], list[dict[str, str]]]:
    """Heading and rows of a table of the insurer."""
    with (SOURCE / name).open(encoding="utf-8", newline="") as table:
        reader = csv.DictReader(table)
        return list(reader.fieldnames or ()), list(reader)


def written(heading: list[str], table: list[dict[str, str]]) -> str:
    """A table as text."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, heading, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return buffer.getvalue()


def again(names: str) -> str:
    """Ids of the second portfolio for those of the first."""
    return ";".join(f"{name.strip()}-2" for name in names.split(";") if name.strip())


def mmps() -> str:
    """The MMPs of both portfolios."""
    heading, first = rows("mmps.csv")
    second = []
    for row in first:
        urgency = re.sub(r"(closing|fixed_date): *(\d+)", lambda m: f"{m[1]}: {int(m[2]) + LATER}", row["urgency"])
        second.append(
            row
            | {
                "id": again(row["id"]),
                "name": f"{row['name']} (second portfolio)",
                "requires": again(row["requires"]),
                "urgency": urgency,
                "appears_quarter": str(int(row["appears_quarter"] or 1) + LATER),
                "underway": "",
            }
        )
    return written(heading, first + second)


def projects() -> str:
    """The projects of both portfolios."""
    heading, first = rows("projects.csv")
    second = [{"id": again(r["id"]), "name": f"{r['name']} (second)", "mmps": again(r["mmps"])} for r in first]
    return written(heading, first + second)


def scenario() -> str:
    """The insurer's organisation and uncertainty with another calendar and other funding models."""
    text = (SOURCE / "scenario.yaml").read_text(encoding="utf-8")
    middle = text[text.index("budget:") : text.index("funding_models:")]
    middle = re.sub(r"\n# Capacity: 24 teams.*?\n# Servers:", "\n# Servers:", middle, flags=re.DOTALL)
    middle = re.sub(r"(mmps\.csv|projects\.csv) +#[^\n]*", r"\1", middle)
    models = "funding_models:\n  project: {base: project, name: Project funding}\n"
    models += "  change_over:\n" + CHANGE.format(name="Change to value streams", quarter=2)
    for months in (12, 24):
        models += f"  change_over_abandoned_{months}:\n"
        models += CHANGE.format(name=f"Change abandoned after {months} months", quarter=2)
        models += f"      abandon_after_months: {months}\n"
    models += "  change_over_later:\n" + CHANGE.format(name="Change a quarter later", quarter=3)
    models += "  value_stream: {base: value_stream, name: Value-stream funding}\n"
    return HEAD + "\n" + middle + models


if __name__ == "__main__":
    for file, content in main().items():
        (HERE / file).write_text(content, encoding="utf-8")
