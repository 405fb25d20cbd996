"""What every function returns: numbers with words, tables, figures and documents made from them when asked for."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from rich.text import Text

from report.shared.console import PlainConsole
from scenarios.faults import suggestion
from scenarios.files import atomic_write, new_folder
from vmo.shared.documents import json_text, writable
from vmo.shared.errors import wrong

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure
    from rich.console import RenderableType

    from scenarios.scenario import Scenario

Tables = Mapping[str, Callable[[], str]]
"""Tables by name, each made as CSV when it is asked for; the main one comes first."""
Figures = Mapping[str, "Callable[[], Figure]"]
"""Figures by name, each drawn when it is asked for."""


@dataclass(frozen=True, repr=False, eq=False)
class Answer[T](ABC):
    """An answer: ``data`` holds the numbers, everything else is made from them."""

    data: T
    """The numbers: a frozen dataclass whose fields say shapes and units."""
    settings: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    """What was asked, as the manifest records it."""

    kind: ClassVar[str] = ""
    """The question, by the name of its command."""
    files_in_words: ClassVar[str] = "Table, figures and manifest.json"
    """What ``save`` writes."""

    @property
    def ended(self) -> str:
        """Why the work ended: ``replications``, ``precision``, ``interrupted``, or ``finished``."""
        return str(getattr(self.data, "ended", "finished"))

    @property
    def width(self) -> int:
        """Letters in a line of ``text``."""
        return 132

    @abstractmethod
    def headline(self) -> str:
        """The answer in one line."""

    @abstractmethod
    def words(self) -> RenderableType:
        """The answer for a terminal, as ``rich`` prints it; a string is printed as it is."""

    @abstractmethod
    def document(self) -> Any:  # noqa: ANN401 - any document
        """The answer as plain data: what ``to_json`` writes."""

    def tables(self) -> Tables:
        """Tables by name; the main one comes first."""
        return {}

    def views(self) -> Tables:
        """Further tables by name, which ``save`` does not write."""
        return {}

    def drawings(self) -> Figures:
        """Figures by name."""
        return {}

    def manifest(self) -> str | None:
        """Everything needed to ask again, as JSON; None where a command writes none."""
        return None

    @property
    def frames(self) -> tuple[str, ...]:
        """Names that ``frame`` knows."""
        return (*self.tables(), *self.views())

    @property
    def figures(self) -> tuple[str, ...]:
        """Names that ``figure`` knows."""
        return tuple(self.drawings())

    def frame(self, name: str | None = None) -> pd.DataFrame:
        """A table as a pandas DataFrame: the columns of the CSV file of the same name.

        Args:
            name: one of ``frames``; default: the main table. What does not exist is NaN.

        Raises:
            VmoError: there is no table of this name.

        """
        import pandas as pd

        tables = {**self.tables(), **self.views()}
        text = tables[self._known("table", name, tables)]()
        return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])

    def figure(self, name: str | None = None) -> Figure:
        """A figure (matplotlib), drawn now.

        Args:
            name: one of ``figures``; default: the first.

        Raises:
            VmoError: there is no figure of this name.

        """
        drawings = self.drawings()
        return drawings[self._known("figure", name, drawings)]()

    def picture(self, name: str | None = None, ending: Literal["svg", "png"] = "svg") -> bytes:
        """A figure as a file: what ``save`` writes.

        Args:
            name: one of ``figures``; default: the first.
            ending: format of the file.

        Raises:
            VmoError: there is no figure of this name.

        """
        from report.shared.page_layout import rendered

        return rendered(self.figure(name), ending)

    def _known(self, what: str, name: str | None, known: Mapping[str, object]) -> str:
        if not known:
            raise wrong("name", f"vmo.{self.kind.replace('-', '_')} has no {what}s")
        found = next(iter(known)) if name is None else name
        if found not in known:
            raise wrong("name", f'no {what} is called "{found}"; {suggestion(found, list(known))}')
        return found

    def text(self, **options: Any) -> str:  # noqa: ANN401 - every question has its own
        """The words of the terminal, without colours; takes the options of ``words``."""
        words = self.words(**options)
        if isinstance(words, str):
            return f"{words}\n"
        out = io.StringIO()
        console = PlainConsole(file=out, width=self.width, color_system=None)
        console.print(words)
        return out.getvalue()

    def to_json(self) -> str:
        """The document that ``--json`` prints."""
        return json_text(self.document())

    def to_csv(self, path: str | Path, name: str | None = None) -> None:
        """Write one table as CSV (UTF-8), whole or not at all.

        Raises:
            VmoError: there is no table of this name.
            OSError: the file cannot be written.

        """
        tables = {**self.tables(), **self.views()}
        atomic_write(path, tables[self._known("table", name, tables)]())

    def workbook(self) -> bytes:
        """The answer as an Excel workbook.

        Raises:
            VmoError: this answer has none.

        """
        raise wrong("path", f"vmo.{self.kind.replace('-', '_')} has no workbook; save() writes its tables as CSV")

    def to_excel(self, path: str | Path) -> None:
        """Write the workbook, whole or not at all.

        Raises:
            VmoError: this answer has none.
            OSError: the file cannot be written.

        """
        atomic_write(path, self.workbook())

    def save(self, folder: str | Path) -> None:
        """Write what ``--out`` writes: tables (CSV), figures (PNG and SVG), and the manifest, which comes last.

        A folder that is not there yet appears whole or not at all; in one that is there, each file does.

        Raises:
            VmoError: nothing can be written there.
            OSError: a file cannot be written.

        """
        target = Path(folder)
        writable(target, "folder")
        contents = self.contents()
        with nullcontext(target) if target.exists() else new_folder(target) as place:
            for name, content in contents.items():
                try:
                    atomic_write(place / name, content)
                except OSError as error:
                    raise type(error)(error.errno, error.strerror, str(target / name)) from None

    def contents(self) -> dict[str, str | bytes]:
        """File name -> content of everything that ``save`` writes, in this order."""
        from report.shared.page_layout import rendered

        files: dict[str, str | bytes] = {f"{name}.csv": make() for name, make in self.tables().items()}
        for name, draw in self.drawings().items():
            figure = draw()
            files |= {f"{name}.{ending}": rendered(figure, ending) for ending in ("png", "svg")}
        manifest = self.manifest()
        return files if manifest is None else files | {"manifest.json": manifest}

    def __repr__(self) -> str:
        parts = [f"<vmo {self.kind}: {self.headline()}"]
        parts += [f"frames: {', '.join(self.frames)}"] if self.frames else []
        parts += [f"figures: {', '.join(self.figures)}"] if self.figures else []
        return f"{'; '.join(parts)}>"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        words = self.words()
        console = PlainConsole(file=io.StringIO(), record=True, width=self.width, force_jupyter=False)
        console.print(Text(words) if isinstance(words, str) else words)
        return console.export_html(inline_styles=True, code_format="<pre>{code}</pre>")


@dataclass(frozen=True, repr=False, eq=False)
class Result[T](Answer[T]):
    """An answer about a scenario."""

    scenario: Scenario
    """What was asked about."""
