"""From the files of trackers to one history, or to every fault they have."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from intake.history.history import History
from intake.history.options import FIELDS, ORDERS, Options
from intake.history.own_file import is_own, read_own
from intake.history.readers.gathering import zone_of
from intake.history.readers.json_exports import read_json
from intake.history.readers.layouts import LAYOUTS, NO_HISTORY, recognised
from intake.history.readers.pairs import check_map, read_pairs
from intake.history.readers.stage_dates import is_vendor_layout, read_stage_dates, stage_columns
from intake.history.readers.table import LIMIT, read_table
from intake.history.readers.throughput import is_throughput, read_throughput
from intake.history.readers.transitions import is_transitions, read_transitions
from scenarios import shipped
from scenarios.faults import Fault, ScenarioError
from scenarios.files import read_bytes, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake.history.history import Item
    from intake.history.readers.gathering import Gathering
    from intake.history.readers.table import Table

FUTURE = datetime(2100, 1, 1)
EXPORT = "export.csv"
"""Name of a history that ships with a scenario."""
PAST = datetime(1970, 1, 2)
"""Dates outside are slips of the pen."""


def read_history(files: Sequence[str | Path], options: Options | None = None) -> History:
    """One history from one or several exports of one tracker (pages of a thousand items, say).

    Args:
        files: CSV, XLSX or JSON exports, or a history written by ``history_csv`` (alone).
        options: what the user says about them.

    Raises:
        ScenarioError: with one message for each kind of fault, in all files.

    """
    options = options or Options()
    _check(options)
    if not files:
        raise refuse("vmo history", "no file is named; name an export of a tracker")
    faults: list[Fault] = []
    changes = _changes(files, options)
    gathered: list[Gathering] = [] if changes is None else [changes]
    for file in files if changes is None else ():
        path, shown = _found(file), str(file)
        try:
            if is_own(read_bytes(path, shown, LIMIT)[:64]):
                if len(files) > 1:
                    raise refuse(shown, "is a history already and stands for itself; name it alone")
                return _kept(read_own(path, shown, read_bytes(path, shown, LIMIT)), options)
            gathered.append(_read_one(path, shown, options))
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    return _kept(_joined(gathered, options), options)


def _changes(files: Sequence[str | Path], options: Options) -> Gathering | None:
    """Several files of changes of status as one, as items go on from one to the next; None where they are not."""
    if len(files) < 2 or any(Path(file).suffix.lower() == ".json" for file in files):
        return None
    try:
        tables = [read_table(_found(file), str(file), options.sheet) for file in files]
    except ScenarioError:
        return None  # said with the faults of the others
    return read_transitions(tables, options) if all(is_transitions(t, options) for t in tables) else None


def _found(file: str | Path) -> Path:
    """The file that is meant: one on disk, or the export that ships with a scenario of this name."""
    path = Path(file)
    if str(file) in shipped.names() and not path.exists():
        export = shipped.path(str(file)).with_name(EXPORT)
        return export if export.exists() else path
    return path


def _check(options: Options) -> None:
    check_map(options, FIELDS)
    for heading, order in options.dates.items():
        if order not in ORDERS:
            raise refuse(
                "--dates",
                f'"{order}" is no order of dates{heading and f" of {heading}"}; write {" or ".join(ORDERS)}',
            )
    if options.zone is not None:
        zone_of(options.zone)
    if options.language is not None:
        from babel import Locale, UnknownLocaleError  # late: only who names a language needs it

        try:
            Locale.parse(options.language)
        except (UnknownLocaleError, ValueError):
            raise refuse(
                "--language", f'no language is called "{options.language}"; write for example de'
            ) from None


def _read_one(path: Path, shown: str, options: Options) -> Gathering:
    if path.suffix.lower() == ".json":
        return read_json(path, shown, options)
    table = read_table(path, shown, options.sheet)
    there = {heading.casefold() for heading in table.headings}
    for needed, remedy in NO_HISTORY.items():
        if there >= set(needed):
            raise refuse(shown, remedy)
    if is_transitions(table, options):
        return read_transitions([table], options)
    if options.columns:
        return read_pairs(table, recognised(table.headings) or LAYOUTS[-1], options)
    layout = recognised(table.headings)
    if is_vendor_layout(table.headings):
        return read_stage_dates(table, options)
    if layout is not None and layout is not LAYOUTS[-1]:
        return read_pairs(table, layout, options)
    if is_throughput(table):
        return read_throughput(table, options)
    if layout is not None and _few_dates(table):
        return read_pairs(table, layout, options)
    if len(stage_columns(table)) >= 2:
        return read_stage_dates(table, options)
    heads = ", ".join(heading for heading in table.headings if heading)[:300]
    remedy = 'say what its columns are, such as --map "Key=id,Begin=started,Finish=done"'
    remedy += "; weekly numbers need a first column called week"
    raise refuse(shown, f"is of a layout that is not known; its headings are {heads}; {remedy}", table.heading_line)


def _few_dates(table: Table) -> bool:
    """Whether a table has no more than start and finish (and creation): not one date for each of many stages."""
    starts = set(LAYOUTS[-1].fields["started"])
    has_start = any(heading.casefold() in starts for heading in table.headings)
    return has_start or len(stage_columns(table)) <= 2


def _joined(parts: Sequence[Gathering], options: Options) -> History:
    """One history of all files: every id once, one clock, one board."""
    first = parts[0]
    for part in parts[1:]:
        if part.layout != first.layout or part.stages != first.stages or bool(part.weeks) or bool(first.weeks):
            raise refuse(part.shown, f"does not go together with {first.shown}: another layout or other stages")
        if part.zone != first.zone:
            raise refuse(part.shown, f"has another clock than {first.shown}; say --zone")
    dropped: Counter[str] = Counter()
    for part in parts:
        dropped.update(part.dropped)
    notes = list(dict.fromkeys(sentence for part in parts for sentence in part.sentences()))
    items = _once([item for part in parts for item in part.items], dropped, notes)
    latest = max((part.latest for part in parts if part.latest is not None), default=None)
    last = latest.date() if latest is not None else None
    weeks = first.weeks
    if weeks and weeks[-1].monday is not None:
        last = weeks[-1].monday + timedelta(days=6)
    if options.as_of is not None:
        if last is not None and last > options.as_of:
            raise refuse("--as-of", f"{options.as_of} is before the last date of the files, {last}; leave it away")
        last = options.as_of
    _believable(items)
    if not items and not weeks:
        why = ", ".join(f"{reason} {count}" for reason, count in dropped.items())
        raise refuse(first.shown, f"holds no items{f' that can be used ({why})' if why else ''}")
    return History(
        source=", ".join(Path(part.shown).name for part in parts),
        layout=first.layout,
        items=tuple(items),
        as_of=last,
        stages=first.stages,
        timed=any(part.timed for part in parts),
        zone=first.zone,
        weeks=weeks,
        week_streams=first.week_streams,
        dropped=tuple(sorted(dropped.items())),
        notes=tuple(notes),
    )


def _once(items: list[Item], dropped: Counter[str], notes: list[str]) -> list[Item]:
    """Every id once: the last row counts, as later pages and files are newer."""
    by_id: dict[str, Item] = {}
    changed = []
    for item in items:
        if item.id in by_id:
            dropped["the same id again"] += 1
            if by_id[item.id] != item:
                changed.append(item.id)
        by_id[item.id] = item
    if changed:
        notes.append(f"The same id with different content, the last row counts: {', '.join(changed[:5])}.")
    return list(by_id.values())


def _believable(items: Sequence[Item]) -> None:
    odd = [
        item.id
        for item in items
        for when in (item.created, item.started, item.ended)
        if when is not None and not PAST < when < FUTURE
    ]
    if odd:
        raise refuse("dates", f"items {', '.join(odd[:5])} have dates before 1970 or after 2099; correct them")


def _kept(history: History, options: Options) -> History:
    """The history without the types that are not wanted, and told up to the day that is said."""
    if options.as_of is not None and history.as_of is not None and options.as_of != history.as_of:
        last: date = max(
            (when.date() for item in history.items for when in (item.created, item.started, item.ended) if when),
            default=history.as_of,
        )
        if options.as_of < last:
            raise refuse("--as-of", f"{options.as_of} is before the last date of the items, {last}; leave it away")
        history = replace(history, as_of=options.as_of)
    if not options.types and not options.without_types:
        return history
    wanted = {name.strip().casefold() for name in options.types}
    unwanted = {name.strip().casefold() for name in options.without_types}
    known = {name.casefold(): name for name in history.types}
    for name in (*options.types, *options.without_types):
        if name.strip().casefold() not in known:
            there = ", ".join(f"{type_ or '(none)'} {count}" for type_, count in history.types.items())
            raise refuse("--types", f'no item is of type "{name}"; there are {there}')
    kept, dropped = [], Counter(dict(history.dropped))
    for item in history.items:
        word = item.type.casefold()
        if (wanted and word not in wanted) or word in unwanted:
            dropped[f"type {item.type or '(none)'} was not asked for"] += 1
        else:
            kept.append(item)
    return replace(history, items=tuple(kept), dropped=tuple(sorted(dropped.items())))
