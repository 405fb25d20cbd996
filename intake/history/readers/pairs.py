"""Exports with one row an item and a few named dates: Jira, Azure DevOps, Linear, Asana, start and finish."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from intake.history.complaints import Complaints
from intake.history.history import Item
from intake.history.readers.dates import read_dates
from intake.history.readers.gathering import Clock, Gathering
from intake.history.statuses import CATEGORIES, state_of
from scenarios.faults import suggestion
from scenarios.files import refuse

if TYPE_CHECKING:
    from datetime import datetime

    from intake.history.history import State
    from intake.history.options import Options
    from intake.history.readers.layouts import Layout
    from intake.history.readers.table import Table

TIMES = ("created", "started", "done", "removed", "changed")


def read_pairs(table: Table, layout: Layout, options: Options) -> Gathering:
    """Items of a table whose columns a layout (and ``--map``) names. Raises ``ScenarioError``."""
    complaints = Complaints(table.shown)
    columns = _columns(table, layout, options, complaints)
    complaints.raise_any()
    moments = {
        heading: read_dates(table.column(place), heading, options, complaints)
        for name in TIMES
        for place, heading in columns.get(name, [])
    }
    complaints.raise_any()
    clock = Clock(table.shown, (moment for column in moments.values() for moment in column), options)
    found = Gathering(table.shown, layout.name, notes=[*table.notes], timed=clock.timed, zone=clock.zone)
    found.notes += [*layout.remarks, *_column_notes(columns)]
    reader = _Rows(layout, options, columns, found)
    for k, (line, cells) in enumerate(table.rows):
        times: dict[str, datetime | None] = {}
        for name in TIMES:
            each = (clock.local(moments[heading][k]) for _, heading in columns.get(name, []))
            times[name] = next((when for when in each if when is not None), None)
            found.saw(times[name])
        reader.read(line, cells, times)
    complaints.raise_any()
    if reader.by_dates:
        words = ", ".join(f'"{word}" ({count})' for word, count in reader.by_dates.most_common(6))
        found.notes.append(
            f"Statuses that say nothing were judged by their dates: {words}; --status says otherwise."
        )
    if reader.resolutions:
        words = ", ".join(f"{word} {count}" for word, count in reader.resolutions.most_common(6))
        found.notes.append(f"Counted as done by resolution: {words}.")
    return found


def _columns(
    table: Table, layout: Layout, options: Options, complaints: Complaints
) -> dict[str, list[tuple[int, str]]]:
    """Places and headings by field. A heading that is there twice must say the same twice."""
    found: dict[str, list[tuple[int, str]]] = {}
    wanted = {name: list(headings) for name, headings in layout.fields.items()}
    for heading, name in options.columns.items():
        if not table.places(heading):
            near = suggestion(heading, [each for each in table.headings if each])
            complaints.add("--map", "is no heading of the file", near, table.heading_line, heading)
        wanted = {k: [h for h in v if h != heading.strip().casefold()] for k, v in wanted.items()}
        wanted[name] = [heading, *([] if name in TIMES[1:4] else wanted.get(name, []))]
    if options.stream is not None:
        if not table.places(options.stream):
            near = suggestion(options.stream, [each for each in table.headings if each])
            complaints.add("--stream", "is no heading of the file", near, table.heading_line, options.stream)
        wanted["stream"] = [options.stream]
    for name, headings in wanted.items():
        for heading in headings:
            places = table.places(heading)
            if len(places) > 1 and any(cells[p] != cells[places[0]] for _, cells in table.rows for p in places):
                complaints.add(
                    heading,
                    f"is a heading {len(places)} times with different content, and it is needed as {name}",
                    "keep one of the columns",
                    table.heading_line,
                    heading,
                )
            if places:
                found.setdefault(name, []).append((places[0], table.headings[places[0]]))
    if "done" not in found:
        heads = ", ".join(heading for heading in table.headings if heading)
        complaints.add(
            "",
            f"has no column that says when an item was done; its headings are {heads[:300]}",
            'say which, such as --map "Finish=done,Begin=started"',
            table.heading_line,
        )
    return found


def _column_notes(columns: dict[str, list[tuple[int, str]]]) -> list[str]:
    said = [
        f"{name} from {' or '.join(heading for _, heading in columns[name])}" for name in TIMES if name in columns
    ]
    notes = [f"Dates: {', '.join(said)}."]
    if "id" not in columns:
        notes.append("There is no column of ids; the line of the file is the id.")
    return notes


class _Rows:
    """Reads one row after the other."""

    def __init__(
        self, layout: Layout, options: Options, columns: dict[str, list[tuple[int, str]]], found: Gathering
    ) -> None:
        self.layout, self.options, self.columns, self.found = layout, options, columns, found
        self.by_dates: Counter[str] = Counter()
        self.resolutions: Counter[str] = Counter()

    def _text(self, cells: list[str], name: str) -> str:
        return next((cells[place] for place, _ in self.columns.get(name, []) if cells[place]), "")

    def read(self, line: int, cells: list[str], times: dict[str, datetime | None]) -> None:
        """One row as an item, or counted among what was dropped."""
        id_ = self._text(cells, "id") or ("" if "id" in self.columns else f"row {line}")
        if not id_:
            self.found.dropped["no id"] += 1
            return
        status = self._text(cells, "state")
        state = self._state(cells, status, times)
        started, ended = times["started"], times["done"]
        if state == "removed":
            ended = times["removed"] or times["done"] or times["changed"]
        if state == "done" and ended is None:
            ended = times["changed"]
            if ended is not None:
                self.found.say("Done without a date: the last change of its category was taken", id_)
        if state == "done" and ended is None:
            self.found.dropped["done, but without a date"] += 1
            return
        if state == "open" and started is None and times["changed"] is not None:
            started = times["changed"]
            self.found.say("Start of an item under way taken from the last change of its category", id_)
        if state in ("open", "waiting") and times["done"] is not None:
            self.found.say("Has an end date, but its status says that it is not done: taken as not done", id_)
            ended = None
        if state == "waiting" and started is not None:
            self.found.say("Was started, but its status says that it waits: taken as not started", id_)
            started = None
        if started is None and self.options.created_is_start and state in ("open", "done"):
            started = times["created"]
        if state == "done" and status:
            self.resolutions.update([self._text(cells, "resolution")] if self._text(cells, "resolution") else [])
        blocked = self._text(cells, "blocked_days")
        self.found.add(
            Item(
                id=id_,
                state=state,
                type=self._text(cells, "type"),
                stream=self._text(cells, "stream"),
                created=times["created"],
                started=started,
                ended=ended if state in ("done", "removed") else None,
                stage=self.options.renamed(status) if status else "",
                blocked_days=float(blocked) if _is_number(blocked) else None,
            )
        )

    def _state(self, cells: list[str], status: str, times: dict[str, datetime | None]) -> State:
        """The state: what the user says, then resolution, category and status, then the dates."""
        said = {name.strip().casefold() for name in self.options.status}
        resolution = self._text(cells, "resolution").casefold()
        if status.casefold() not in said and state_of(resolution, self.options.status) == "removed":
            return "removed"
        state = state_of(status, self.options.status, extra=self.layout.states) if status else None
        category = self._text(cells, "category").casefold()
        if status.casefold() not in said and category in CATEGORIES and state != "removed":
            return CATEGORIES[category]
        if times["removed"] is not None and (state is None or state == "removed"):
            return "removed"
        if state is not None:
            return state
        if status:
            self.by_dates[status] += 1
        return "done" if times["done"] is not None else "open" if times["started"] is not None else "waiting"


def _is_number(text: str) -> bool:
    try:
        return float(text) >= 0
    except ValueError:
        return False


def check_map(options: Options, fields: tuple[str, ...]) -> None:
    """Raise ``ScenarioError`` when ``--map`` names a field that does not exist."""
    for heading, name in options.columns.items():
        if name not in fields:
            raise refuse("--map", f'"{heading}={name}": {name} is no field; {suggestion(name, fields)}')
