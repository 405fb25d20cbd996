"""Demonstrations of flow effects for workshops."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from report.shared.csv_file import csv_text
from scenarios.faults import suggestion
from vmo.coach.flows import film_place
from vmo.shared.errors import wrong
from vmo.shared.inputs import at_least
from vmo.shared.result import Answer, Figures, Result, Tables
from vmo.shared.running import Running, Work
from workshop.experiments.runs import shipped
from workshop.handout.text import list_text, show_json, show_text
from workshop.parts.demonstration import Demonstration, Setting
from workshop.parts.numbers import COLUMNS, Findings, rows_of
from workshop.registry import NAMES, demonstration
from workshop.registry import demonstrations as all_of_them

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

KEYS = ("name", "title", "question", "minutes")
"""What is told of a demonstration in a list."""


@dataclass(frozen=True)
class Shown:
    """A demonstration and what it measured."""

    demonstration: Demonstration
    findings: Findings
    setting: Setting


class ShowResult(Result[Shown]):
    """A flow effect for a room: a question, measured numbers, figures with captions, a facilitator sheet."""

    kind: ClassVar[str] = "show"
    files_in_words: ClassVar[str] = "Figures, sheet.md and numbers"

    @property
    def width(self) -> int:
        return 120

    def headline(self) -> str:
        show = self.data.demonstration
        return f"{show.name}, {show.title}{' (short runs)' if self.data.setting.quick else ''}"

    def words(self) -> RenderableType:
        """The question, the numbers, and a caption for each figure."""
        return show_text(self.data.demonstration, self.data.findings, self.data.setting)

    def document(self) -> dict[str, Any]:
        """Numbers, captions and claims."""
        return show_json(self.data.demonstration, self.data.findings, self.data.setting)

    def tables(self) -> Tables:
        """Every number with its 95 % interval."""
        return {"numbers": lambda: csv_text(COLUMNS, rows_of(self.data.findings))}

    def drawings(self) -> Figures:
        """The pictures, by name."""
        return {picture.name: partial(self._draw, picture.name) for picture in self.data.demonstration.pictures}

    def _draw(self, name: str) -> Figure:
        from workshop.handout.drawing import draw_picture

        show = self.data.demonstration
        picture = next(p for p in show.pictures if p.name == name)
        return draw_picture(show, picture, self.data.findings, self.data.setting)

    def save(self, folder: str | Path) -> None:
        """Write figures (PNG and SVG), sheet.md, numbers.csv and numbers.json; each whole or not at all.

        Raises:
            OSError: a file cannot be written.

        """
        from workshop.handout.files import write_all

        write_all(self.data.demonstration, self.data.findings, self.data.setting, Path(folder))

    def save_film(self, path: str | Path) -> None:
        """Write a film of the boards as an animated GIF.

        Raises:
            VmoError: a film cannot be written there.
            OSError: the file cannot be written.

        """
        from workshop.screen.films import film_of

        film_place(path)
        film_of(self.data.demonstration, self.data.setting, Path(path))


class DemonstrationsResult(Answer[tuple[Demonstration, ...]]):
    """The demonstrations there are."""

    kind: ClassVar[str] = "demonstrations"

    @property
    def width(self) -> int:
        return 120

    def headline(self) -> str:
        return ", ".join(show.name for show in self.data)

    def words(self) -> RenderableType:
        """Every demonstration with its question and length."""
        return list_text(self.data)

    def document(self) -> list[dict[str, Any]]:
        """Name, title, question and minutes of each."""
        return [{key: getattr(show, key) for key in KEYS} for show in self.data]

    def tables(self) -> Tables:
        """Name, title, question and minutes of each."""
        return {"demonstrations": lambda: csv_text(KEYS, (list(row.values()) for row in self.document()))}


def demonstrations() -> DemonstrationsResult:
    """The demonstrations there are, in an order in which a workshop may show them.

    Returns:
        Name, title, question and length in minutes of each. Frame: demonstrations.

    Raises:
        Nothing.

    Examples:
        >>> import vmo
        >>> "littles-law" in set(vmo.demonstrations().frame()["name"])
        True

    """
    return DemonstrationsResult(all_of_them())


def show(name: str, *, quick: bool = False, seed: int = 1, **running: Unpack[Running]) -> ShowResult:
    """Show a flow effect to a room: a question, measured numbers, figures with captions, a facilitator sheet.

    Args:
        name: a demonstration (see ``demonstrations``).
        quick: shorter runs: a moment, wider intervals.
        seed: seed of the runs.
        **running: workers, cluster, checkpoint, progress, cancel (see ``vmo.Running``).

    Returns:
        Measured numbers with their units and 95 % intervals, and the captions that rest on them. Frame: numbers.

    Raises:
        VmoError: an unknown demonstration.
        CancelledError: cancelled: a demonstration is shown whole or not at all.

    Examples:
        >>> import vmo
        >>> found = vmo.show("littles-law", quick=True, workers=1)
        >>> found.frame().columns[0]
        'key'

    """
    if name not in NAMES:
        raise wrong("name", f'no demonstration is called "{name}"; {suggestion(name, NAMES)}')
    at_least("seed", seed, 0)
    wanted, work = demonstration(name), Work(**running)
    setting = Setting(quick, seed, work.pool(small=quick), work.watch)
    with work.attended():
        found = wanted.measure(setting)
    return ShowResult(Shown(wanted, found, setting), shipped(wanted.scenarios[0]))
