"""A table of projects, read: rows as MMPs with their places, and everything there is to say about them."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intake.tables import answers as remembering
from intake.tables.answers import Answers
from intake.tables.files.sheets import Sheet
from intake.tables.files.source import read_sheets
from intake.tables.findings import Findings, rows
from intake.tables.meaning.fields import how, is_known, known
from intake.tables.meaning.headings import Column
from intake.tables.meaning.quarters import calendar_of
from intake.tables.meaning.vocabulary import plain
from intake.tables.reading import suspicions
from intake.tables.reading.assemble import Assembler, RowRead, merge, used_rules
from intake.tables.reading.convert import Converter, UnreadableError, signs_of, written
from intake.tables.reading.locate import Located, heading_row, locate, looks_like_table, unused
from scenarios.calendar import Calendar
from scenarios.faults import ScenarioError, suggestion
from scenarios.reading.document import Document

LONGEST_ID = 64
DEFAULT_QUARTERS = 4
"""Quarters of a plan when nothing says how many: those of the scenario language."""
AMOUNTS = ("spend", "spend_total", "spend_per_quarter", "features", "effort", "value_by_quarter", "direct_cost")


@dataclass
class Reading:
    """What a table holds."""

    shown: str
    sheet: Sheet
    line: int
    """Row number of the headings."""
    columns: list[Column]
    answers: Answers
    rows: list[RowRead]
    findings: Findings
    currency: str
    """Currency of the amounts; empty when nothing says it."""
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """Names for people by id, of value streams and objectives."""
    mapping: Path | None = None
    """File whose remembered answers were used."""
    calendar: Calendar | None = None
    """When the plan starts, where that was said."""

    def document(self) -> Document:
        """The rows as written data, with places and faults."""
        document = Document(data={"mmps": [row.data for row in self.rows]})
        document.places.put((), self.shown, None)
        for index, row in enumerate(self.rows):
            document.places.put(("mmps", index), self.shown, row.line)
        self.findings.blame(document)
        return document

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings, from left to right."""
        return tuple(column.heading for column in self.columns if column.heading)


def read_table(
    path: Path, answers: Answers | None = None, *, mapping: Path | None = None, quarters: int | None = None
) -> Reading:
    """Read a table of projects.

    ``answers`` are what the user says; what they leave open comes from ``mapping`` (a file), or from the remembered
    answers beside the table. Faults of single cells are in the reading; ``ScenarioError`` is raised when there is
    no table to read.
    """
    shown, mine = str(path), answers or Answers()
    remembering.check(mine)
    told = remembering.load_answers(mapping) if mapping else Answers()
    mine = mine.over(told)
    sheet = read_sheets(path, shown, mine.sheet, lambda s: looks_like_table(s, mine.columns))
    origin = mapping
    head = heading_row(sheet, mine.columns)
    if mapping is None and head is not None:
        old = remembering.remembered(path, tuple(str(value) for value in head[1].values()))
        if old is not None:
            mine, origin = mine.over(old[0]), old[1]
    findings = Findings(shown, notes=list(sheet.notes))
    _check_fields(mine, findings)
    found = None if findings.faulty else locate(sheet, mine, findings)
    if found is None:
        document = Document(data={})
        findings.blame(document)
        raise ScenarioError(document.placed())
    _doubts(found, findings)
    signs = signs_of(found, mine)
    for heading, sign in signs.confirmed.items():
        other, words = (".", "commas") if sign == "," else (",", "points")
        findings.guesses.append(
            f'"{heading}": "{other}" separates thousands, as other columns have decimal {words}'
        )
    converter = Converter(found, mine, findings, signs)
    reading = Reading(shown, sheet, found.line, found.columns, mine, [], findings, "", mapping=origin)
    _rows(reading, found, converter, quarters or mine.quarters or DEFAULT_QUARTERS)
    suspicions.check_totals(found, converter, findings)
    suspicions.check_amounts(found, converter, findings)
    suspicions.check_units(found, converter, findings)
    _currency(reading, converter)
    left = list(unused(found))
    if left:
        findings.notes.append(f"{'columns' if len(left) > 1 else 'column'} not used: {', '.join(left)}")
    return reading


def _check_fields(answers: Answers, findings: Findings) -> None:
    for heading, name in answers.columns.items():
        if not is_known(name):
            message = f'"{heading}={name}": no field is called "{name}"; {suggestion(name, known())}'
            findings.fault(f"--map {heading}", "--map", 1, message)


def _doubts(found: Located, findings: Findings) -> None:
    """Headings with two meanings, and fields without which there is nothing to plan."""
    filled = {column.field for column in found.used}
    for column in found.columns:
        question = column.question
        if question is None or filled & set(question.fields):
            continue
        choices = " or ".join(f'"{column.label}={name}"' for name in question.fields)
        message = f'"{column.label}" does not say whether it is {question.why}; say it: --map {choices}'
        findings.fault(f"question {column.label}", column.label, found.line, message)
    if not filled & {"id", "name"}:
        message = 'no column holds an id or a name; say which one does: --map "HEADING=name"'
        findings.fault("no id", "id", found.line, message)
    if not found.body:
        findings.fault(
            "no rows", "", found.line, "has headings but no rows below them; add one row each", ("mmps",)
        )
    if "success_probability" in filled and "rag" in filled:
        for at, column in enumerate(found.columns):
            if column.field == "rag" and column.told != "answer":
                found.columns[at] = Column(column.index, column.heading)


def _rows(reading: Reading, found: Located, converter: Converter, quarters: int) -> None:
    findings = reading.findings
    reading.calendar = calendar_of(reading.answers.starts) if reading.answers.starts else None
    assembler = Assembler(findings, reading.calendar, quarters)
    _name_rows(found, converter)
    labels: dict[str, dict[str, str]] = {"value_stream": {}, "objective": {}}
    skip, used = "unreadable" in reading.answers.leave_out, found.used
    dropped: dict[str, list[int]] = {}
    combined: dict[str, list[int]] = {}
    for line, cells in found.body:
        try:
            values = _values(line, cells, used, found, converter, skip=skip)
        except UnreadableError as error:
            dropped.setdefault(str(error), []).append(line)
            continue
        merged, clash = merge(values)
        if clash:
            one, other = clash
            message = (
                f'"{one.label}" and "{other.label}" both fill {one.field} and differ; keep one: --map '
                f'"{_second(found, other)}=ignore"'
            )
            findings.fault("twice", one.label, line, message, ("mmps", len(reading.rows)))
            continue
        if len(merged) < len(values):
            combined.setdefault(one_of(values, merged), []).append(line)
        row = assembler.row(line, merged)
        for name, known_names in labels.items():
            if name in row.data:
                row.data[name] = _label(str(row.data[name]), known_names)
        reading.rows.append(row)
    doubled = _twice(found)
    for words in doubled:
        findings.notes.append(words)
    for message, lines in dropped.items():
        findings.notes.append(f"{rows(lines)} left out: {message}")
    reading.names = {name: {i: label for label, i in each.items()} for name, each in labels.items()}
    _ids(reading, converter)
    used_rules(assembler, findings, len(reading.rows))


def one_of(values: list[tuple[Column, Any]], merged: list[tuple[Column, Any]]) -> str:
    """The heading of a cell that repeats another one."""
    return next((column.label for column, _ in values if (column, _) not in merged), "")


def _twice(found: Located) -> list[str]:
    """Notes on columns that fill one field together."""
    fields: dict[tuple[str, object], list[Column]] = {}
    for column in found.used:
        fields.setdefault((column.field, column.quarter), []).append(column)
    return [
        f"{field}: taken from columns {' and '.join(chr(34) + c.label + chr(34) for c in several)}, which "
        "never contradict each other"
        for (field, _), several in fields.items()
        if len(several) > 1
    ]


def _second(found: Located, column: Column) -> str:
    same = [c.index for c in found.columns if plain(c.heading) == plain(column.heading)]
    return column.label if len(same) == 1 else f"{column.label}#{same.index(column.index) + 1}"


def _values(
    line: int, cells: dict[int, Any], used: list[Column], found: Located, converter: Converter, *, skip: bool
) -> list[tuple[Column, Any]]:
    """The converted cells of a row. Raises ``UnreadableError`` when the row is to be left out."""
    values = []
    faulty = found.sheet.faulty
    for column in used:
        place = (line, column.index)
        if faulty and place in faulty:
            if skip and column.field in AMOUNTS:
                raise UnreadableError("faulty", f'"{column.label}" {faulty[place]}')
            converter.findings.fault("cell", column.label, line, faulty[place])
            continue
        raw = cells.get(column.index)
        if raw is None:
            continue
        cell = converter.cell(column, raw)
        if cell.empty:
            continue
        error = cell.error
        if error is not None:
            if skip and error.kind.startswith("not "):
                if how(column.field) in ("money", "amounts", "date"):
                    raise UnreadableError(error.kind, f'"{column.label}" holds words') from None
                continue
            converter.findings.fault(error.kind, column.label, line, _advice(str(error), error.kind, line))
            continue
        if cell.before != cell.after:
            converter.note(column, line, cell)
        values.append((column, cell.value))
    return values


def _advice(message: str, kind: str, line: int) -> str:
    return (
        f"{message}, or leave the row out: --leave-out unreadable" if kind == "not an amount" and line else message
    )


def _name_rows(found: Located, converter: Converter) -> None:
    """Tell the converter by which ids and names rows refer to each other."""
    by_field = {column.field: column.index for column in reversed(found.used) if column.field in ("id", "name")}
    links: dict[str, str] = {}
    twice: set[str] = set()
    for _, cells in found.body:
        name, key = (written(cells.get(by_field.get(field, -1), "")) for field in ("name", "id"))
        target = key or name
        if name and plain(name) in links and links[plain(name)] != target:
            twice.add(plain(name))
        if name:
            links[plain(name)] = target
    for word in twice:
        links.pop(word)
    for _, cells in found.body:
        key = written(cells.get(by_field.get("id", -1), ""))
        if key:
            links[plain(key)] = key
    converter.links = links


def slug(words: str) -> str:
    """Words as an id: letters, digits and ``-_.`` only."""
    import unicodedata

    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.\-]*", words) and len(words) <= LONGEST_ID:
        return words
    bare = unicodedata.normalize("NFKD", words.replace("ß", "ss"))
    bare = "".join(c for c in bare if not unicodedata.combining(c)).lower()
    return re.sub(r"[^A-Za-z0-9_.]+", "-", bare).strip("-._")[:LONGEST_ID].strip("-._")


def _label(words: str, known_names: dict[str, str]) -> str:
    """The id of a value stream or objective; spellings that differ in capitals only are one."""
    if words in known_names:
        return known_names[words]
    for label, found in known_names.items():
        if plain(label) == plain(words):
            return found
    known_names[words] = slug(words) or f"group-{len(known_names) + 1}"
    return known_names[words]


def _ids(reading: Reading, converter: Converter) -> None:
    """Valid ids for every row, and links that follow them."""
    taken: dict[str, int] = {}
    renamed: dict[str, str] = {}
    for index, row in enumerate(reading.rows):
        given = str(row.data.get("id", "") or "")
        words = given or str(row.data.get("name", ""))
        made = slug(words)
        if not made and words:
            made = f"row-{row.line}"
        if not given and made in taken:
            made = f"{made[: LONGEST_ID - 8]}-{row.line}"
        if given and made in taken:
            message = f'"{given}" is there twice, first in row {taken[made]}; give each its own id'
            reading.findings.fault("id twice", "id", row.line, message, ("mmps", index, "id"))
        taken.setdefault(made, row.line)
        row.data = {"id": made, **{k: v for k, v in row.data.items() if k != "id"}} if made else row.data
        if words:
            renamed[words] = made
        if not made:
            reading.findings.fault("no name", "id", row.line, "has no id and no name; write one", ("mmps", index))
    for row in reading.rows:
        for name in ("requires", "requires_any", "after", "excludes", "with"):
            if name in row.data:
                row.data[name] = [renamed.get(target, target) for target in row.data[name]]
    del converter


def _currency(reading: Reading, converter: Converter) -> None:
    said = converter.currencies
    if len(said) > 1:
        (one, first), (other, second), *_ = said.items()
        message = f"amounts are in {one} ({first[0]}) and in {other} ({second[0]}); convert them to one currency"
        reading.findings.fault("currencies", "", reading.line, message)
    reading.currency = next(iter(said), "")
