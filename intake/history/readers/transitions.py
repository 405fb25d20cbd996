"""Changes of status, one row each: item, from, to, when. Changelogs of trackers, audit tables of databases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from intake.history.complaints import Complaints
from intake.history.readers.dates import looks_like_date, read_dates
from intake.history.readers.gathering import Clock, Gathering
from intake.history.readers.moves import Move, Roles, flatten
from intake.history.statuses import state_of
from scenarios.faults import suggestion
from scenarios.files import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from intake.history.options import Options
    from intake.history.readers.table import Table

LAYOUT = "changes of status"
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": (
        "issue key", "issue_key", "issuekey", "key", "issue", "item", "item id", "item_id", "work item id",
        "ticket", "card", "card id", "id",
    ),
    "from": (
        "from", "from status", "from_status", "fromstatus", "from state", "from_state", "fromstring", "from string",
        "old value", "old_value", "old status", "old_status", "previous status", "previous value",
    ),
    "to": (
        "to", "to status", "to_status", "tostatus", "to state", "to_state", "tostring", "to string", "new value",
        "new_value", "new status", "new_status",
    ),
    "when": (
        "when", "changed", "changed at", "changed_at", "changed date", "date of change", "transition date",
        "transitioned at", "timestamp", "change date", "history date", "datetime", "date", "time", "at", "created",
    ),
    "field": ("field", "field name", "changed field", "item field", "fieldid"),
    "type": ("issue type", "issue_type", "item type", "work item type", "type"),
    "created": ("issue created", "item created", "created date", "created at", "created_at"),
}  # fmt: skip
"""Field -> headings in lower case, the first that is there counts."""
NEEDED = ("id", "to", "when")
STATUS = {"status", "state", "system.state", "workflow state", "column", "list", "stage"}
"""Fields whose changes are changes of status."""
ORDER = {"waiting": 0, "open": 1, "done": 2, "removed": 3}

type Change = tuple[str, str, str, datetime]
"""Id, from, to, when: the same one twice is a row that was exported twice."""


@dataclass(frozen=True)
class _Row:
    line: int
    id: str
    came: str
    to: str
    when: datetime
    type: str
    stream: str
    created: datetime | None


def is_transitions(table: Table, options: Options) -> bool:
    """Whether each row of a table is a change of status: an item, what it came from, what it became, and when."""
    places = _places(table, options)
    if not all(name in places for name in NEEDED) or not ("from" in places or "to" in options.columns.values()):
        return False
    texts = [text for _, text in table.column(places["to"]) if text.strip()]
    return not texts or sum(map(looks_like_date, texts)) * 2 <= len(texts)  # else a time from and to


def _places(table: Table, options: Options) -> dict[str, int]:
    found: dict[str, int] = {}
    taken = {heading.strip().casefold() for heading in options.columns}
    for name, headings in HEADINGS.items():
        said = [heading for heading, field in options.columns.items() if field == name]
        for heading in (*said, *(each for each in headings if each not in taken)):
            places = table.places(heading)
            if places and name not in found and places[0] not in found.values():
                found[name] = places[0]
    return found


def read_transitions(tables: Sequence[Table], options: Options) -> Gathering:
    """Items of one or several tables of changes; an item may go on from one table to the next.

    Raises:
        ScenarioError: with every kind of fault.

    """
    first = tables[0]
    for heading in options.columns:
        if not first.places(heading):
            near = suggestion(heading, [each for each in first.headings if each])
            raise refuse("--map", f'"{heading}" is no heading of the file; {near}')
    found = Gathering(first.shown, LAYOUT, notes=[note for table in tables for note in table.notes])
    seen: set[Change] = set()
    rows = [row for table in tables for row in _rows(table, options, found, seen)]
    if not rows:
        raise refuse(first.shown, "holds no changes of status; is its column of fields named right?")
    stages = _stages(rows, options)
    roles = Roles(stages, options)
    if not roles.ends:
        said = f"no status means done ({', '.join(stages)}); say which, such as --done STATUS"
        raise refuse(first.shown, said)
    found.stages = stages
    by_id: dict[str, list[_Row]] = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    for id_, mine in by_id.items():
        _item(id_, _in_order(mine), roles, found, options)
    lanes = ", ".join(f"{stage} ({role})" for stage, role in roles.of.items())
    found.notes.append(f"Statuses: {lanes}; --status, --start and --done say otherwise.")
    return found


def _rows(table: Table, options: Options, found: Gathering, seen: set[Change]) -> list[_Row]:
    """Changes of status of one table in order of time; of equal times, those first that the file has first."""
    places = _places(table, options)
    complaints = Complaints(table.shown)
    times = {
        name: read_dates(table.column(places[name]), table.headings[places[name]], options, complaints)
        for name in ("when", "created")
        if name in places
    }
    stream = None
    if options.stream is not None:
        stream = next(iter(table.places(options.stream)), None)
        if stream is None:
            near = suggestion(options.stream, [each for each in table.headings if each])
            complaints.add("--stream", "is no heading of the file", near, table.heading_line, options.stream)
    complaints.raise_any()
    clock = Clock(table.shown, (moment for column in times.values() for moment in column), options)
    if found.zone and clock.zone and found.zone != clock.zone:
        raise refuse(table.shown, f"has another clock than {found.shown}; say --zone")
    found.zone, found.timed = clock.zone or found.zone, found.timed or clock.timed
    rows: list[_Row] = []
    for k, (line, cells) in enumerate(table.rows):
        texts = {name: cells[place].strip() for name, place in places.items()}
        when = clock.local(times["when"][k])
        if texts.get("field", "status").casefold() not in STATUS:
            found.dropped["a change of something else than status"] += 1
        elif not texts["id"]:
            found.dropped["no id"] += 1
        elif when is None:
            found.dropped["a change without a date"] += 1
        elif not texts["to"]:
            found.dropped["a change to no status"] += 1
        else:
            came, to = options.renamed(texts.get("from", "")), options.renamed(texts["to"])
            key = (texts["id"], came, to, when)
            if came == to:
                found.dropped["a change to the same status"] += 1
            elif key in seen:
                found.dropped["the same change again"] += 1
            else:
                seen.add(key)
                made = clock.local(times["created"][k]) if "created" in times else None
                side = "" if stream is None else cells[stream].strip()
                rows.append(_Row(line, texts["id"], came, to, when, texts.get("type", ""), side, made))
    newest_first = sum(b.when < a.when for a, b in pairwise(rows)) * 2 > len(rows)
    return sorted(rows[::-1] if newest_first else rows, key=lambda row: row.when)


def _stages(rows: Sequence[_Row], options: Options) -> tuple[str, ...]:
    """Statuses in the order of the work: what waits, work by how early items come to it, done, taken out."""
    places: dict[str, list[float]] = {}
    visits: Counter[str] = Counter()
    for row in rows:
        if row.came:
            places.setdefault(row.came, []).append(visits[row.id])
        visits[row.id] += 1
        places.setdefault(row.to, []).append(visits[row.id])
    kinds = {stage: ORDER[state_of(stage, options.status) or "open"] for stage in places}
    mean = {stage: sum(at) / len(at) for stage, at in places.items()}
    return tuple(sorted(places, key=lambda stage: (kinds[stage], mean[stage])))


def _in_order(rows: list[_Row]) -> list[_Row]:
    """Changes of one item in order of time; of the same moment, each goes on where the last one ended."""
    left = sorted(rows, key=lambda row: row.when)
    found: list[_Row] = []
    while left:
        same = [row for row in left if row.when == left[0].when]
        here = found[-1].to if found else None
        targets = {row.to for row in same}
        fitting = [row for row in same if row.came == here] if here is not None else []
        fitting = fitting or [row for row in same if row.came not in targets] or same
        found.append(fitting[0])
        left.remove(fitting[0])
    return found


def _item(id_: str, rows: list[_Row], roles: Roles, found: Gathering, options: Options) -> None:
    moves: list[Move] = []
    for row in rows:
        before = moves[-1].stage if moves else ""
        if before and row.came and row.came != before:
            found.say("A change is missing: it came from another status than it was in", id_)
        moves.append(Move(row.when, row.to, row.came or before))
    created = next((row.created for row in rows if row.created is not None), None)
    if created is None and not moves[0].came_from:
        created = moves[0].when
    item = flatten(
        id_, moves, roles, created=created, stage=moves[-1].stage, archived=False,
        type_=next((row.type for row in reversed(rows) if row.type), ""),
    )  # fmt: skip
    if item.started is None and item.state in ("open", "done"):
        if options.created_is_start and created is not None:
            item = replace(item, started=created)
        else:
            found.say("Its start is not in the file", id_)
    found.add(replace(item, stream=next((row.stream for row in reversed(rows) if row.stream), "")))
