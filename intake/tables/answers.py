"""Answers to what a table does not say, given once and remembered in ``mapping.yaml``."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from intake.tables.meaning.amounts import unit_of
from intake.tables.meaning.quarters import calendar_of
from intake.tables.meaning.vocabulary import plain
from scenarios.faults import Fault, ScenarioError
from scenarios.files import YAML_LIMIT, read_text, refuse
from scenarios.language.units import Frozen

FILE = "mapping.yaml"
"""Name of the file that remembers."""
MOST_FOLDERS = 200
"""Most folders beside a table that are looked at for a remembered mapping."""
LeaveOut = Literal["totals", "hidden", "unreadable"]


class Answers(Frozen):
    """What a person has said about a kind of table."""

    headings: tuple[str, ...] = ()
    """Headings of the table that the answers are for; empty = any."""
    sheet: str = ""
    """Sheet of a workbook."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Field by heading; ``Heading#2`` is the second column of that name, ``ignore`` leaves one out."""
    unit: str = ""
    """Currency and scale of amounts that say none: EUR, kEUR, mGBP."""
    decimals: Literal["comma", "point", ""] = ""
    """Decimal sign of every number of the table."""
    dates: Literal["day_first", "month_first", ""] = ""
    """Order of dates such as 03/04/2027."""
    starts: str = ""
    """First quarter of the plan: 2027-Q1, or a day."""
    leave_out: tuple[str, ...] = ()
    """Rows to leave out: totals, hidden, unreadable, or row numbers."""
    budget: tuple[Annotated[float, Field(ge=0, le=1e15)], ...] = ()
    """Money per quarter: one amount, or one per quarter."""
    quarters: Annotated[int, Field(ge=1, le=80)] | None = None
    """Quarters of the plan."""
    slices: Annotated[int, Field(ge=1, le=20)] = 1
    """MMPs made of each project."""
    assume: dict[str, float] = Field(default_factory=dict)
    """Own values of assumptions."""

    @property
    def said(self) -> dict[str, object]:
        """What differs from no answer at all, as plain data."""
        data = self.model_dump(mode="json")
        empty = Answers().model_dump(mode="json")
        return {key: value for key, value in data.items() if value != empty[key]}

    def over(self, other: "Answers") -> "Answers":
        """These answers, and those of another where these say nothing."""
        mine = self.said
        merged = other.said | mine
        for key in ("columns", "assume"):
            merged[key] = {**getattr(other, key), **getattr(self, key)}
        return Answers.model_validate(merged)


def parse_map(words: str) -> dict[str, str]:
    """``Cost=spend_total,Depends on=requires`` as fields by heading. Raises ``ScenarioError``."""
    columns: dict[str, str] = {}
    for part in re.split(r",(?=[^,]*=)", words):
        if not part.strip():
            continue
        heading, sign, field = part.rpartition("=")
        if not sign or not heading.strip() or not field.strip():
            raise refuse(
                "--map", f'"{part.strip()}" is not HEADING=FIELD; write "Cost=spend_total,Depends on=requires"'
            )
        columns[heading.strip()] = field.strip()
    return columns


def check(answers: Answers) -> None:
    """Raise ``ScenarioError`` for an answer that means nothing."""
    faults = []
    if answers.unit and unit_of(answers.unit) is None:
        faults.append(Fault((), f'"{answers.unit}" is not a unit; write EUR, kEUR or mEUR').at("--unit", None, ""))
    if answers.starts and calendar_of(answers.starts) is None:
        message = f'"{answers.starts}" is not a quarter or a day; write 2027-Q1 or 2027-01-01'
        faults.append(Fault((), message).at("--starts", None, ""))
    for word in answers.leave_out:
        if word not in LeaveOut.__args__ and not word.isdecimal():  # type: ignore[attr-defined]
            message = f'"{word}" is none of totals, hidden, unreadable or a row number'
            faults.append(Fault((), message).at("--leave-out", None, ""))
    if faults:
        raise ScenarioError(faults)


def load_answers(path: Path) -> Answers:
    """The answers of a ``mapping.yaml``. Raises ``ScenarioError``."""
    text = read_text(path, str(path), YAML_LIMIT)
    try:
        return Answers.model_validate(YAML(typ="safe", pure=True).load(text))
    except ValidationError as error:
        faults = [
            Fault((), item["msg"]).at(str(path), None, ".".join(map(str, item["loc"]))) for item in error.errors()
        ]
        raise ScenarioError(faults) from None
    except (YAMLError, ValueError) as error:
        raise refuse(str(path), f"is not YAML: {' '.join(str(error).split())[:200]}") from None


def remembered(table: Path, headings: tuple[str, ...]) -> tuple[Answers, Path] | None:
    """The answers for tables with these headings, beside the table or in a folder beside it.

    Where several imports differ in budget, quarters, slices or assumptions only, these are left open. Raises
    ``ScenarioError`` when they differ in how the table is read.
    """
    home = table.parent
    try:
        folders = sorted(f for f in home.iterdir() if f.is_dir() and not f.name.startswith("."))[:MOST_FOLDERS]
    except OSError:
        return None
    found: list[tuple[Answers, Path]] = []
    for file in (home / FILE, *(folder / FILE for folder in folders)):
        if file.is_file():
            answers = load_answers(file)
            if answers.headings and signature(answers.headings) == signature(headings):
                found.append((answers, file))
    if not found:
        return None
    if len({_reading(answers).model_dump_json() for answers, _ in found}) > 1:
        files = " and ".join(str(file) for _, file in found[:2])
        raise refuse(str(table), f"{files} answer differently for this kind of table; name one with --mapping")
    agreed = len({answers.model_dump_json() for answers, _ in found}) == 1
    return found[0] if agreed else (_reading(found[0][0]), found[0][1])


def _reading(answers: Answers) -> Answers:
    """The answers about how a table is read, without those about the scenario made of it."""
    return answers.replace(budget=(), quarters=None, slices=1, assume={})


def signature(headings: tuple[str, ...]) -> tuple[str, ...]:
    """What makes two tables the same kind: their headings in any order."""
    return tuple(sorted(filter(None, map(plain, headings))))
