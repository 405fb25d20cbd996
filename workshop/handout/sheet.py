"""The facilitator sheet: what to do in the room, with the numbers of this run filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshop.experiments.runs import shipped
from workshop.handout.text import brackets, cell, strays
from workshop.parts.demonstration import unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workshop.parts.demonstration import Demonstration, Picture, Setting
    from workshop.parts.numbers import Findings


def sheet(show: Demonstration, found: Findings, setting: Setting) -> str:
    """The sheet as Markdown."""
    return "\n".join(_lines(show, found, setting)) + "\n"


def _lines(show: Demonstration, found: Findings, setting: Setting) -> Iterator[str]:
    yield from (f"# {show.title}", "", f"> {show.question}", "")
    yield from ("## Purpose", "", found.fill(show.purpose), "")
    yield from (f"**Length:** {show.minutes} minutes", "")
    yield from ("**Material:**", "", *(f"- {thing}" for thing in show.material), "")
    yield from ("## Script", "")
    passed = 0
    for number, step in enumerate(show.script, start=1):
        span = f"minutes {passed} to {passed + step.minutes}"
        yield from (f"{number}. **{found.fill(step.title)}** ({span}). {found.fill(step.text)}", "")
        passed += step.minutes
    yield from ("## The numbers", "", *_table(found), "")
    ran = f"`vmo show {show.name}`, seed {setting.seed}{', short runs' if setting.quick else ''}"
    yield from (f"Measured with {ran}; {brackets(found)}.", "")
    yield from ("## The figures", "")
    for picture in show.pictures:
        yield from _caption(picture, found)
    for stray in strays(found):
        yield from (f"**{stray}**", "")
    yield from ("## Likely objections", "")
    for objection, answer in show.objections:
        yield from (f"**{found.fill(objection)}** {found.fill(answer)}", "")
    yield from ("## What it does not show", "", *(f"- {found.fill(limit)}" for limit in show.limits), "")
    names = ", ".join(f"`{name}`" for name in show.scenarios)
    are = "The scenarios are" if len(show.scenarios) > 1 else "The scenario is"
    yield from ("## Play with it", "", f"{are} {names}. Copy it, change a number, run it again:", "")
    run = "compare" if shipped(show.scenarios[0]).mmps else "flow"
    yield from ("```", f"vmo new my-own --from {show.scenarios[0]}", f"vmo {run} my-own", "```", "")
    yield from ("## Source", "", *(f"- {source}" for source in show.source))


def _table(found: Findings) -> Iterator[str]:
    yield "| " + " | ".join(found.table.headings) + " |"
    yield "|" + "|".join("---" if k == 0 else "---:" for k in range(len(found.table.headings))) + "|"
    for row in found.table.rows:
        yield "| " + " | ".join(cell(value) for value in row) + " |"


def _caption(picture: Picture, found: Findings) -> Iterator[str]:
    title = found.fill(picture.title)
    yield from (f"![{title}]({picture.name}.png)", "", f"**{title}**", "")
    yield from (f"- *What you see:* {found.fill(picture.see)}", f"- *Why:* {found.fill(picture.why)}")
    yield f"- *Ask the room:* {found.fill(picture.ask)}"
    yield from (f"- **Not seen in this run:** {found.fill(claim.text)}" for claim in unseen(picture, found))
    yield ""
