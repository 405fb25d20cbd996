"""What a planner asks: which MMPs, and when, with proof and reasons."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

import vmo
from assistant.asking import Name, Names, Place, Said, Save, Scenario, Seed, Verb, Words
from assistant.plain import plain
from workplace.files.folder import Folder

NextQuarter = Annotated[
    Name, Field(description="The next quarter 1: 2027-Q2, or its number."), Said("--to", always=True)
]
Seconds = Annotated[float, Field(gt=0, le=600, description="Time limit of one search."), Said("--seconds")]
Gap = Annotated[
    Annotated[str, Field(pattern=r"^[0-9.]{1,8}%?$")],
    Field(description="Stop when the plan is proven this close to the best possible; 0 proves it."),
    Said("--gap", always=True),
]


class Planned(Verb):
    """A question about the best plan."""

    processes = False
    portfolio: Annotated[
        Name,
        Field(description="Scenario of the folder, a shipped one, or a table (CSV, XLSX) of MMPs with a budget."),
        Place.PORTFOLIO,
        Said(),
    ]
    budget: Annotated[
        Words | None,
        Field(description="Money per quarter: one amount, or one per quarter (6e6,6e6,5e6)."),
        Said("--budget"),
    ] = None
    quarters: Annotated[int | None, Field(ge=1, le=80, description="Quarters to plan."), Said("--quarters")] = None
    include: Annotated[Names | None, Field(description="MMPs that must be in."), Said("--include")] = None
    exclude: Annotated[Names | None, Field(description="MMPs that must be out."), Said("--exclude")] = None
    objective: Annotated[
        Literal["net", "gross"], Field(description="Expected value net of cost, or gross."), Said("--objective")
    ] = "net"
    gap: Gap = "0.5%"
    seconds: Seconds = 30.0

    def arguments(self, folder: Folder) -> dict[str, Any]:
        return {name: value for name, value in super().arguments(folder).items() if value is not None}


class Plan(Planned):
    """Which MMPs, and when, are worth most under quarterly budgets, with proof; or why no plan keeps every rule."""

    verb = "plan"
    reach: Annotated[
        bool, Field(description="Reach the targets of the objectives at least cost instead."), Said("--reach")
    ] = False
    keep: Annotated[
        Name | None, Field(description="Stay near the last plan: its folder."), Place.FILE, Said("--keep")
    ] = None
    move_cost: Annotated[
        float, Field(ge=0, le=1e15, description="With keep: cost of moving one of its MMPs."), Said("--move-cost")
    ] = 0.0
    drop_cost: Annotated[
        float, Field(ge=0, le=1e15, description="With keep: cost of dropping one of its MMPs."), Said("--drop-cost")
    ] = 0.0
    frozen: Annotated[
        int, Field(ge=0, le=80, description="With keep: quarters in which nothing else begins."), Said("--frozen")
    ] = 0
    most_changes: Annotated[
        int | None, Field(ge=0, le=2000, description="With keep: most MMPs changed."), Said("--most-changes")
    ] = None
    stress: Annotated[
        bool,
        Field(description="Run the plan in the simulator: how likely is it to be out in time?"),
        Said("--stress"),
    ] = False
    replications: Annotated[int, Field(ge=1, le=20_000, description="With stress: worlds."), Said("-n")] = 200
    seed: Annotated[
        int, Field(ge=0, le=2**63 - 1, description="With stress: seed of the worlds."), Said("--seed")
    ] = 1
    save: Save = None


class Explain(Planned):
    """Why each MMP is in or out: exact, by solving again with the decision turned round."""

    verb = "explain"
    gap: Gap = "0.1%"
    mmps: Annotated[Names | None, Field(description="Ids of MMPs. Default: all, in a table."), Said()] = None
    limit: Annotated[
        float, Field(gt=0, le=600, description="Seconds for all explanations together."), Said("--limit")
    ] = 120.0
    reach: Annotated[bool, Field(description="Explain the plan that reaches the targets."), Said("--reach")] = False


class Frontier(Planned):
    """Value against budget with proven bounds, the knee of the curve, and what a step of anything is worth."""

    verb = "frontier"
    gap: Gap = "0.1%"
    budgets: Annotated[
        Words | None, Field(description="Budgets in per cent of today's: 50,100,150."), Said("--budgets")
    ] = None
    marginal: Annotated[
        bool, Field(description="Also price a step of budget, a team, each rule."), Said("--marginal")
    ] = False
    step: Annotated[float, Field(ge=0.001, le=1, description="Budget step, as a share."), Said("--step")] = 0.05
    save: Save = None


class AxisFrontier(Planned):
    """Money against customer value: plans of which none has more of both, and the weights that choose each."""

    verb = "axis_frontier"
    gap: Gap = "0.1%"
    plans: Annotated[int, Field(ge=2, le=200, description="Most plans to find."), Said("--plans")] = 12
    save: Save = None

    def commands(self) -> list[str]:
        return [super().commands()[0].replace("vmo axis_frontier", "vmo frontier --axis", 1)]


class Split(Planned):
    """The portfolio's money over value streams, priced against fixed envelopes and none at all."""

    verb = "split"
    gap: Gap = "0.1%"
    hold: Annotated[
        int | None, Field(ge=1, le=80, description="Quarters for which an envelope is kept."), Said("--hold")
    ] = None
    save: Save = None


class Alternatives(Planned):
    """Other plans nearly as good as the best, which differ from it in a number of MMPs."""

    verb = "alternatives"
    count: Annotated[int, Field(ge=1, le=100, description="Most plans."), Said("--count")] = 3
    differ: Annotated[
        int, Field(ge=1, le=1000, description="MMPs in which any two plans differ at least."), Said("--differ")
    ] = 2
    tolerance: Annotated[
        float, Field(ge=0, le=1, description="Largest share of value a plan may lose."), Said("--tolerance")
    ] = 0.05


class Robust(Planned):
    """How often each MMP is picked when values and costs vary, and what a guarded plan costs and saves."""

    verb = "robust"
    samples: Annotated[
        int, Field(ge=1, le=10_000, description="Futures in which the problem is solved again."), Said("--samples")
    ] = 50
    seed: Seed = 1
    value_cv: Annotated[float | None, Field(ge=0, le=5, description="Spread of values."), Said("--value-cv")] = None
    cost_cv: Annotated[float | None, Field(ge=0, le=5, description="Spread of costs."), Said("--cost-cv")] = None
    correlation: Annotated[
        float,
        Field(ge=0, le=0.99, description="Correlation of success within an objective."),
        Said("--correlation"),
    ] = 0.0
    gamma: Annotated[
        float | None, Field(ge=0, le=1000, description="Guard budgets against so many overruns."), Said("--gamma")
    ] = None
    value_tail: Annotated[
        float, Field(ge=0, le=1, description="Weight of the tail of value."), Said("--value-tail")
    ] = 0.0
    limit: Annotated[
        float, Field(gt=0, le=600, description="Seconds for all futures together."), Said("--limit")
    ] = 120.0


class Questions(Planned):
    """Which question a planner should answer first: what knowing is worth to the best plan."""

    verb = "questions"
    gap: Gap = "0.1%"
    seconds: Seconds = 10.0
    futures: Annotated[
        int, Field(ge=0, le=10_000, description="Futures for the worth of knowing everything."), Said("--futures")
    ] = 20
    seed: Seed = 1


class Roll(Verb):
    """Move a scenario on by the quarters that are over, with what happened in them."""

    verb = "roll"
    watched = False
    processes = False
    scenario: Scenario
    actuals: Annotated[
        Name, Field(description="Table of what happened, in the folder (see actuals_template)."), Place.FILE,
        Said("--actuals"),
    ]  # fmt: skip
    to: NextQuarter = "2"
    add_quarters: Annotated[
        int, Field(ge=0, le=80, description="Quarters to add at the end."), Said("--add-quarters")
    ] = 0
    save: Save = None


class Changes(Verb):
    """What changed from one saved plan to the next: in, out, moved, and why the value is another."""

    verb = "changes"
    watched = False
    processes = False
    before: Annotated[Name, Field(description="Folder of the first plan (plan with save)."), Place.FILE, Said()]
    now: Annotated[Name, Field(description="Folder of the later plan."), Place.FILE, Said()]
    save: Save = None


class Review(Verb):
    """What was predicted in past quarters and what came of it: bands, biases, what it teaches."""

    verb = "review"
    processes = False
    folders: Annotated[
        Names, Field(min_length=1, description="Scenario folders of successive quarters."), Place.FILE, Said()
    ]
    seconds: Annotated[
        float, Field(gt=0, le=600, description="Time limit of the plan in hindsight."), Said("--seconds")
    ] = 30.0
    save: Save = None


class ActualsTemplate(Verb):
    """actuals.csv to fill in: a row for every open MMP and quarter before the next quarter 1."""

    verb = "actuals-template"
    watched = False
    processes = False
    scenario: Scenario
    to: NextQuarter = "2"

    def commands(self) -> list[str]:
        return [f"{super().commands()[0].replace('vmo actuals-template', 'vmo roll', 1)} --template"]

    def at_once(self, folder: Folder) -> vmo.Answer[Any]:
        text = vmo.roll_template(**self.arguments(folder))
        return plain("actuals.csv to fill in", text, actuals=text)


VERBS: tuple[type[Verb], ...] = (
    Plan, Explain, Frontier, AxisFrontier, Split, Alternatives, Robust, Questions, ActualsTemplate, Roll,
    Changes, Review,
)  # fmt: skip
"""In the order of a first visit."""
