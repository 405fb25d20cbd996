"""What a coach asks: waiting, batches, work in progress; what trackers know; when it will be done."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

import vmo
from assistant.asking import Name, Names, Place, Said, Save, Saved, Scenario, Seed, Verb, Words
from workplace.files.folder import Folder

CALENDAR_DAY = "Such as 2027-06-30."


class Show(Verb):
    """Demonstrations of flow effects: the list of them, or one with measured numbers and figures."""

    verb = "show"
    name: Annotated[
        Name | None, Field(description="Name of the demonstration. Default: all are listed."), Said()
    ] = None
    quick: Annotated[bool, Field(description="Shorter runs, wider intervals."), Said("--quick")] = False
    seed: Seed = 1
    save: Save = None

    def at_once(self, folder: Folder) -> vmo.Answer[Any] | None:
        return vmo.demonstrations() if self.name is None else super().at_once(folder)


class Flow(Saved):
    """Run value streams in the flow laboratory: throughput, work in progress, cycle time, bottleneck, intervals."""

    verb = "flow"
    horizon: Annotated[
        float | None, Field(gt=0, le=100_000, description="Weeks of a run. Default: chosen."), Said("--horizon")
    ] = None
    warm_up: Annotated[
        float | None,
        Field(ge=0, le=100_000, description="Weeks left out at the start; 0: from empty. Default: found."),
        Said("--warm-up"),
    ] = None
    replications: Annotated[
        int | None, Field(ge=1, le=20_000, description="Independent runs. Default: 1."), Said("-n")
    ] = None
    items: Annotated[
        int | None,
        Field(ge=1, le=1_000_000, description="Features each stream brings at most: when will it be done?"),
        Said("--items"),
    ] = None
    precision: Annotated[
        Words | None, Field(description="Go on until results are known this well, such as 5%."), Said("--precision")
    ] = None


class Tracked(Verb):
    """A history with what a file does not say."""

    watched = False
    processes = False


class History(Tracked):
    """Read what a tracker exports into one history, and say what it can carry."""

    verb = "history"
    files: Annotated[
        Names, Field(min_length=1, description="Exports of one tracker in the folder."), Place.HISTORY, Said()
    ]
    status: Annotated[
        list[Words] | None,
        Field(
            max_length=200, description='What a status means: "In Progress=build", or =waiting, =done, =removed.'
        ),
        Said("--status", each=True),
    ] = None
    columns: Annotated[
        list[Words] | None, Field(max_length=50, description='What a column means: "Go live=done".'),
        Said("--map", each=True),
    ] = None  # fmt: skip
    start: Annotated[Name | None, Field(description="Stage whose entry is the commitment."), Said("--start")] = None
    done: Annotated[Name | None, Field(description="Stage whose entry means done."), Said("--done")] = None
    dates: Annotated[
        list[Words] | None,
        Field(max_length=50, description="day-first, month-first, year-first, or COLUMN=ORDER."),
        Said("--dates", each=True),
    ] = None
    as_of: Annotated[Name | None, Field(description="Last day of which the files tell."), Said("--as-of")] = None
    save: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,60}\.csv$",
            description="Name of a new file of the workspace for the history (CSV). Default: nothing is written.",
        ),
        Place.NEW,
        Said("--out"),
    ] = None

    def write(self, answer: vmo.Answer[Any], folder: Folder) -> None:
        if self.save is not None and isinstance(answer, vmo.HistoryResult):
            answer.write(folder.inside(self.save))


class Forecast(Tracked):
    """When so many items are done, or how many by a date, from a history; or why it cannot be said."""

    verb = "forecast"
    history: Annotated[
        Name,
        Field(description="History or export of a tracker in the folder, or a shipped history."),
        Place.HISTORY,
        Said(),
    ]
    items: Annotated[
        list[Words] | None,
        Field(max_length=50, description='Items to finish: ["40"], or ["claims=40", "portal=12"].'),
        Said("--items", each=True),
    ] = None
    by: Annotated[Name | None, Field(description=f"Last day that counts. {CALENDAR_DAY}"), Said("--by")] = None
    start: Annotated[
        Name | None, Field(description=f"First day of the forecast. {CALENDAR_DAY}"), Said("--start")
    ] = None
    since: Annotated[
        Name | None, Field(description=f"First day of the history that counts. {CALENDAR_DAY}"), Said("--since")
    ] = None
    weeks: Annotated[
        int | None, Field(ge=1, le=1000, description="Only the last weeks of the history count."), Said("--weeks")
    ] = None
    board: Annotated[bool, Field(description="The items under way come on top."), Said("--board")] = False
    anyway: Annotated[
        bool, Field(description="Show numbers although the history cannot carry them."), Said("--anyway")
    ] = False
    save: Save = None


class Calibrate(Tracked):
    """Fit a value stream to a history: arrivals, efforts, returns, tried on what it has not seen."""

    verb = "calibrate"
    scenario: Scenario
    history: Annotated[
        Name,
        Field(description="History or export of a tracker in the folder, or a shipped history."),
        Place.HISTORY,
        Said("--history"),
    ]
    stream: Annotated[Name | None, Field(description="Value stream to fit."), Said("--stream")] = None
    stages: Annotated[
        list[Words] | None,
        Field(max_length=50, description='Column of the history = stage of the scenario, such as "In Dev=build".'),
        Said("--stage", each=True),
    ] = None
    seed: Seed = 1
    save: Save = None


VERBS: tuple[type[Verb], ...] = (Show, Flow, History, Forecast, Calibrate)
"""In the order of a first visit."""
