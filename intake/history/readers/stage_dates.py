"""One date per stage, in the order of the stages: ActionableAgile, jira-agile-metrics and their like."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from intake.history.complaints import Complaints
from intake.history.history import Item, Visit
from intake.history.readers.dates import EMPTY, looks_like_date, read_dates
from intake.history.readers.gathering import Clock, Gathering
from intake.history.statuses import WAITING, state_of
from scenarios.faults import suggestion
from scenarios.files import refuse

if TYPE_CHECKING:
    from datetime import datetime

    from intake.history.history import State
    from intake.history.options import Options
    from intake.history.readers.table import Table

FEWEST = 2
"""Columns of dates side by side that make a board."""
LINKS = ("link", "url")
NAMES = ("name", "title", "summary")


@dataclass(frozen=True)
class _Board:
    """Which columns are stages, and which of them begin and end the work."""

    first: int
    stages: tuple[str, ...]
    start: int
    """Place of the commitment among the stages."""
    done: int
    """Place of done among the stages."""


def is_vendor_layout(headings: list[str]) -> bool:
    """Whether columns follow the vendor's rule: one with ID, one with link, one with name or title, then stages."""
    words = [heading.casefold() for heading in headings[:3]]
    return (
        len(words) == 3
        and "id" in words[0]
        and any(link in words[1] for link in LINKS)
        and any(n in words[2] for n in NAMES)
    )


def stage_columns(table: Table) -> range:
    """Places of the first run of columns that hold dates, after id, link and name."""
    begin = 1
    while begin < len(table.headings) and any(
        word in table.headings[begin].casefold() for word in (*LINKS, *NAMES)
    ):
        begin += 1
    kinds = [_holds_dates(table, place) for place in range(begin, len(table.headings))]
    if not is_vendor_layout(table.headings):  # other columns may stand between id and stages
        skipped = next((k for k, kind in enumerate(kinds) if kind is True), len(kinds))
        begin, kinds = begin + skipped, kinds[skipped:]
    end = next((k for k, kind in enumerate(kinds) if kind is False), len(kinds))
    while end and kinds[end - 1] is None:
        end -= 1
    return range(begin, begin + end)


def _holds_dates(table: Table, place: int) -> bool | None:
    """Whether a column is one of dates; None when it is empty."""
    there = [text for _, text in table.column(place) if text.strip().casefold() not in EMPTY]
    if not there:
        return None
    return sum(looks_like_date(text) for text in there) * 2 > len(there)


def read_stage_dates(table: Table, options: Options) -> Gathering:
    """Items of a table with a column of dates for each stage. Raises ``ScenarioError``."""
    places = stage_columns(table)
    if len(places) < FEWEST:
        raise refuse(table.shown, "has fewer than two columns of dates after the id; is it another kind of export?")
    board = _board(table, places, options)
    complaints = Complaints(table.shown)
    columns = [read_dates(table.column(place), table.headings[place], options, complaints) for place in places]
    complaints.raise_any()
    clock = Clock(table.shown, (moment for column in columns for moment in column), options)
    stages = tuple(dict.fromkeys(board.stages))
    found = Gathering(
        table.shown, "one date per stage", stages=stages, timed=clock.timed, zone=clock.zone, notes=[*table.notes]
    )
    words = f'Commitment at "{board.stages[board.start]}", done at "{board.stages[board.done]}"'
    found.notes.append(f"{words}; --start and --done say otherwise.")
    attributes = _attributes(table, places, options)
    for k, (line, cells) in enumerate(table.rows):
        dates = [clock.local(column[k]) for column in columns]
        texts = {name: cells[place] for name, place in attributes.items()}
        _read(cells[0], line, dates, texts, board, options, found)
    return found


def _board(table: Table, places: range, options: Options) -> _Board:
    names = [table.headings[place] for place in places]
    stages = tuple(options.renamed(name) for name in names)

    def place(option: str, wanted: str) -> int:
        for k, (name, stage) in enumerate(zip(names, stages, strict=True)):
            if wanted.strip().casefold() in (name.casefold(), stage.casefold()):
                return k
        raise refuse(table.shown, f'{option}: no stage is called "{wanted}"; {suggestion(wanted, names)}')

    done = place("--done", options.done) if options.done is not None else len(names) - 1
    if options.start is not None:
        start = place("--start", options.start)
    else:
        waits = [
            stage.casefold() == "waiting" or name.casefold() in WAITING
            for name, stage in zip(names, stages, strict=True)
        ]
        start = next((k for k, each in enumerate(waits) if not each), 0)
    if start >= done:
        raise refuse(table.shown, f'the commitment "{names[start]}" does not come before done, "{names[done]}"')
    return _Board(places.start, stages, start, done)


def _attributes(table: Table, places: range, options: Options) -> dict[str, int]:
    known = {
        "type": ("type", "issue type", "work item type"),
        "status": ("status", "state"),
        "resolution": ("resolution",),
        "blocked": ("blocked days",),
    }
    found: dict[str, int] = {}
    for place, heading in enumerate(table.headings):
        for name, headings in known.items():
            if place not in places and heading.casefold() in headings:
                found.setdefault(name, place)
    if options.stream is not None:
        where = table.places(options.stream)
        if not where:
            raise refuse(
                table.shown,
                f'--stream: no heading is "{options.stream}"; {suggestion(options.stream, table.headings)}',
            )
        found["stream"] = where[0]
    return found


def _read(
    id_: str,
    line: int,
    dates: list[datetime | None],
    texts: dict[str, str],
    board: _Board,
    options: Options,
    found: Gathering,
) -> None:
    """One row as an item, or counted among what was dropped."""
    if not id_:
        found.dropped["no id"] += 1
        return
    entered = [(k, when) for k, when in enumerate(dates) if when is not None]
    backwards = any(b < a for (_, a), (_, b) in pairwise(entered))
    if backwards:
        found.say("Stages run backwards: its days count, its stages do not", f"{id_} (line {line})")
    removed = any(state_of(texts.get(name, ""), options.status) == "removed" for name in ("status", "resolution"))
    started = next((when for k, when in entered if board.start <= k < board.done), None)
    done = next((when for k, when in entered if k >= board.done), None)
    state: State = "removed" if removed else "done" if done else "open" if started else "waiting"
    if state == "done" and started is None:
        found.say("Done without having entered a stage of work: its start is unknown", id_)
    last = max(entered, key=lambda pair: pair[0])[0] if entered else 0
    blocked = texts.get("blocked", "")
    try:
        blocked_days = float(blocked) if blocked else None
    except ValueError:
        blocked_days = None
    found.add(
        Item(
            id=id_,
            state=state,
            type=texts.get("type", ""),
            stream=texts.get("stream", ""),
            created=entered[0][1] if entered else None,
            started=started,
            ended=done if state == "done" else entered[-1][1] if removed and entered else None,
            stage=board.stages[last],
            visits=() if backwards else tuple(Visit(board.stages[k], when) for k, when in entered),
            blocked_days=blocked_days,
            note="backwards" if backwards else "",
        )
    )
