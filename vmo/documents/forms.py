"""Results that are documents: one content in several forms, each as the bytes of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from report.documents.content import Document, Table, Words
from report.shared.csv_file import csv_text
from scenarios.files import atomic_write
from vmo.shared.errors import wrong
from vmo.shared.result import Answer, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FORMS = {".html": "html", ".xlsx": "workbook", ".pptx": "slides"}
"""Endings of files, and the form each means."""


@dataclass(frozen=True, repr=False, eq=False)
class DocumentResult(Answer[Document]):
    """A document: its content, its forms, and every number in it."""

    numbers: Mapping[str, Any] = field(default_factory=dict)
    """Documents of the studies it is made of, by name."""
    made: str = ""
    """The manifest."""

    files_in_words: ClassVar[str] = "The document"

    def headline(self) -> str:
        return f"{self.data.title}: {self.data.sections[0].finding}"

    def words(self) -> str:
        """The findings: one line a section."""
        lines = [self.data.title, self.data.subtitle, ""]
        for number, section in enumerate(self.data.sections, 1):
            lines.append(f"{number}. {section.title}: {section.finding}")
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        """The numbers of every study, by name, and the sentences of every section."""
        sections = [
            {
                "title": section.title,
                "finding": section.finding,
                "source": section.source,
                "words": [line for part in section.parts if isinstance(part, Words) for line in part.lines],
            }
            for section in self.data.sections
        ]
        return {**self.numbers, "sections": sections}

    def tables(self) -> Tables:
        """Every table of the document, as it is printed."""
        return {_slug(table.name): _csv(table) for _, table in self.data.tables()}

    def manifest(self) -> str:
        return self.made

    def html(self) -> str:
        """One HTML file that asks nothing of any network."""
        from report.documents.html.page import html

        return html(self.data)

    def workbook(self) -> bytes:
        """An Excel workbook: a summary, and one sheet for every table."""
        from report.documents.workbook import document_workbook

        return document_workbook(self.data)

    def slides(self) -> bytes:
        """A PowerPoint file with native charts and tables.

        Raises:
            VmoError: python-pptx is not installed.

        """
        try:
            from report.documents.slides import document_slides
        except ModuleNotFoundError:
            said = "slides need python-pptx: install vmo-lab with the extra slides (vmo-lab[slides])"
            raise wrong("pptx", said) from None
        return document_slides(self.data)

    def write(self, path: str | Path) -> None:
        """Write one form, whole or not at all; the ending says which.

        Args:
            path: ends in .html, .xlsx or .pptx.

        Raises:
            VmoError: another ending.
            OSError: the file cannot be written.

        """
        form = FORMS.get(Path(path).suffix.lower())
        if form is None:
            raise wrong("path", f"{Path(path).name} ends in none of {', '.join(FORMS)}")
        make: Callable[[], str | bytes] = getattr(self, form)
        atomic_write(path, make())


def _slug(name: str) -> str:
    return name.lower().replace(" ", "_")


def _csv(table: Table) -> Callable[[], str]:
    def make() -> str:
        rows = ([entry if isinstance(entry, str) else entry.words for entry in row] for row in table.rows)
        return csv_text(table.header, rows)

    return make
