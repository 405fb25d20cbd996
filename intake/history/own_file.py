"""The form in which a history is written down: one CSV, read back equal, readable in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from intake.history.complaints import Complaints
from intake.history.history import STATES, History, Item, Visit, Week
from scenarios.files import refuse

if TYPE_CHECKING:
    from pathlib import Path

MARK = "# vmo history"
"""First cell of a history's file."""
VERSION = "1"
ITEM_COLUMNS = (
    "id",
    "type",
    "stream",
    "state",
    "stage",
    "created",
    "started",
    "ended",
    "returns",
    "blocked_days",
    "note",
    "visits",
)
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'", "#")


def history_csv(history: History) -> str:
    """A history as text. Cells that a spreadsheet would run as formulas are written with an apostrophe in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([MARK, VERSION])
    head = [
        ("source", [history.source]),
        ("layout", [history.layout]),
        ("stages", list(history.stages)),
        ("as of", [history.as_of.isoformat() if history.as_of else ""]),
        ("times", ["hours" if history.timed else "days"]),
        ("zone", [history.zone]),
    ]
    head += [("dropped", [reason, str(count)]) for reason, count in history.dropped]
    head += [("note", [note]) for note in history.notes]
    for key, values in head:
        writer.writerow([f"# {key}", *map(inert, values)])
    if history.weeks:
        writer.writerow(["week", "monday", "open", *map(inert, history.week_streams)])
        for week in history.weeks:
            monday = week.monday.isoformat() if week.monday else ""
            counts = week.done if week.done is not None else [""] * len(history.week_streams)
            writer.writerow([inert(week.label), monday, "no" if week.done is None else "yes", *counts])
    else:
        writer.writerow(ITEM_COLUMNS)
        for item in history.items:
            writer.writerow(_row(item))
    return buffer.getvalue()


def _row(item: Item) -> list[str]:
    times = ["" if when is None else _stamp(when) for when in (item.created, item.started, item.ended)]
    visits = " | ".join(f"{_stamp(visit.entered)} {_escaped(visit.stage)}" for visit in item.visits)
    blocked = "" if item.blocked_days is None else repr(item.blocked_days)
    texts = [inert(text) for text in (item.id, item.type, item.stream, item.state, item.stage)]
    return [*texts, *times, str(item.returns or ""), blocked, inert(item.note), visits]


def _stamp(when: datetime) -> str:
    return when.isoformat() if when.time() != datetime.min.time() else when.date().isoformat()


def _escaped(stage: str) -> str:
    return stage.replace("\\", "\\\\").replace("|", "\\p")


def _plain(stage: str) -> str:
    return "".join({"\\": "\\", "p": "|"}[part[0]] + part[1:] if k else part for k, part in _parts(stage))


def _parts(stage: str) -> list[tuple[int, str]]:
    """A name cut before every escaped sign: the first part has none, the others begin with what is escaped."""
    found, current, k = [], "", 0
    place = 0
    while place < len(stage):
        if stage[place] == "\\" and place + 1 < len(stage):
            found.append((k, current))
            k, current = 1, stage[place + 1]
            place += 2
        else:
            current += stage[place]
            place += 1
    return [*found, (k, current)]


def inert(text: str) -> str:
    """A text that no spreadsheet runs as a formula: an apostrophe stands before a sign of formulas."""
    return f"'{text}" if text.startswith(_RISKY) else text


def _live(cell: str) -> str:
    return cell.removeprefix("'")


def is_own(content: bytes) -> bool:
    """Whether the content of a file begins as a history does."""
    return content.removeprefix(b"\xef\xbb\xbf").startswith(MARK.encode())


def read_own(path: Path, shown: str, content: bytes) -> History:
    """A history as ``history_csv`` wrote it (a spreadsheet may have saved it again). Raises ``ScenarioError``."""
    text = content.decode("utf-8-sig", errors="replace")
    delimiter = ";" if text.split("\n", 1)[0].count(";") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if len(rows[0]) < 2 or rows[0][1].strip() != VERSION:
        raise refuse(shown, f"is a history of another version than {VERSION}; read the tracker's export again", 1)
    history = History(source=path.name, layout="", items=(), as_of=None)
    dropped, notes, begin = [], [], len(rows)
    for k, cells in enumerate(rows[1:], start=1):
        key, values = cells[0] if cells else "", [_live(cell) for cell in cells[1:]]
        if not key.startswith("# "):
            begin = k
            break
        first = values[0] if values else ""
        match key.removeprefix("# "):
            case "source":
                history = replace(history, source=first)
            case "layout":
                history = replace(history, layout=first)
            case "stages":
                history = replace(history, stages=tuple(value for value in values if value))
            case "as of":
                history = replace(history, as_of=date.fromisoformat(first) if first else None)
            case "times":
                history = replace(history, timed=first == "hours")
            case "zone":
                history = replace(history, zone=first)
            case "dropped":
                dropped.append((first, int(values[1])))
            case "note":
                notes.append(first)
            case _:
                raise refuse(shown, f'"{key}" is no line of a history; read the export again', k + 1)
    history = replace(history, dropped=tuple(dropped), notes=tuple(notes))
    return _with_rows(history, rows[begin:], begin + 1, shown)


def _with_rows(history: History, rows: list[list[str]], line: int, shown: str) -> History:
    complaints = Complaints(shown)
    body = [(line + k, cells) for k, cells in enumerate(rows[1:], start=1) if any(cells)]
    if rows and rows[0][:3] == ["week", "monday", "open"]:
        streams = tuple(_live(cell) for cell in rows[0][3:])
        weeks = []
        for number, cells in body:
            try:
                done = tuple(int(cell) for cell in cells[3 : 3 + len(streams)]) if cells[2] == "yes" else None
                weeks.append(Week(_live(cells[0]), done, date.fromisoformat(cells[1]) if cells[1] else None))
            except (ValueError, IndexError):
                complaints.add("", "is no week of a history", "mend the line or write it again", number, cells[0])
        complaints.raise_any()
        return replace(history, weeks=tuple(weeks), week_streams=streams)
    if not rows or tuple(rows[0][: len(ITEM_COLUMNS)]) != ITEM_COLUMNS:
        raise refuse(shown, f"lacks the columns {', '.join(ITEM_COLUMNS)}; write it again with vmo history", line)
    items = []
    for number, cells in body:
        try:
            items.append(_item((cells + [""] * len(ITEM_COLUMNS))[: len(ITEM_COLUMNS)]))
        except (ValueError, IndexError, KeyError):
            complaints.add("", "is no item of a history", "mend its dates or write it again", number, cells[0])
    complaints.raise_any()
    return replace(history, items=tuple(items))


def _item(cells: list[str]) -> Item:
    id_, type_, stream, state, stage = (_live(cell) for cell in cells[:5])
    created, started, ended = (datetime.fromisoformat(cell) if cell else None for cell in cells[5:8])
    visits = []
    for part in cells[11].split(" | ") if cells[11] else []:
        stamp, _, name = part.partition(" ")
        visits.append(Visit(_plain(name), datetime.fromisoformat(stamp)))
    known = next((each for each in STATES if each == state), None)
    if known is None:
        raise ValueError(state)
    return Item(
        id=id_,
        state=known,
        type=type_,
        stream=stream,
        created=created,
        started=started,
        ended=ended,
        stage=stage,
        visits=tuple(visits),
        returns=int(cells[8] or 0),
        blocked_days=float(cells[9]) if cells[9] else None,
        note=_live(cells[10]),
    )
