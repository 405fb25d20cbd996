"""What may be asked: a verb of the public API with its arguments, checked, and the command that asks the same."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from inspect import getdoc
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

import vmo
from workplace.files.contents import scenario_path, shipped
from workplace.files.folder import AbsentError, Folder, WorkspaceError

SHOWN = 10
"""Most faults of arguments that are told."""


class Place(StrEnum):
    """What a name stands for in the workspace."""

    SCENARIO = "scenario"
    """A scenario of the folder, or one that ships."""
    FILE = "file"
    """A file or folder that is there."""
    HISTORY = "history"
    """A file that is there, or a shipped scenario that holds a history."""
    PORTFOLIO = "portfolio"
    """A scenario, or a table of MMPs."""
    NEW = "new"
    """A file or folder to make."""


@dataclass(frozen=True)
class Said:
    """How the command line says an argument."""

    option: str = ""
    """Empty: by its place alone."""
    each: bool = False
    """Whether the option is said once for every item; otherwise there are commas between them."""
    always: bool = False
    """Whether it is said although it has its default."""


class ArgumentsError(Exception):
    """Arguments that cannot be understood, in words, one fault a line."""


class Verb(BaseModel):
    """One question or one thing to make; fields are arguments of ``vmo.<function>``, words are for assistants."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    verb: ClassVar[str]
    """Name of the tool, and of the command."""
    function: ClassVar[str] = ""
    """Function of the public API; default: the name."""
    watched: ClassVar[bool] = True
    """Whether it tells how far it is, and hears when to stop."""
    processes: ClassVar[bool] = True
    """Whether it may use several processes."""
    changes: ClassVar[bool] = False
    """Whether it always writes a file."""

    @classmethod
    def description(cls) -> str:
        """What it does, as assistants read it: the class says so."""
        return getdoc(cls) or ""

    def arguments(self, folder: Folder) -> dict[str, Any]:
        """The arguments of the function: names of the workspace become paths.

        Raises:
            WorkspaceError: a name that leads out of the workspace, or stands for nothing.

        """
        return {name: _found(folder, value, _place(about)) for name, about, value in self._given()}

    def ask(self, folder: Folder, watching: Mapping[str, Any]) -> vmo.Answer[Any]:
        """The answer.

        Args:
            folder: the workspace.
            watching: ``progress`` and ``cancel``.

        Raises:
            ScenarioError: faults of the scenario or the arguments.
            WorkspaceError: a name that leads out of the workspace, or stands for nothing.

        """
        told = self.at_once(folder)
        if told is not None:
            return told
        running: dict[str, Any] = dict(watching) if self.watched else {}
        if self.processes:
            running["workers"] = 1
        found: vmo.Answer[Any] = getattr(vmo, self.function or self.verb)(**self.arguments(folder), **running)
        return found

    def at_once(self, folder: Folder) -> vmo.Answer[Any] | None:  # noqa: ARG002 - for those who need it
        """The answer of a verb that is no function of the public API; None for all others."""
        return None

    def commands(self) -> list[str]:
        """The commands that give the same, in the folder of the workspace."""
        words = ["vmo", self.verb]
        for _, about, value in self._given(unsaid=True):
            said = next((mark for mark in about.metadata if isinstance(mark, Said)), None)
            if said is not None and (said.always or value != about.default):
                words += _words(said, value)
        return [shlex.join(words)]

    def written(self) -> str | None:
        """Name of what is to be written in the workspace; None when nothing is."""
        for name, about in type(self).model_fields.items():
            if _place(about) is Place.NEW:
                value: str | None = getattr(self, name)
                return value
        return None

    def write(self, answer: vmo.Answer[Any], folder: Folder) -> None:
        """Write what was asked for; the name is new."""
        name = self.written()
        if name is not None:
            answer.save(folder.inside(name))

    def _given(self, *, unsaid: bool = False) -> list[tuple[str, FieldInfo, Any]]:
        """Every field with its value; without what is only written, unless it is ``unsaid`` to the function."""
        return [
            (name, about, getattr(self, name))
            for name, about in type(self).model_fields.items()
            if unsaid or _place(about) is not Place.NEW
        ]


def understood(verb: type[Verb], arguments: Mapping[str, Any]) -> Verb:
    """What is asked.

    Raises:
        ArgumentsError: every argument that is unknown, missing, or none.

    """
    try:
        return verb.model_validate(dict(arguments))
    except ValidationError as error:
        lines = [
            f"{verb.verb}: {'.'.join(map(str, fault['loc'])) or 'arguments'}: {_fault(fault, verb)}"
            for fault in error.errors(include_url=False, include_input=False)[:SHOWN]
        ]
        raise ArgumentsError("\n".join(lines)) from None


def _fault(fault: Mapping[str, Any], verb: type[Verb]) -> str:
    if fault["type"] == "extra_forbidden":
        return f"no such argument; known: {', '.join(verb.model_fields)}"
    if fault["type"] == "missing":
        return f"is missing; {verb.model_fields[fault['loc'][0]].description or 'give it'}"
    words: str = fault["msg"]
    return words[0].lower() + words[1:]


def _place(about: FieldInfo) -> Place | None:
    return next((mark for mark in about.metadata if isinstance(mark, Place)), None)


def _found(folder: Folder, value: Any, place: Place | None) -> Any:  # noqa: ANN401 - any argument
    """An argument as the function takes it."""
    if value is None or place is None:
        return value
    if isinstance(value, list):
        return [_found(folder, item, place) for item in value]
    if place is Place.SCENARIO:
        found = scenario_path(folder, value)
        _nothing_leads_out(folder, value)
        return found
    path = folder.inside(value)
    if path.exists():
        _nothing_leads_out(folder, value)
        return str(path)
    if place in (Place.HISTORY, Place.PORTFOLIO) and value in {entry.name for entry in shipped()}:
        return value
    raise AbsentError(value, "is not there")


def _nothing_leads_out(folder: Folder, name: str) -> None:
    """Refuse a folder that holds a link out of the workspace."""
    path = folder.inside(name)
    if path.is_dir():
        for inner in sorted(path.iterdir()):
            if inner.is_symlink() and not inner.resolve().is_relative_to(folder.root):
                raise WorkspaceError(name, f"holds a link that leads out of the folder: {inner.name}")


def _words(said: Said, value: Any) -> list[str]:  # noqa: ANN401 - any argument
    if value is None:
        return []
    if isinstance(value, bool):
        return [said.option if value else said.option.replace("--", "--no-", 1)]
    if isinstance(value, Mapping):
        value = [f"{key}={_word(item)}" for key, item in value.items()]
    if isinstance(value, list):
        words = [_word(item) for item in value]
        if not said.option:
            return words
        return (
            [part for word in words for part in (said.option, word)]
            if said.each
            else [said.option, ",".join(words)]
        )
    return [said.option, _word(value)] if said.option else [_word(value)]


def _word(value: Any) -> str:  # noqa: ANN401 - any argument
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


Name = Annotated[str, Field(min_length=1, max_length=200)]
"""A name, an id or a path of a scenario."""
Names = Annotated[list[Name], Field(max_length=2000)]
Words = Annotated[str, Field(max_length=500)]
Seed = Annotated[
    int, Field(ge=0, le=2**63 - 1, description="Seed of the worlds; equal seeds give equal worlds."),
    Said("--seed", always=True),
]  # fmt: skip
Scenario = Annotated[
    Name,
    Field(description="Scenario of the folder, or a shipped one; the tool list has them."),
    Place.SCENARIO,
    Said(),
]
Models = Annotated[
    Names | None,
    Field(description="Funding models by id. Default: the first two of the scenario. [\"all\"]: every one."),
    Said("--models"),
]  # fmt: skip
Outcome = Annotated[
    Name, Field(description="Outcome of the study, such as npv, lead_time_weeks or cost."), Said("--outcome")
]
Save = Annotated[
    str | None,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,60}$",
        description="New folder of the workspace for tables, figures and manifest. Default: nothing is written.",
    ),
    Place.NEW,
    Said("--out"),
]


class Study(Verb):
    """A question that is asked of many worlds."""

    scenario: Scenario
    seed: Seed = 1

    def arguments(self, folder: Folder) -> dict[str, Any]:
        found = super().arguments(folder)
        if found.get("models") == ["all"]:
            found["models"] = "all"
        return found


class Saved(Study):
    """The same, with files."""

    save: Save = None
