"""A door: one reader's pages, in a folder of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.routing import Route


@dataclass(frozen=True)
class Door:
    """What ``pages/doors/NAME/routes.py`` calls ``door``.

    Its routes are reached below ``/NAME``, the files of ``static`` below ``/static/NAME``, its templates as
    ``NAME/page.html``.
    """

    name: str
    title: str
    question: str
    """What is answered here, in one sentence for the start page."""
    routes: Sequence[Route]
    folder: Path
    order: int
    """Place on the start page."""

    @property
    def static(self) -> Path:
        """Its style and modules; a door may do without."""
        return self.folder / "static"
