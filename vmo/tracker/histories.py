"""What trackers export, as one history, with a doctor for the data."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from intake.history.doctor.doctor import examine
from intake.history.doctor.finding import Finding
from intake.history.durations import CONVENTIONS, Convention
from intake.history.history import History
from intake.history.options import Options
from intake.history.own_file import history_csv
from intake.history.reading import read_history
from report.history.documents import cycle_times_csv, doctor_csv, history_document, throughput_csv
from report.history.history_text import history_text
from scenarios.faults import suggestion
from scenarios.files import atomic_write
from vmo.shared.documents import json_text
from vmo.shared.errors import wrong
from vmo.shared.result import Answer, Figures, Tables
from vmo.tracker.given import Day, Files, Pairs, Words, closed_of, day_of, orders_of, pairs_of, words_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

    from intake.history.closed import Closed


class HistoryResult(Answer[History]):
    """A history: items with their dates, what was dropped and assumed, and what the data doctor says."""

    kind: ClassVar[str] = "history"

    @property
    def convention(self) -> Convention:
        """How cycle times are counted."""
        found: Convention = self.settings["days"]
        return found

    @property
    def closed(self) -> Closed:
        """Days on which nobody works."""
        found: Closed = self.settings["closed"]
        return found

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the data doctor found, each with its remedy."""
        return examine(self.data, self.closed)

    def headline(self) -> str:
        serious = [finding.code for finding in self.findings if finding.weight in ("stop", "warning")]
        size = f"{len(self.data.items)} items" if self.data.items else f"{len(self.data.weeks)} weeks"
        return f"{self.data.source}: {size}; {', '.join(serious) or 'no objection'}"

    def words(self) -> RenderableType:
        """What was read, what the doctor says, cycle times."""
        return history_text(self.data, self.findings, self.convention, self.closed)

    def document(self) -> dict[str, Any]:
        """Everything the words say, for machines."""
        return history_document(self.data, self.findings, self.convention, self.closed)

    def tables(self) -> Tables:
        """Cycle times by item, throughput by week, findings of the doctor."""
        return {
            "items": partial(cycle_times_csv, self.data, self.closed),
            "throughput": partial(throughput_csv, self.data),
            "doctor": partial(doctor_csv, self.findings),
        }

    def drawings(self) -> Figures:
        """Run chart, cycle-time scatter, ageing work in progress, cumulative flow."""
        names = ("run_chart", *(("scatter", "ageing", "cumulative_flow") if self.data.items else ()))
        return {name: partial(self._draw, name) for name in names}

    def _draw(self, name: str) -> Figure:
        from report.history.figures.all import history_figures

        return history_figures(self.data, self.convention, self.closed)[name]

    def manifest(self) -> str:
        """The document: it names the files and everything that was assumed."""
        return json_text({"command": "history", **self.document()}) + "\n"

    def write(self, path: str | Path) -> None:
        """Write the history as one CSV, which ``vmo.history``, ``vmo.forecast`` and ``vmo.calibrate`` read.

        Raises:
            OSError: the file cannot be written.

        """
        atomic_write(path, history_csv(self.data))


def history(
    files: Files,
    *,
    status: Pairs = None,
    columns: Pairs = None,
    start: str | None = None,
    done: str | None = None,
    dates: Pairs = None,
    language: str | None = None,
    zone: str | None = None,
    types: Words = (),
    without_types: Words = (),
    stream: str | None = None,
    as_of: Day = None,
    sheet: str | None = None,
    created_is_start: bool = False,
    days: str = "calendar",
    closed: Words = (),
) -> HistoryResult:
    """Read what a tracker exports into one history, and say what it can carry.

    Args:
        files: exports of one tracker (CSV, XLSX, JSON), or a history; claims-history is the one that ships.
        status: a status of the tracker and the stage it means, or waiting, done, removed.
        columns: a heading and the field it means, where the layout is not known.
        start: stage whose entry is the commitment; default: the first one of work.
        done: stage whose entry means done; default: by its name, or the last.
        dates: day-first, month-first or year-first, for all columns or by heading; default: as the column tells.
        language: language of month names, such as de.
        zone: zone whose days count, such as Europe/Berlin; default: as written.
        types: types of items to keep.
        without_types: types of items to leave out.
        stream: column that names the stream.
        as_of: last day of which the files tell; default: the last date in them.
        sheet: sheet of a workbook.
        created_is_start: whether creation stands in for an unknown start.
        days: how cycle times are counted: calendar or working (both ends count), or elapsed.
        closed: days on which nobody works, such as 2026-12-24..2027-01-03 or 2026-W52.

    Returns:
        The history with the doctor's findings. Frames: items, throughput, doctor. Figures: run_chart, scatter,
        ageing, cumulative_flow.

    Raises:
        ScenarioError: with one message for each kind of fault, or what must be said to read the files.
        VmoError: an argument makes no sense.

    Examples:
        >>> import vmo
        >>> found = vmo.history("claims-history")
        >>> len(found.data.finished)
        243

    """
    if days not in CONVENTIONS:
        raise wrong("days", f'"{days}" is no way to count; {suggestion(days, list(CONVENTIONS))}')
    convention = next(each for each in CONVENTIONS if each == days)
    options = Options(
        status=pairs_of("status", status, commas=False),
        columns=pairs_of("columns", columns, commas=True),
        start=start,
        done=done,
        dates=orders_of(dates),
        language=language,
        zone=zone,
        types=words_of(types),
        without_types=words_of(without_types),
        stream=stream,
        as_of=day_of("as_of", as_of),
        sheet=sheet,
        created_is_start=created_is_start,
    )
    holidays = closed_of(closed)
    read = read_history([files] if isinstance(files, str | Path) else list(files), options)
    return HistoryResult(read, settings={"days": convention, "closed": holidays})
