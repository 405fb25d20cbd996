"""The prose of a demonstration: ``text.yaml`` beside the code that measures and draws."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, PositiveInt
from ruamel.yaml import YAML

from workshop.parts.demonstration import Claim, Demonstration, Picture, Step
from workshop.parts.dial import Dial

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workshop.parts.board import Board
    from workshop.parts.demonstration import Drawing, Holds, Setting, Side
    from workshop.parts.dial import Turn
    from workshop.parts.numbers import Findings

FILE = "text.yaml"


class Written(BaseModel):
    """Something that people write: nothing unknown, nothing of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Caption(Written):
    """What is said about a figure; results are named in braces."""

    title: str
    see: str
    why: str
    ask: str
    claims: dict[str, str]
    """Sentences that the caption rests on, by the key of what checks them in ``claims.py``."""
    note: str = ""


class Act(Written):
    """A step of the facilitator's script."""

    minutes: PositiveInt
    title: str
    text: str


class Objection(Written):
    """What somebody may say, and what to answer."""

    objection: str
    answer: str


class DialWords(Written):
    """What is said about the number that a room may turn."""

    name: str
    label: str = "{value}"
    """What stands above a board, with ``value`` in braces."""
    labels: dict[str, str] = {}
    """Labels of single positions, by value."""
    measure: str = "weeks from idea to done"

    def words(self, value: object) -> str:
        """What stands above a board at a position."""
        return self.labels.get(str(value)) or self.label.format(value=value).replace("%", " %")


class Prose(Written):
    """All that a demonstration says; see ``workshop.parts.demonstration`` for what each part is."""

    title: str
    question: str
    purpose: str
    figures: dict[str, Caption]
    script: list[Act]
    material: list[str]
    objections: list[Objection]
    limits: list[str]
    source: list[str]
    dial: DialWords
    inputs: list[str] = []


def prose_of(package: str) -> Prose:
    """The prose in a package.

    Raises:
        ValueError: it is not what ``Prose`` says (pydantic's ``ValidationError``).
        YAMLError: it is no YAML, or holds a key twice.

    """
    return read_prose(files(package).joinpath(FILE).read_text(encoding="utf-8"))


@cache
def read_prose(text: str) -> Prose:
    """The prose in the text of a file; each is read once.

    Raises:
        ValueError: it is not what ``Prose`` says (pydantic's ``ValidationError``).
        YAMLError: it is no YAML, or holds a key twice.

    """
    return Prose.model_validate(YAML(typ="safe").load(text))


def demonstration_of(
    package: str,
    *,
    measure: Callable[[Setting], Findings],
    figures: Mapping[str, Drawing],
    holds: Mapping[str, Holds],
    turn: Turn,
    scenarios: tuple[str, ...] = (),
    boards: tuple[Side, ...] = (),
    films: Callable[[Setting], tuple[Board, ...]] | None = None,
) -> Demonstration:
    """A demonstration from its prose and its code; its name is that of the package.

    Args:
        package: dotted name of the package that holds ``text.yaml``.
        measure: finds the numbers.
        figures: how each figure of the prose is drawn.
        holds: whether each claim of the prose holds.
        turn: what the dial of the prose does.
        scenarios: shipped scenarios; the first is the one to play with. Default: the one of its name.
        boards: what a film shows.
        films: what it shows instead.

    Raises:
        ValueError: prose and code do not name the same figures, or the same claims.

    """
    prose = prose_of(package)
    named = [key for caption in prose.figures.values() for key in caption.claims]
    _same(package, "figures", list(prose.figures), list(figures))
    _same(package, "claims", named, list(holds))
    pictures = tuple(
        Picture(
            name=name,
            title=caption.title,
            draw=figures[name].draw,
            see=caption.see,
            why=caption.why,
            ask=caption.ask,
            claims=tuple(Claim(text, holds[key]) for key, text in caption.claims.items()),
            panels=figures[name].panels,
            note=caption.note,
        )
        for name, caption in prose.figures.items()
    )
    name = package.rpartition(".")[2].replace("_", "-")
    return Demonstration(
        name=name,
        title=prose.title,
        question=prose.question,
        purpose=prose.purpose,
        scenarios=scenarios or (name,),
        measure=measure,
        pictures=pictures,
        script=tuple(Step(act.minutes, act.title, act.text) for act in prose.script),
        material=tuple(prose.material),
        objections=tuple((o.objection, o.answer) for o in prose.objections),
        limits=tuple(prose.limits),
        source=tuple(prose.source),
        boards=boards,
        films=films,
        dial=Dial(turn, prose.dial.name, tuple(map(prose.dial.words, turn.values)), prose.dial.measure),
        inputs=tuple(prose.inputs),
    )


def _same(package: str, what: str, said: list[str], coded: list[str]) -> None:
    if sorted(said) != sorted(coded):
        only_said, only_coded = sorted(set(said) - set(coded)), sorted(set(coded) - set(said))
        twice = sorted({key for key in said if said.count(key) > 1})
        raise ValueError(
            f"{package}: {what} of {FILE} and of the code differ: only said {only_said}, only coded {only_coded}, "
            f"said twice {twice}"
        )
