"""Scenarios and tables: what there is, what is wrong with it, a copy with other values."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

import vmo
from assistant.asking import Name, Place, Said, Save, Scenario, Verb, Words
from assistant.plain import plain
from workplace.files.contents import entries
from workplace.files.folder import Folder

Value = float | int | str | bool | None


class Plain(Verb):
    """What is answered in a moment."""

    watched = False
    processes = False


class List(Plain):
    """Scenarios that ship with the question each of them answers; scenarios and tables of the workspace."""

    verb = "list"

    def at_once(self, folder: Folder) -> vmo.Answer[Any]:
        ships = vmo.library()
        own = [{"name": entry.name, "kind": entry.kind, "funding": entry.funding} for entry in entries(folder)]
        said = "\n".join(f"{entry['name']} ({entry['kind']})" for entry in own) or "none yet"
        text = f"Shipped:\n{ships.text()}\nIn the workspace:\n{said}"
        return plain(
            f"{len(ships.data)} ship, {len(own)} in the workspace", text, shipped=ships.document(), workspace=own
        )


class Check(Plain):
    """Check a scenario: every fault with its place and remedy, or a short summary."""

    verb = "check"
    scenario: Scenario


class New(Plain):
    """Copy a shipped scenario into a new folder of the workspace."""

    verb = "new"
    changes = True
    save: Annotated[
        str,
        Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,60}$", description="Name of a new folder of the workspace."),
        Place.NEW,
        Said(),
    ]
    source: Annotated[Name, Field(description="Shipped scenario to start from."), Said("--from", always=True)] = (
        "insurer"
    )

    def at_once(self, folder: Folder) -> vmo.Answer[Any]:
        made = vmo.new(folder.inside(self.save), self.source)
        return plain(f"Made {self.save} from {self.source}: {', '.join(made.files)}", files=list(made.files))

    def write(self, answer: vmo.Answer[Any], folder: Folder) -> None:
        """Written already: it is the answer."""


class Change(Plain):
    """Write a scenario with some values changed to a new file of the workspace, for every other tool to use."""

    verb = "change"
    changes = True
    scenario: Scenario
    values: Annotated[
        dict[Name, Value],
        Field(
            min_length=1,
            max_length=500,
            description="New values by path, such as funding_models.value_stream.cadence_weeks; a path that ends "
            "in * multiplies.",
        ),
        Said("--set", each=True),
    ]
    save: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,60}\.yaml$",
            description="Name of a new file of the workspace, such as half-yearly.yaml.",
        ),
        Place.NEW,
        Said("--out"),
    ]

    def at_once(self, folder: Folder) -> vmo.Answer[Any]:
        given = {path: "none" if value is None else value for path, value in self.values.items()}
        changed = vmo.changed(self.arguments(folder)["scenario"], given, out=folder.inside(self.save))
        return plain(
            f"The scenario is {self.save}.", scenario=self.save, values=dict(self.values), name=changed.name
        )

    def write(self, answer: vmo.Answer[Any], folder: Folder) -> None:
        """Written already: it is the answer."""


class Import(Plain):
    """Make a scenario of a table of projects as it is, and say what was read, guessed, derived and assumed."""

    verb = "import"
    function = "import_table"
    file: Annotated[
        Name, Field(description="CSV or XLSX table of the folder, one row per project."), Place.FILE, Said()
    ]
    budget: Annotated[
        Words | None, Field(description="Money per quarter. Default: derived from costs."), Said("--budget")
    ] = None
    quarters: Annotated[int | None, Field(ge=1, le=80, description="Quarters to plan."), Said("--quarters")] = None
    slices: Annotated[
        int, Field(ge=1, le=20, description="Cut each project into so many MMPs."), Said("--slice")
    ] = 1
    columns: Annotated[
        dict[Name, Name] | None,
        Field(max_length=100, description='What columns mean: {"Cost": "spend_total", "Owner": "ignore"}.'),
        Said("--map"),
    ] = None
    unit: Annotated[
        Name | None, Field(description="Unit of amounts that say none, such as EUR, kEUR or mGBP."), Said("--unit")
    ] = None
    starts: Annotated[
        Name | None, Field(description="First quarter of the plan, such as 2027-Q1."), Said("--starts")
    ] = None
    leave_out: Annotated[
        list[Name] | None,
        Field(max_length=2000, description="Rows to leave out: hidden, unreadable, or row numbers."),
        Said("--leave-out"),
    ] = None
    save: Save = None

    def arguments(self, folder: Folder) -> dict[str, Any]:
        return {name: value for name, value in super().arguments(folder).items() if value is not None}

    def write(self, answer: vmo.Answer[Any], folder: Folder) -> None:
        """Only a table that is understood becomes a scenario."""
        if isinstance(answer, vmo.ImportResult) and not answer.faults:
            super().write(answer, folder)


class Schema(Plain):
    """What a scenario file may hold: every field with unit, default and source."""

    verb = "schema"

    def commands(self) -> list[str]:
        return ["vmo schema --markdown"]

    def at_once(self, folder: Folder) -> vmo.Answer[Any]:  # noqa: ARG002 - it is the same everywhere
        text = vmo.schema(markdown=True)
        return plain("What a scenario file may hold", text, schema=text)


VERBS: tuple[type[Verb], ...] = (List, Check, New, Change, Import, Schema)
"""In the order of a first visit."""
