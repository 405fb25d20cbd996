"""A demonstration: what is run, what is measured, what is drawn, what is said, and what that rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.execution.pool import Pool

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from workshop.parts.board import Board
    from workshop.parts.dial import Dial
    from workshop.parts.numbers import Findings

Holds = Callable[["Findings"], bool]
"""Whether a run shows what a claim says."""
Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do."""


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Setting:
    """How a demonstration is run."""

    quick: bool = False
    """Shorter runs: less precise, done in a moment."""
    seed: int = 1
    pool: Pool = field(default_factory=Pool)
    progress: Progress = _silent

    def length(self, full: float) -> float:
        """Weeks (or whatever is counted) of a run: a fifth when in a hurry."""
        return full / 5 if self.quick else full

    def times(self, full: int) -> int:
        """Repetitions: a fifth when in a hurry."""
        return max(1, full // 5) if self.quick else full


@dataclass(frozen=True)
class Claim:
    """A statement that a text rests on. It is checked in every run; a run that does not show it says so."""

    text: str
    """A sentence; may name numbers in braces."""
    holds: Holds


@dataclass(frozen=True)
class Drawing:
    """How a figure is drawn."""

    draw: Callable[[Findings, tuple[Axes, ...]], None]
    """Draws on the axes given, one per panel."""
    panels: tuple[float, ...] = (1.0,)
    """Widths of the panels beside each other, as shares."""


@dataclass(frozen=True)
class Picture:
    """One figure and its caption. Texts name numbers in braces and contain no result of their own."""

    name: str
    """File name without ending."""
    title: str
    """What the figure says."""
    draw: Callable[[Findings, tuple[Axes, ...]], None]
    """Draws on the axes given, one per panel."""
    see: str
    """What you see."""
    why: str
    """Why it is so."""
    ask: str
    """What to ask the room."""
    claims: tuple[Claim, ...]
    panels: tuple[float, ...] = (1.0,)
    """Widths of the panels beside each other, as shares."""
    note: str = ""
    """One line at the foot of the figure."""


@dataclass(frozen=True)
class Step:
    """One step of the facilitator's script."""

    minutes: int
    title: str
    """What happens."""
    text: str
    """What to do and say; may name numbers in braces."""


@dataclass(frozen=True)
class Side:
    """A board to animate: a shipped scenario with a few values changed. Two sides are shown together."""

    label: str
    scenario: str
    changes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Demonstration:
    """One effect, shown."""

    name: str
    title: str
    question: str
    """For the room, before anything is shown."""
    purpose: str
    """What people know afterwards."""
    scenarios: tuple[str, ...]
    """Shipped scenarios it runs; the first is the one to play with."""
    measure: Callable[[Setting], Findings]
    pictures: tuple[Picture, ...]
    script: tuple[Step, ...]
    material: tuple[str, ...]
    objections: tuple[tuple[str, str], ...]
    """What people say, and an answer."""
    limits: tuple[str, ...]
    """What it does not show."""
    source: tuple[str, ...]
    """Where the effect is described, with its evidence grade; where the numbers of the scenario come from."""
    dial: Dial
    """What a room may turn on the boards of ``vmo live``."""
    boards: tuple[Side, ...] = ()
    """What ``--animate`` shows."""
    films: Callable[[Setting], tuple[Board, ...]] | None = None
    """What it shows instead, where the cards are not those of a scenario's own board."""
    inputs: tuple[str, ...] = ()
    """Figures that texts may contain because they are settings; all others are named in braces."""

    @property
    def minutes(self) -> int:
        """Length of the script."""
        return sum(step.minutes for step in self.script)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims of all pictures."""
        return tuple(claim for picture in self.pictures for claim in picture.claims)

    def texts(self) -> tuple[str, ...]:
        """Every text that may name numbers."""
        pictures = (t for p in self.pictures for t in (p.title, p.see, p.why, p.ask, p.note))
        claims = (claim.text for claim in self.claims)
        script = (t for step in self.script for t in (step.title, step.text))
        answers = (text for pair in self.objections for text in pair)
        words = (self.dial.name, self.dial.measure)
        return (
            self.title,
            self.question,
            self.purpose,
            *pictures,
            *claims,
            *script,
            *answers,
            *self.limits,
            *words,
        )


def unseen(picture: Picture, found: Findings) -> tuple[Claim, ...]:
    """Claims of a caption that this run does not show."""
    return tuple(claim for claim in picture.claims if not claim.holds(found))
