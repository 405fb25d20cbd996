"""Teams agile, portfolio not: calm boards in every team, and MMPs that take for ever."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from report.shared.style import BLUE, GREEN, INK, MUTED, VERMILLION, styled
from sim.lab.laboratory import simulate_flow
from sim.lab.statistics.steady import ratio
from sim.world.luck import Luck
from workshop.board import Board, Column
from workshop.dealing import Dealt, deal
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Step
from workshop.drawing import draw_curve, labelled, name_ends, say, shorten
from workshop.numbers import Curve, Findings, Grid, Number
from workshop.runs import gather, variants

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from scenarios.scenario import Scenario
    from sim.lab.engine.log import Floats

SCENARIO = "teams-agile-portfolio-not"
TEAMS = {"front": "Front end", "core": "Core", "data": "Data"}
MMPS, PART = 12, 10
"""MMPs, and features that each needs of each team."""
LIMITS = (1, 2, 3, 4, 6, None)
"""Most MMPs under way; None = all at once."""
NONE, THREE = "all", "3"
WORLDS = 100
BATCH = 5
"""Worlds to a task."""


def key_of(limit: int | None) -> str:
    """How numbers name a limit."""
    return NONE if limit is None else str(limit)


def measure(setting: Setting) -> Findings:
    """The same features of the same teams, dealt to MMPs with and without a limit on MMPs under way."""
    (scenario,) = variants(SCENARIO, [{}])
    worlds = setting.times(WORLDS)
    tasks = [(scenario, setting.seed, k, min(k + BATCH, worlds)) for k in range(0, worlds, BATCH)]
    parts = gather(_worlds, tasks, setting)
    numbers: dict[str, Number] = {}
    teams = np.concatenate([part["teams"] for part in parts])
    for k, (team, name) in enumerate(TEAMS.items()):
        numbers[f"feature_{team}"] = _mean(f"Weeks per feature on the board of {name}", teams[:, k], "weeks")
    numbers["feature"] = _mean("Weeks per feature, all boards", teams.mean(axis=1), "weeks")
    for limit in LIMITS:
        key, rule = key_of(limit), "all at once" if limit is None else f"{limit} at a time"
        rows = np.concatenate([part[key] for part in parts])
        for k, (what, label, unit) in enumerate(WHAT):
            numbers[f"{what}_{key}"] = _mean(f"{label}, {rule}", rows[:, k], unit)
    for what in ("weeks", "first", "live"):
        times = numbers[f"{what}_{NONE}"].value / numbers[f"{what}_{THREE}"].value
        numbers[f"{what}_times"] = Number(f"{what}: all at once over three at a time", times)
    more = numbers[f"live_{THREE}"].value / numbers[f"live_{NONE}"].value
    numbers["live_more"] = Number("Weeks live in the first year, times more with three at a time", more)
    numbers["of_feature"] = Number(
        "MMP over feature, all at once", numbers[f"weeks_{NONE}"].value / numbers["feature"].value
    )
    headings = (
        "MMPs under way", "weeks per feature", "weeks per MMP", "first MMP done, week", "last MMP done, week",
        "weeks live in a year, per MMP",
    )  # fmt: skip
    rows_: tuple[tuple[str | Number, ...], ...] = tuple(
        (
            "all at once" if limit is None else f"{limit} at a time",
            numbers["feature"],
            *(numbers[f"{what}_{key_of(limit)}"] for what in ("weeks", "first", "last", "live")),
        )
        for limit in LIMITS
    )
    places = tuple(float(limit or MMPS) for limit in LIMITS)
    curves = {
        what: Curve(label, places, tuple(numbers[f"{what}_{key_of(limit)}"] for limit in LIMITS))
        for what, label, _ in WHAT
    }
    extra = {"bars": {key_of(limit): _world(scenario, setting.seed, 0, limit)[0] for limit in (None, 3)}}
    return Findings(numbers, Grid(headings, rows_), curves, extra)


WHAT = (
    ("weeks", "Weeks from the first feature pulled to the last one done, mean over MMPs", "weeks"),
    ("first", "Week in which the first MMP is done", ""),
    ("middle", "Week in which an MMP is done, mean over MMPs", ""),
    ("last", "Week in which the last MMP is done", ""),
    ("live", "Weeks of the first year in which an MMP is live, mean over MMPs", "weeks"),
    ("under", "MMPs under way, mean", "MMPs"),
)
"""What is measured in each world: key, label, unit."""


def _mean(label: str, values: Floats, unit: str) -> Number:
    """A mean over independent worlds."""
    column = np.asarray(values, dtype=np.float64)[:, None]
    return Number.of(label, ratio(column, np.ones_like(column)), unit)


def _worlds(scenario: Scenario, seed: int, first: int, last: int) -> dict[str, Floats]:
    """Weeks per feature by team, shape (worlds, teams), and by limit what is measured, shape (worlds, measures)."""
    found: dict[str, list[Any]] = {"teams": [], **{key_of(limit): [] for limit in LIMITS}}
    for replication in range(first, last):
        for limit in LIMITS:
            dealt, pulled, finished = _world(scenario, seed, replication, limit)
            live = np.maximum(0.0, 52.0 - dealt.done)
            found[key_of(limit)].append(
                [
                    (dealt.done - dealt.started).mean(),
                    dealt.done.min(),
                    dealt.done.mean(),
                    dealt.done.max(),
                    live.mean(),
                    dealt.under_way(),
                ]
            )
        found["teams"].append([(f - p).mean() for p, f in zip(pulled, finished, strict=True)])
    return {key: np.array(rows) for key, rows in found.items()}


def _world(
    scenario: Scenario, seed: int, replication: int, limit: int | None
) -> tuple[Dealt, list[Floats], list[Floats]]:
    """MMPs of one world, and the weeks in which features are pulled and done, by team."""
    amount = MMPS * PART
    items = simulate_flow(scenario, horizon=math.inf, seed=seed, replication=replication, items=amount).items
    luck = Luck(seed, replication)
    pulled, finished, choices = [], [], []
    for number, team in enumerate(TEAMS):
        mine = np.flatnonzero(items.route == number)
        mine = mine[np.argsort(items.entered[mine], kind="stable")]
        pulled.append(items.entered[mine])
        finished.append(items.left[mine])
        choices.append(luck.uniforms(amount, "dealing", team))
    return deal(pulled, finished, choices, MMPS, limit), pulled, finished


@styled()
def draw_boards(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks per feature on the board of each team, and weeks per MMP, with and without a limit."""
    teams, mmps = axes
    for place, (team, name) in enumerate(TEAMS.items()):
        number = found[f"feature_{team}"]
        teams.bar(place, number.value, width=0.6, color=BLUE)
        say(teams, place, number.value, f"{number}", ha="center", va="bottom", shift=(0, 4), weight="bold")
        teams.text(place, -0.045, name, ha="center", va="top", transform=teams.get_xaxis_transform())
    for place, (key, name, colour) in enumerate(
        ((NONE, "all at once", VERMILLION), (THREE, "three at a time", GREEN))
    ):
        number = found[f"weeks_{key}"]
        mmps.bar(place, number.value, width=0.6, color=colour)
        say(mmps, place, number.value, f"{number}", colour, ha="center", va="bottom", shift=(0, 4), weight="bold")
        mmps.text(place, -0.045, name, ha="center", va="top", transform=mmps.get_xaxis_transform())
    high = found[f"weeks_{NONE}"].value * 1.15
    for ax, last in ((teams, len(TEAMS) - 1), (mmps, 1)):
        ax.set_xticks([])
        ax.set_xlim(-0.6, last + 0.6)
        ax.set_ylim(0, high)
    labelled(teams, "", "weeks from pulled to done", "what the teams see: a feature")
    labelled(mmps, "", "weeks from begun to done", "what the customer sees: an MMP")


@styled()
def draw_bars(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Every MMP a bar from its first feature pulled to its last feature done."""
    titles = {NONE: "all at once", THREE: "three at a time"}
    end = max(float(dealt.done.max()) for dealt in found.extra["bars"].values())
    for ax, (key, dealt), colour in zip(axes, found.extra["bars"].items(), (VERMILLION, GREEN), strict=True):
        for row, (start, done) in enumerate(zip(dealt.started, dealt.done, strict=True), start=1):
            ax.barh(row, done - start, left=start, height=0.65, color=colour, alpha=0.55, linewidth=0)
            ax.plot(done, row, marker="D", markersize=8, color=colour, markeredgecolor=INK, clip_on=False)
        ax.set_ylim(MMPS + 0.7, 0.3)
        ax.set_yticks(range(1, MMPS + 1))
        ax.set_xlim(0, end * 1.04)
        ax.grid(axis="y", visible=False)
        ax.grid(axis="x", color="#D0D0D0", linewidth=0.6)
        labelled(ax, "weeks", "MMP", titles[key])
    say(axes[1], end, 1.6, "diamonds: done, and of use to somebody", MUTED, ha="right", width=190)


@styled()
def draw_limits(found: Findings, axes: tuple[Axes, ...]) -> None:
    """When MMPs are done against the limit on MMPs under way."""
    (ax,) = axes
    shorten(ax, 2.2)
    lines = (
        ("last", "last MMP done", MUTED, "D"),
        ("middle", "MMPs done, mean", BLUE, "o"),
        ("first", "first MMP done", GREEN, "s"),
        ("weeks", "weeks per MMP", VERMILLION, "^"),
    )
    for what, _, colour, marker in lines:
        draw_curve(ax, found.curves[what], colour, marker)
    ax.set_xlim(0.5, MMPS + 0.2)
    ax.set_xticks([float(limit or MMPS) for limit in LIMITS], [str(limit or f"{MMPS} (all)") for limit in LIMITS])
    ax.set_ylim(0, max(found.curves["last"].values) * 1.1)
    labelled(ax, "most MMPs under way", "weeks since the beginning")
    ends = [(float(MMPS), found.curves[what].values[-1], name, colour) for what, name, colour, _ in lines]
    name_ends(ax, ends, 2.2)


def films(setting: Setting) -> tuple[Board, ...]:
    """The board of the portfolio, with and without a limit: cards are MMPs."""
    (scenario,) = variants(SCENARIO, [{}])
    sides = {"all at once": None, "three at a time": 3}
    worlds = {label: _world(scenario, setting.seed, 0, limit)[0] for label, limit in sides.items()}
    weeks = max(float(dealt.done.max()) for dealt in worlds.values()) + 1
    return tuple(_board(label, dealt, sides[label], weeks) for label, dealt in worlds.items())


def _board(label: str, dealt: Dealt, limit: int | None, weeks: float) -> Board:
    order = np.argsort(dealt.done, kind="stable")
    number = np.arange(MMPS)
    none = np.empty(0)
    return Board(
        label=label,
        columns=(Column("Under way", math.inf if limit is None else limit, math.inf),),
        outside=True,
        card=number,
        column=np.zeros(MMPS, dtype=np.int64),
        came=dealt.started,
        began=dealt.started,
        ended=dealt.done,
        went=dealt.done,
        urgent=frozenset(),
        idea=np.full(MMPS, -1.0),
        entered=dealt.started,
        left=dealt.done,
        done=dealt.done[order],
        spent=(dealt.done - dealt.started)[order],
        cuts=(number[:0], none, none),
        weeks=weeks,
        what="MMPs",
    )


def _equal(a: Number, b: Number) -> bool:
    return abs(a.value - b.value) < 1e-9


DEMONSTRATION = Demonstration(
    name="teams-agile-portfolio-not",
    title="Teams agile, portfolio not: why calm boards are not enough",
    question=(
        "Every team finishes a feature in a few weeks. Twelve MMPs need all three teams. Should all twelve begin "
        "now, or three at a time?"
    ),
    purpose=(
        "People see that limits on the boards of teams say nothing about what customers wait for: without a limit "
        "on MMPs, the same features of the same teams in the same weeks make every MMP late."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="boards",
            title="The boards of the teams are fine, and an MMP takes for ever",
            draw=draw_boards,
            see=(
                "On the boards of the teams a feature takes {feature}, whatever the portfolio does. An MMP takes "
                "{weeks_all} when all are begun at once, {of_feature:bare} times as long as a "
                "feature, and {weeks_3} "
                "when three are under way."
            ),
            why=(
                "Each team keeps its own limit and picks a feature of any MMP that is open. With twelve open, the "
                "next feature of the same MMP comes eleven others later, and an MMP is done with its last feature."
            ),
            ask="Which limit do we have for teams? And for what the customer waits for?",
            claims=(
                Claim(
                    "An MMP takes at least ten times as long as a feature.", lambda f: f["of_feature"].value > 10
                ),
                Claim(
                    "With three at a time it takes less than half as long.", lambda f: f["weeks_times"].value > 2
                ),
                Claim(
                    "All boards are alike.",
                    lambda f: all(f[f"feature_{team}"].near(f["feature"].value, 0.1) for team in TEAMS),
                ),
            ),
            panels=(1.0, 1.0),
            note=(
                "Each MMP needs ten features of each of three teams. Both sides: the same features in "
                "the same weeks."
            ),
        ),
        Picture(
            name="bars",
            title="The same work, dealt out in another order",
            draw=draw_bars,
            see=(
                "Begun all at once, the first MMP is done in week {first_all:bare}, three at a time in week "
                "{first_3:bare}. The last one is done in week {last_all:bare} on both sides."
            ),
            why=(
                "Nobody works more or faster. Finished MMPs are simply not made to wait for the next "
                "features of all "
                "the others."
            ),
            ask="What could the first customers have told us in week twenty? When will they tell us now?",
            claims=(
                Claim("The first MMP is done in half the time.", lambda f: f["first_times"].value > 2),
                Claim("The last one is done in the same week.", lambda f: _equal(f["last_all"], f["last_3"])),
            ),
            panels=(1.0, 1.0),
            note=(
                "One run. A bar begins when any team pulls the first feature, and ends with the last feature done."
            ),
        ),
        Picture(
            name="limits",
            title="The fewer are under way, the sooner something is done",
            draw=draw_limits,
            see=(
                "The mean MMP is done in week {middle_all:bare} when all begin at once, in week "
                "{middle_6:bare} with "
                "six at a time, {middle_3:bare} with three. In the first year an MMP is live for "
                "{live_3} instead of "
                "{live_all}."
            ),
            why=(
                "What is under way, divided by what is done a week, is how long it takes: Little's "
                "law for MMPs. The "
                "gain levels off at the left, where a team with nothing left to pull begins the next MMP anyway."
            ),
            ask=(
                "What would have to be true for us to begin no more than three? Who would have to wait, "
                "and say yes?"
            ),
            claims=(
                Claim(
                    "Fewer under way is earlier on average, at every step.",
                    lambda f: (
                        f["middle_1"].value
                        <= f["middle_2"].value
                        < f["middle_3"].value
                        < f["middle_4"].value
                        < f["middle_6"].value
                        < f["middle_all"].value
                    ),
                ),
                Claim(
                    "An MMP is live at least three times as long in the first year.",
                    lambda f: f["live_more"].value > 3,
                ),
                Claim(
                    "From two at a time to one the mean moves by less than a week.",
                    lambda f: f["middle_2"].value - f["middle_1"].value < 1,
                ),
            ),
        ),
    ),
    script=(
        Step(2, "Guess", "Read the question. Everybody writes down the week of the first MMP, for both ways."),
        Step(
            5,
            "Play",
            (
                "Three people are teams; each signs one card at a time. Four letters of three parts each, one part "
                "per person. First all letters at once, each person picking any part; then one letter after the "
                "other. Count until the first and until the last letter is complete."
            ),
        ),
        Step(
            4,
            "Show the boards",
            (
                "Only the left half first: {feature} per feature. Is this organisation agile? Then the right half: "
                "{weeks_all} for an MMP."
            ),
        ),
        Step(
            4,
            "Show the bars",
            (
                "The first one in week {first_all:bare} against week {first_3:bare}, and the last in "
                "the same week. "
                "Let the room find out what was lost. Nothing was."
            ),
        ),
        Step(3, "Show the limits", "Where are we on this axis? Count what is under way today, all of it."),
        Step(3, "Close", "Choose a number for the portfolio board, and who says what has to wait."),
    ),
    material=("the three figures", "the portfolio board, or a list of what is under way", "paper for the letters"),
    objections=(
        (
            "If we do not begin it, the sponsor will be angry.",
            (
                "The sponsor of the mean MMP gets it in week {middle_3:bare} instead of "
                "{middle_all:bare}. Show them "
                "the bars: begun early was not done early."
            ),
        ),
        (
            "Then teams will have nothing to do.",
            (
                "Here no team ever waits: whoever has nothing left to pull begins the next MMP. That is why on "
                "average {under_3} are under way with a limit of three."
            ),
        ),
        (
            "Our teams are quick, so we are fine.",
            "So are these: {feature} per feature. Ask when the last MMP that you began was finished.",
        ),
    ),
    limits=(
        (
            "Teams choose among open MMPs by chance. Teams that agree on an order do without a limit, as "
            "long as they do."
        ),
        (
            "All MMPs are of one size and known at the beginning; what appears later would gain even "
            "more from a limit."
        ),
        "Switching between MMPs costs nothing here, see multitasking for that.",
    ),
    films=films,
    source=(
        "Little's law for MMPs (A: a theorem); limits on the portfolio board: Anderson, Kanban, 2010 (C).",
        (
            "Scenario: invented numbers (D). Features are dealt to MMPs by workshop/dealing.py on one "
            "run of the boards."
        ),
    ),
)
