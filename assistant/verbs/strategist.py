"""What a strategist asks: what a change is worth, where from, and what would flip it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assistant.asking import (
    Models,
    Name,
    Names,
    Outcome,
    Place,
    Said,
    Save,
    Saved,
    Scenario,
    Seed,
    Study,
    Verb,
    Words,
)

MOST = 20_000
"""Most worlds of a study."""


Worlds = Annotated[int, Field(ge=1, le=MOST, description="Worlds to simulate."), Said("-n", always=True)]
Pairs = Annotated[int, Field(ge=2, le=MOST, description="Worlds to simulate."), Said("-n", always=True)]
"""At least two worlds, for an interval."""
Only = Annotated[Names | None, Field(description="Only these, by id. Default: all."), Said("--only")]


class Compare(Saved):
    """Compare funding models: same people, money, work and luck; what the difference is worth, with interval."""

    verb = "compare"
    models: Models = None
    replications: Worlds = 200
    precision: Annotated[
        Words | None,
        Field(description="Stop when the half-width of the mean difference is below this: 10%, or an amount."),
        Said("--precision"),
    ] = None
    backing: Annotated[
        bool, Field(description="Also run what stands behind the difference."), Said("--backing")
    ] = True


class Replay(Verb):
    """An earlier comparison again, from its manifest: the same numbers to the byte."""

    verb = "replay"
    manifest: Annotated[
        Name,
        Field(description="manifest.json of an earlier comparison in the workspace."),
        Place.FILE,
        Said("--replay"),
    ]
    save: Save = None

    def commands(self) -> list[str]:
        return [super().commands()[0].replace("vmo replay", "vmo compare", 1)]


class Doctor(Study):
    """Is a scenario believable? Its project-funded baseline against published figures."""

    verb = "doctor"
    model: Annotated[
        Name | None,
        Field(description="Funding model to examine. Default: the first with base project."),
        Said("--model"),
    ] = None
    replications: Worlds = 50


class Attribute(Saved):
    """Where the difference between two funding models comes from: every mechanism's part; the parts add up."""

    verb = "attribute"
    start: Annotated[
        Name | None, Field(description="Funding model that is left. Default: the first."), Said("--from")
    ] = None
    goal: Annotated[
        Name | None, Field(description="Funding model that is reached. Default: the second."), Said("--to")
    ] = None
    outcome: Outcome = "npv"
    groups: Annotated[
        Words,
        Field(
            description="What is switched together: default, each, or such as time=cadence+approval,release_unit."
        ),
        Said("--groups"),
    ] = "default"
    replications: Worlds = 200


class Sensitivity(Saved):
    """What the difference depends on, and the value of each uncertain number at which it flips: a tornado."""

    verb = "sensitivity"
    models: Models = None
    outcome: Outcome = "npv"
    only: Only = None
    replications: Pairs = 60


class Numbers(Verb):
    """Uncertain numbers of a scenario with ids, ranges, sources and grades; nothing is run."""

    verb = "numbers"
    watched = False
    processes = False
    scenario: Scenario
    models: Models = None
    only: Only = None

    def commands(self) -> list[str]:
        return [f"{super().commands()[0].replace('vmo numbers', 'vmo sensitivity', 1)} --list"]


class Assumptions(Saved):
    """How far the answer rests on assumptions: all uncertain numbers drawn together from their ranges."""

    verb = "assumptions"
    models: Models = None
    outcome: Outcome = "npv"
    only: Only = None
    sets: Annotated[
        int, Field(ge=2, le=MOST, description="Sets of assumptions. Default: 512."), Said("--sets", always=True)
    ] = 512
    worlds: Annotated[
        int, Field(ge=2, le=1000, description="Worlds in each set. Default: 2."), Said("--worlds")
    ] = 2


class Packs(Saved):
    """Stress packs: the comparison with several numbers changed at once, side by side."""

    verb = "packs"
    models: Models = None
    outcome: Outcome = "npv"
    only: Only = None
    replications: Pairs = 100


class Diff(Verb):
    """What changed between two scenarios or saved comparisons, and what each change did to the answer."""

    verb = "diff"
    before: Annotated[
        Name, Field(description="Scenario, or folder of a saved comparison."), Place.PORTFOLIO, Said()
    ]
    after: Annotated[Name, Field(description="The later one."), Place.PORTFOLIO, Said()]
    models: Models = None
    outcome: Outcome = "npv"
    replications: Pairs = 100
    seed: Seed = 1
    save: Save = None


class Sweep(Saved):
    """One or two numbers of a scenario over a range: outcomes, paired differences, the best value."""

    verb = "sweep"
    vary: Annotated[
        list[Words],
        Field(
            min_length=1,
            max_length=2,
            description="PATH=RANGE of one or two numbers: 1:20, 0:1:0.1, 0.1,0.2,0.5 or none,1,2,3.",
        ),
        Said("--set", each=True),
    ]
    models: Models = None
    outcome: Annotated[Names | None, Field(description="Outcomes. Default: npv."), Said("--outcome")] = None
    replications: Worlds = 100


class Map(Saved):
    """Where each of two funding models wins, over two numbers, with the break-even line."""

    verb = "map"
    x: Annotated[Words, Field(description="PATH=RANGE along the map."), Said("--x")]
    y: Annotated[Words, Field(description="PATH=RANGE up the map."), Said("--y")]
    models: Models = None
    outcome: Outcome = "npv"
    replications: Pairs = 120


class Claims(Saved):
    """What is said of value offices, put to the test: each claim measured, with a verdict."""

    verb = "claims"
    models: Models = None
    replications: Worlds = 200
    conditions: Annotated[
        bool, Field(description="Try each claim over the number that matters most for it."), Said("--conditions")
    ] = False


class Story(Saved):
    """What happened to one MMP in one world: a dated timeline in words, under each funding model."""

    verb = "story"
    mmp: Annotated[Name, Field(description="Id of the MMP."), Said()]
    world: Annotated[
        int | None,
        Field(ge=0, le=10_000_000, description="Number of the world. Default: the median one."),
        Said("--world"),
    ] = None
    models: Models = None
    replications: Worlds = 50


class ValueOfInformation(Saved):
    """What better evidence and estimates are worth: the most that a study or a prototype may cost."""

    verb = "value-of-information"
    function = "value_of_information"
    model: Annotated[
        Name | None, Field(description="Funding model whose deciders ask. Default: the second."), Said("--model")
    ] = None
    only: Only = None
    replications: Worlds = 50


VERBS: tuple[type[Verb], ...] = (
    Compare, Doctor, Attribute, Sensitivity, Numbers, Assumptions, Packs, Sweep, Map, Claims, Story,
    ValueOfInformation, Diff, Replay,
)  # fmt: skip
"""In the order of a first visit."""
