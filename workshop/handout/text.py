"""What ``vmo show`` prints: the question, the numbers, and a caption per figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workshop.parts.demonstration import unseen
from workshop.parts.numbers import COLUMNS, Number, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workshop.parts.demonstration import Demonstration, Picture, Setting
    from workshop.parts.numbers import Findings


def list_text(shows: Iterable[Demonstration]) -> Group:
    """Every demonstration with its question and length."""
    parts: list[Any] = []
    for show in shows:
        parts.append(Text.assemble((show.name, "bold"), f": {show.title} ({show.minutes} minutes)"))
        parts.append(Padding(Text(show.question), (0, 0, 0, 4)))
    parts.append(Text("\nvmo show NAME runs one; --out FOLDER writes its figures and the facilitator sheet."))
    return Group(*parts)


def show_text(show: Demonstration, found: Findings, setting: Setting) -> Group:
    """A demonstration for a terminal."""
    ran = f"(seed {setting.seed}{', short runs' if setting.quick else ''}; {brackets(found)})"
    parts: list[Any] = [
        Text.assemble((f"{show.name}: {show.title}", "bold")),
        Text(f"For the room: {show.question}"),
        Text(""),
        grid_table(found),
        Text(ran, style="dim"),
    ]
    for number, picture in enumerate(show.pictures, start=1):
        parts += [Text(""), *_caption(number, picture, found)]
    parts += [Text(stray, style="bold") for stray in strays(found)]
    return Group(*parts)


def grid_table(found: Findings) -> Table:
    """The table people see first."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for k, heading in enumerate(found.table.headings):
        table.add_column(Text(heading), justify="right" if k else "left", overflow="fold", vertical="bottom")
    for row in found.table.rows:
        table.add_row(*(Text(cell(value)) for value in row))
    return table


def cell(value: str | Number) -> str:
    """A cell of the table: the headings name the units."""
    if isinstance(value, str):
        return value
    middle = value.worded(value.value, unit=False)
    if value.unsure:
        return f"{middle} (?)"
    if not value.banded:
        return middle
    low, high = (value.worded(end, unit=False).removesuffix(" %") for end in (value.low, value.high))
    return f"{middle} ({low} to {high})" if (low, high) != (middle.removesuffix(" %"),) * 2 else middle


def brackets(found: Findings) -> str:
    """What the brackets of the table mean."""
    unsure = any(isinstance(value, Number) and value.unsure for row in found.table.rows for value in row)
    return "95 % intervals in brackets" + (", ? = not enough data for one" if unsure else "")


def strays(found: Findings) -> list[str]:
    """A sentence for every number that is not what theory says."""
    return [
        f"Not as theory says in this run: {n.label}: {n:bare} measured, {n.theory} {n.worded(n.exact)} expected."
        for n in found.strays()
    ]


def _caption(number: int, picture: Picture, found: Findings) -> Iterable[Text]:
    yield Text.assemble((f"Figure {number}. {found.fill(picture.title)}", "bold"))
    for name, text in (("You see", picture.see), ("Why", picture.why), ("Ask", picture.ask)):
        yield Text.assemble((f"{name}: ", "italic"), found.fill(text))
    for claim in unseen(picture, found):
        yield Text(f"Not seen in this run: {found.fill(claim.text)}", style="bold")


def show_json(show: Demonstration, found: Findings, setting: Setting) -> dict[str, Any]:
    """Numbers, captions and claims of a demonstration."""
    return {
        "name": show.name,
        "title": show.title,
        "question": show.question,
        "seed": setting.seed,
        "quick": setting.quick,
        "numbers": [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(found)],
        "strays": [number.label for number in found.strays()],
        "figures": [
            {
                "name": picture.name,
                "title": found.fill(picture.title),
                "see": found.fill(picture.see),
                "why": found.fill(picture.why),
                "ask": found.fill(picture.ask),
                "claims": [{"text": found.fill(c.text), "holds": bool(c.holds(found))} for c in picture.claims],
            }
            for picture in show.pictures
        ],
    }
