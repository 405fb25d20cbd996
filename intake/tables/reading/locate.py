"""Where the table stands in a sheet: its heading row, the rows that count and the rows that do not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from intake.tables.answers import Answers
from intake.tables.files.sheets import Sheet
from intake.tables.findings import Findings, rows
from intake.tables.meaning.amounts import amount
from intake.tables.meaning.headings import Column, column_of, columns_of
from intake.tables.meaning.vocabulary import plain, vocabulary
from scenarios.reading.table_file import letters

SEARCHED = 60
"""Rows in which headings are looked for."""
TELLING = {"spend", "spend_total", "spend_per_quarter", "features", "effort", "direct_cost", "start_date", "value"}
TELLING |= {"value_per_quarter", "value_per_year", "value_per_month", "value_total", "value_by_quarter", "npv"}
"""Fields of which a table of projects has at least one."""
Row = tuple[int, dict[int, Any]]


@dataclass
class Located:
    """A table inside a sheet."""

    sheet: Sheet
    line: int
    """Row number of the headings."""
    columns: list[Column]
    body: list[Row] = field(default_factory=list)
    """Rows that count."""
    totals: list[Row] = field(default_factory=list)
    """Rows that add up others."""

    @property
    def used(self) -> list[Column]:
        """Columns that fill a field."""
        return [column for column in self.columns if column.field]

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings, from left to right."""
        return tuple(column.heading for column in self.columns if column.heading)


def heading_row(sheet: Sheet, answers: Mapping[str, str]) -> Row | None:
    """The first row with most headings that are understood; None when no row has two."""
    wanted = {plain(heading.rpartition("#")[0] or heading) for heading in answers}
    best: Row | None = None
    most = 1
    for line, cells in sheet.rows[:SEARCHED]:
        texts = [value for value in cells.values() if isinstance(value, str)]
        score = sum(1 for text in dict.fromkeys(texts) if plain(text) in wanted or _understood(text))
        if score > most:
            best, most = (line, cells), score
    return best


def looks_like_table(sheet: Sheet, answers: Mapping[str, str]) -> bool:
    """Whether a sheet has a row of headings with a name for each row and something to plan with."""
    head = heading_row(sheet, answers)
    if head is None:
        return False
    columns, _ = columns_of({c: str(value) for c, value in head[1].items()}, answers)
    filled = {
        field for column in columns for field in (column.question.fields if column.question else (column.field,))
    }
    return bool(filled & {"id", "name"}) and bool(filled & TELLING)


def _understood(text: str) -> bool:
    if len(text) > 80:
        return False
    column = column_of(0, text)
    return bool(column.field or column.question)


def locate(sheet: Sheet, answers: Answers, findings: Findings) -> Located | None:
    """The table in a sheet; None, with a fault noted, when no heading row is found."""
    head = heading_row(sheet, answers.columns)
    if head is None:
        line, cells = sheet.rows[0]
        seen = ", ".join(str(value)[:30] for value in list(cells.values())[:6])
        message = (
            f"no row has two headings that are understood (row {line}: {seen}); say which: --map "
            f'"{_first(cells)}=name,..."'
        )
        findings.fault("headings", "", line, message)
        return None
    line, cells = head
    last = max(cells)
    columns, unknown = columns_of({c: str(cells.get(c, "")) for c in range(last + 1)}, answers.columns)
    for heading in unknown:
        names = [column.label for column in columns if column.heading]
        from scenarios.faults import suggestion

        findings.fault("--map", "", line, f'no column is called "{heading}"; {suggestion(heading, names)}')
    found = Located(sheet, line, columns)
    above = [row for row in sheet.rows if row[0] < line]
    if above:
        findings.notes.append(f"{rows([row[0] for row in above])} above the headings left out: {_words(above[0])}")
    _fill_down(found, findings)
    _sort_out(found, answers, findings)
    _surplus(found, findings)
    return found


def _first(cells: Mapping[int, Any]) -> str:
    return str(next(iter(cells.values()), "HEADING"))[:30]


def _words(row: Row) -> str:
    return '"' + "; ".join(str(value) for value in row[1].values())[:60] + '"'


def _fill_down(found: Located, findings: Findings) -> None:
    """Texts in cells merged over several rows hold for each of the rows; an amount in them is a fault."""
    by_index = {column.index: column for column in found.used}
    lines = {line: cells for line, cells in found.sheet.rows if line > found.line}
    filled: dict[str, list[int]] = {}
    for top, left, bottom, _ in found.sheet.merged:
        column = by_index.get(left)
        value = lines.get(top, {}).get(left)
        if column is None or value is None or bottom == top or top <= found.line:
            continue
        for line in range(top + 1, bottom + 1):
            if line not in lines:
                continue
            if not isinstance(value, str) or amount(value) is not None:
                place = f"{letters(left)}{top}:{letters(left)}{bottom}"
                message = f'"{value}" in {place} is one merged cell for several rows; write each row\'s own'
                findings.fault("merged", column.label, top, message)
                break
            lines[line][left] = value
            filled.setdefault(column.label, []).append(line)
    for heading, where in filled.items():
        findings.notes.append(f'"{heading}": merged cells filled down, {rows(where)}')


def _sort_out(found: Located, answers: Answers, findings: Findings) -> None:
    """Rows that count, and rows that are left out, with the reason."""
    out: dict[str, list[Row]] = {}
    headings = {c.index: c.heading for c in found.columns if c.heading}
    used = found.used
    for line, cells in found.sheet.rows:
        if line <= found.line:
            continue
        reason = ""
        if str(line) in answers.leave_out:
            reason = "left out as you said"
        elif cells.keys() == headings.keys() and all(str(v) == headings[c] for c, v in cells.items()):
            reason = "repeat the headings"
        elif line in found.sheet.hidden_rows and "hidden" in answers.leave_out:
            reason = "hidden"
        elif is_total(cells, used):
            found.totals.append((line, cells))
            continue
        elif _is_remark(line, cells, found):
            reason = "hold one text and nothing else"
        if reason:
            out.setdefault(reason, []).append((line, cells))
        else:
            found.body.append((line, cells))
    for reason, left in out.items():
        findings.notes.append(f"{rows([row[0] for row in left])} left out ({reason}): {_words(left[0])}")
    hidden = [line for line, _ in found.body if line in found.sheet.hidden_rows]
    if hidden:
        findings.warnings.append(
            f"{rows(hidden)} hidden or filtered in the workbook, and read; leave them out with --leave-out hidden"
        )


def is_total(cells: Mapping[int, Any], used: list[Column]) -> bool:
    """Whether a row says that it is a total and has nothing but amounts beside it."""
    texts: list[str] = []
    for value in cells.values():
        if isinstance(value, str) and amount(value) is None and (
            ";" not in value or amount(value.split(";")[0]) is None
        ):  # fmt: skip
            texts.append(value)
            if len(texts) > 1:
                return False
    if texts and _total_word(texts[0]):
        return True
    amounts = {c.index for c in used if c.field.startswith(("spend", "value", "direct", "npv", "benefits"))}
    return not texts and bool(cells) and set(cells) <= amounts and bool({c.index for c in used} - amounts)


@lru_cache(maxsize=50_000)
def _total_word(text: str) -> bool:
    words = plain(text)
    return any(words == word or words.startswith(word + " ") for word in _totals().get(words.split(" ", 1)[0], ()))


@cache
def _totals() -> dict[str, list[str]]:
    """What a total is called, by its first word."""
    found: dict[str, list[str]] = {}
    for word in vocabulary().totals:
        found.setdefault(word.split(" ", 1)[0], []).append(word)
    return found


def says_total(cells: Mapping[int, Any]) -> bool:
    """Whether a row that counts has a cell that starts like a total."""
    return any(isinstance(value, str) and _total_word(value) for value in cells.values())


def _is_remark(line: int, cells: Mapping[int, Any], found: Located) -> bool:
    """Whether a row is a remark or a heading between rows: one text in a table with several columns."""
    if len(cells) != 1 or len(found.used) < 2:
        return False
    (value,) = cells.values()
    faulty = any((line, column.index) in found.sheet.faulty for column in found.used)
    return isinstance(value, str) and not faulty


def _surplus(found: Located, findings: Findings) -> None:
    """Cells to the right of the last heading: a fault in a text file, a note in a workbook."""
    last = max(column.index for column in found.columns)
    beside = [(line, max(cells)) for line, cells in found.body if max(cells) > last]
    if found.sheet.workbook:
        if beside:
            findings.notes.append(f"cells beside the table are not used: {rows([line for line, _ in beside])}")
        return
    for line, rightmost in beside:
        message = (
            f"the row has {rightmost + 1} cells for {last + 1} headings; put a text that holds the delimiter "
            "in double quotes"
        )
        findings.fault("surplus", "(row)", line, message)


def unused(found: Located) -> Iterator[str]:
    """Columns that are not used, for people."""
    for column in found.columns:
        if not column.field and not column.question:
            if column.heading:
                yield column.label
            elif any(column.index in cells for _, cells in found.body):
                yield f"{letters(column.index)} (no heading)"
