"""Headings: the field, the unit and the quarter that each of them names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from intake.tables.meaning.amounts import Unit, unit_of
from intake.tables.meaning.fields import IGNORE, how, keyed, known
from intake.tables.meaning.periods import without_period
from intake.tables.meaning.quarters import Moment, moment
from intake.tables.meaning.vocabulary import Question, plain, vocabulary
from scenarios.reading.table_file import column_name

_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_QUARTER = re.compile(
    r"(?i)(?<![a-z0-9])(\d{4}[\s\-/.]*q[1-4]|q[1-4][\s\-/.']*\d{4}|q\s?\d{1,2}|quarter\s\d{1,2}|quartal\s\d{1,2})(?![a-z0-9])"
)

STANDING = ("status", "released")
"""Fields whose names are everybody's headings for something else."""

EVERYDAY = ("benefits", "spend")
"""Fields whose names say more here (an amount for each quarter) than they do in other people's tables."""
MONEY = ("spend", "value", "npv", "direct")
"""How fields of money begin: where one goes by another word, the table is not in this program's own words."""


@dataclass(frozen=True)
class Column:
    """One column and what it means."""

    index: int
    """0-based."""
    heading: str
    field: str = ""
    """Field it fills; empty when it is not used."""
    told: Literal["named", "word", "answer", ""] = ""
    """Whether the heading is the field's own name, a word for it, or an answer says so."""
    unit: Unit = Unit()
    percent: bool = False
    quarter: Moment | None = None
    """The quarter of a column per quarter."""
    question: Question | None = None
    """What has to be asked."""

    @property
    def label(self) -> str:
        """The heading for people, in one line."""
        return " ".join(self.heading.split())


def column_of(index: int, heading: str) -> Column:
    """What a heading means by itself."""
    column = Column(index, heading)
    words = " ".join(heading.split())
    if not words or words.startswith("#"):
        return column
    own = column_name(words)
    one = keyed(words)
    if one is not None:
        return replace(column, field=":".join(one), told="named")
    if own in known() and how_or_none(own):
        return replace(column, field=own, told="named")
    whole = vocabulary().fields.get(plain(words))
    if whole is not None:  # Duration (months)
        return replace(column, field=whole, told="word")
    unit, percent, period = Unit(), False, ""
    for inside in _BRACKETS.findall(words):
        if inside.strip() in ("%", "percent", "in %"):
            percent = True
        rest, said = without_period(inside)
        unit, period = unit_of(rest) or unit, said or period
    words = _BRACKETS.sub(" ", words)
    percent = percent or "%" in words
    words, unit = _without_unit(words.replace("%", " "), unit)
    column = replace(column, unit=unit, percent=percent)
    if period:
        field = _in_each(plain(words), period)
        return replace(column, field=field, told="word") if field else column
    own = column_name(words.strip())
    if own in known() and how_or_none(own):
        return replace(column, field=own, told="named")
    text = plain(words)
    table = vocabulary()
    if text in table.fields:
        return replace(column, field=table.fields[text], told="word")
    if text in table.asked:
        return replace(column, question=table.asked[text])
    match = _QUARTER.search(words.replace("_", " "))
    if match:
        rest = plain(_QUARTER.sub(" ", words.replace("_", " ")))
        when = moment(match[1], "?")
        field = table.per_quarter.get(rest, "")
        if field and isinstance(when, Moment):
            return replace(column, field=field, told="word", quarter=when)
    bare, period = without_period(words)
    bare, unit = _without_unit(bare, unit)
    field = _in_each(plain(bare), period)
    return replace(column, field=field, told="word", unit=unit) if field else column


def _in_each(words: str, period: str) -> str:
    """The field of what a heading says to be so much in each period; empty where there is none."""
    table = vocabulary()
    field, question = table.fields.get(words, ""), table.asked.get(words)
    if period and question is not None and "value_total" in question.fields:
        return f"value_per_{period}"
    if period == "quarter" and field == "spend_total":
        return "spend_per_quarter"
    return field if period and field == f"value_per_{period}" else ""


def how_or_none(field: str) -> str:
    """How a field is read; empty for a column that is to be ignored."""
    return "" if field == IGNORE else how(field)


def _without_unit(words: str, unit: Unit) -> tuple[str, Unit]:
    """A heading without the unit at its end: ``Budget_USD``, ``Cost €m``, ``Kosten in TEUR``."""
    parts = words.replace("_", " ").split()
    for size in (2, 1):
        if len(parts) > size and unit == Unit():
            found = unit_of(" ".join(parts[-size:]))
            if found is not None and (found.currency or parts[-2].lower() == "in" or size == 2):
                rest = parts[:-size]
                return " ".join(rest[:-1] if rest[-1:] == ["in"] and len(rest) > 1 else rest), found
    return words, unit


def columns_of(headings: Mapping[int, str], answers: Mapping[str, str]) -> tuple[list[Column], list[str]]:
    """What all headings mean, with answers taken into account; answers that name no column come back as well."""
    seen: dict[str, int] = {}
    left = {_key(heading): (heading, field) for heading, field in answers.items()}
    found = []
    for index, heading in sorted(headings.items()):
        column = column_of(index, heading)
        name = _key(heading)
        seen[name] = seen.get(name, 0) + 1
        numbered = f"{name}#{seen[name]}"
        answer = left.pop(numbered, None) or (left.get(name) if seen[name] == 1 or name in left else None)
        if answer is not None:
            field = "" if answer[1] == IGNORE else answer[1]
            column = replace(column, field=field, told="answer", question=None)
            if column.quarter is not None and field not in ("spend", "benefits"):
                column = replace(column, quarter=None)
        found.append(column)
    for name in seen:
        left.pop(name, None)
    if any(column.told == "word" for column in found):  # not a table in this program's own words
        asked, foreign = vocabulary().asked, any(c.told == "word" and c.field.startswith(MONEY) for c in found)
        found = [replace(c, field="", question=asked[c.field]) if _everyday(c, foreign) else c for c in found]
        # "Status: on track" is no status of ours; --map says where it is
        found = [replace(c, field="") if c.field in STANDING and c.told == "named" else c for c in found]
    return found, [heading for heading, _ in left.values()]


def _everyday(column: Column, foreign: bool) -> bool:
    """Whether a heading is this program's word and yet may mean what everybody means by it."""
    if column.told != "named":
        return False
    return column.field == "value" or (
        column.field in EVERYDAY and (foreign or not column.label.startswith(column.field))
    )


def _key(heading: str) -> str:
    base, sign, number = heading.rpartition("#")
    if sign and base and number.isdecimal():
        return f"{plain(base)}#{number}"
    return plain(heading)
