"""What a folder may hold for the monthly page besides actuals: spend by kind, and what was learnt."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, Field, ValidationError

from scenarios.faults import Fault, ScenarioError, suggestion
from scenarios.files import read_text, refuse
from scenarios.quantities.units import Frozen, Money
from scenarios.reading.document import Document
from scenarios.reading.table_file import read_grid, read_rows
from scenarios.reading.yaml_file import read_yaml

Kind = Literal["people", "suppliers", "direct", "support", "planning", "office", "other"]
"""What money is spent on. planning: rounds, reviews, business cases; office: the value management office itself."""
KINDS: tuple[Kind, ...] = get_args(Kind)
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
"""How a month is written."""
LIMIT = 1_000_000
"""Largest file of learnings, in bytes."""


class Spend(Frozen):
    """Money of one kind in one month."""

    month: Annotated[str, Field(pattern=rf"^{MONTH.pattern}$", json_schema_extra={"unit": "month"})]
    """Such as 2027-03."""
    kind: str
    """people, suppliers, direct, support, planning, office or other."""
    spent: Money
    """In currency."""
    budget: Money | None = None
    """What was planned for it in the month, in currency; empty = nothing is said."""


def read_spend(path: str | Path, upto: str) -> tuple[Spend, ...]:
    """Money by month and kind, up to a month, from a CSV or XLSX table; rows of later months are left out.

    Raises:
        ScenarioError: every fault of the file, each with its row, key, value and remedy.

    """
    document = Document(data={})
    document.places.put((), str(path), None)
    raw = read_rows(read_grid(Path(path), str(path), "spend"), Spend, document, ("rows",))
    rows: list[Spend] = []
    found: list[Fault] = []
    told: dict[tuple[str, str], int] = {}
    for at, entry in enumerate(raw):
        try:
            row = Spend.model_validate(entry)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                place = ("rows", at, *item["loc"])
                if not document.silenced(place):
                    found.append(Fault(place, _said(item)))
            continue
        if row.kind not in KINDS:
            found.append(Fault(("rows", at, "kind"), f'"{row.kind}" is no kind; {suggestion(row.kind, KINDS)}'))
        first = told.setdefault((row.month, row.kind), at)
        if first != at:
            said = f"{row.kind} has a row for {row.month} already (data row {first + 1}); keep one"
            found.append(Fault(("rows", at, "kind"), said))
        rows.append(row)
    if document.faults or found:
        raise ScenarioError(document.placed(found))
    return tuple(row for row in rows if row.month <= upto)


def _said(item: Any) -> str:  # noqa: ANN401 - an error of pydantic
    field = Spend.model_fields[str(item["loc"][0])]
    if item["type"] == "missing":
        return f"is empty; {field.description or 'fill it'}"
    if item["type"] == "string_pattern_mismatch":
        return f'"{item["input"]}" is no month; write 2027-03'
    return f'"{item["input"]}": {item["msg"][:1].lower()}{item["msg"][1:]}'


class Learnt(BaseModel):
    """Learnings by month."""

    learnings: dict[str, list[str]]


def read_learnings(path: str | Path, month: str) -> tuple[str, ...]:
    """What was learnt: every line of a text file, or the entries of a month of a YAML file.

    Raises:
        ScenarioError: the YAML file is not ``2027-03: [what was learnt, ...]``.

    """
    file, shown = Path(path), str(path)
    if file.suffix.lower() not in (".yaml", ".yml"):
        lines = read_text(file, shown, LIMIT).splitlines()
        return tuple(line for raw in lines if (line := raw.strip().lstrip("-* ").strip()))
    document = read_yaml(file, shown)
    if document.faults:
        raise ScenarioError(document.placed())
    data = document.data
    remedy = "write a list of sentences under each month, such as 2027-03: [Quotes need fewer questions.]"
    try:
        found = Learnt(learnings=data).learnings
    except ValidationError:
        raise refuse(shown, f"is not learnings by month; {remedy}") from None
    wrong = [Fault((name,), f"is no month; {remedy}") for name in found if not MONTH.fullmatch(name)]
    if wrong:
        raise ScenarioError(document.placed(wrong))
    return tuple(found.get(month, ()))
