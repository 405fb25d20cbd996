"""Documents to hand over."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

import vmo
from assistant.asking import Models, Name, Names, Place, Said, Seed, Study, Verb
from assistant.verbs.planner import Gap, Planned, Seconds
from workplace.files.folder import Folder

Page = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,60}\.html$",
        description="Name of a new file of the workspace, such as paper.html.",
    ),
    Place.NEW,
    Said("--out"),
]
Beside = Annotated[bool, Field(description="Also write a workbook beside it.")]


class Document(Verb):
    """A document that is written."""

    changes = True
    save: Page

    def write(self, answer: vmo.Answer[Any], folder: Folder) -> None:
        if isinstance(answer, vmo.DocumentResult):
            answer.write(folder.inside(self.save))


class Report(Document, Study):
    """Write a board paper (HTML): what is to be decided, what it is worth, what it rests on, what would turn it."""

    verb = "report"
    models: Models = None
    replications: Annotated[
        int, Field(ge=2, le=20_000, description="Worlds of the comparison."), Said("-n", always=True)
    ] = 60
    sets: Annotated[int, Field(ge=2, le=20_000, description="Sets of assumptions."), Said("--sets")] = 48


class Packet(Document, Planned):
    """Write the packet of a big-room planning (HTML): one plan for everybody who has to deliver it."""

    verb = "packet"
    processes = True
    gap: Gap = "0.5%"
    seconds: Seconds = 30.0
    quarter: Annotated[
        Name, Field(description="The quarter that is planned: 2027-Q2, or its number."), Said("--quarter")
    ] = "1"
    since: Annotated[
        Name | None,
        Field(description="Folder of the last plan: says what changed since."),
        Place.FILE,
        Said("--since"),
    ] = None
    checklist: Annotated[bool, Field(description="With the check list of the kick-off."), Said("--checklist")] = (
        False
    )
    replications: Annotated[
        int, Field(ge=1, le=20_000, description="Worlds of the stress test."), Said("-n", always=True)
    ] = 100
    seed: Seed = 1


class Month(Document):
    """Write the monthly page (HTML): delivered against plan, outcome against target, what comes next."""

    verb = "month"
    folder: Annotated[
        Name, Field(description="Folder of the scenario, with actuals and what else is known."), Place.FILE, Said()
    ]
    month: Annotated[Name, Field(description="The month, such as 2027-03."), Said("--month")]
    replications: Annotated[
        int, Field(ge=1, le=20_000, description="Worlds in which the plan is carried on."), Said("-n", always=True)
    ] = 100
    seed: Seed = 1


class Case(Document, Study):
    """Write business cases (HTML), one page per MMP: cost, value, payback over many worlds."""

    verb = "case"
    mmps: Annotated[Names | None, Field(description="Ids of MMPs. Default: all.")] = None
    models: Models = None
    replications: Annotated[
        int, Field(ge=2, le=20_000, description="Worlds to simulate."), Said("-n", always=True)
    ] = 100

    def commands(self) -> list[str]:
        words = super().commands()[0]
        return [f"{words} {','.join(self.mmps)}" if self.mmps else words]


VERBS: tuple[type[Verb], ...] = (Report, Packet, Month, Case)
"""In the order of a first visit."""
