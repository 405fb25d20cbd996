"""The one way to a terminal: text is text, never markup, and never a command to the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.segment import Segment

from scenarios.signs import inert, stripped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType
    from rich.text import Text


class PlainConsole(Console):
    """A console of ``rich`` that takes brackets for brackets, ``:smile:`` for a word, and no sign for a command."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - whatever a console takes
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401
        """A string as text, without what steers a terminal."""
        return super().render_str(inert(text), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is to be written, without what steers a terminal; colours of ``rich`` are kept apart from it."""
        for part in super().render(renderable, options):
            text, style, control = part
            yield part if control else Segment(stripped(text), style)
