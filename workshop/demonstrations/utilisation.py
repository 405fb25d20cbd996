"""Utilisation: the last tenth of busyness costs more waiting than all the others together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from report.shared.page_layout import whole_numbers
from report.shared.style import BLACK, BLUE, GREEN, MUTED, VERMILLION, styled
from sim.lab.laboratory import simulate_flow
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Side, Step
from workshop.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.numbers import Curve, Findings, Grid, Number, times
from workshop.runs import flows, variants
from workshop.theory import kingman

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCENARIO = "utilisation"
INTERVAL = "value_streams.line.arrivals.interval"
EFFORT = "value_streams.line.stages.team.effort"
KINDS = {
    "calm": ("half as variable", 0.5, 0.5, GREEN, "s"),
    "usual": ("random", 1.0, 1.0, BLUE, "o"),
    "wild": ("more variable", 1.25, 1.75, VERMILLION, "^"),
}
"""By key: name, coefficient of variation of arrivals and of work, colour, marker."""
LOADS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
SHOWN = (0.5, 0.7, 0.8, 0.9, 0.95)
"""Loads of the table."""
MOST_WILD = 0.9
"""Most load of the variable line: beyond, runs would have to be much longer."""
SERIES = (0.7, 0.95)
"""Loads of the two boards: the same features come in the same weeks, the second team needs longer for each."""
YEARS = 4


def change(load: float, arrivals_cv: float, work_cv: float) -> dict[str, object]:
    """The scenario at a load, with other variability."""
    return {
        INTERVAL: {"distribution": "gamma", "mean": 1 / load, "cv": arrivals_cv},
        EFFORT: {"distribution": "gamma", "mean": 1, "cv": work_cv},
    }


def slower(load: float) -> dict[str, object]:
    """A feature a week at random, and a team that is as busy as that."""
    return {
        INTERVAL: {"distribution": "exponential", "mean": 1},
        EFFORT: {"distribution": "exponential", "mean": load},
    }


def measure(setting: Setting) -> Findings:
    """Mean wait against load for three variabilities, and two boards over some years."""
    points = [(key, load) for key in KINDS for load in LOADS if key != "wild" or load <= MOST_WILD]
    changes = [change(load, *KINDS[key][1:3]) for key, load in points]
    results = flows(variants(SCENARIO, changes), setting, weeks=[_weeks(key, load) for key, load in points])
    waits: dict[str, dict[float, Number]] = {key: {} for key in KINDS}
    numbers: dict[str, Number] = {}
    for (key, load), result in zip(points, results, strict=True):
        name, arrivals, work, *_ = KINDS[key]
        expected = kingman(load, arrivals, work)
        label = f"Weeks of waiting, {name}, load {load:.0%}"
        number = Number.of(label, result.stream("line").queue_time, "weeks", expected)
        waits[key][load] = numbers[f"{key}_{load * 100:.0f}"] = number
    numbers["step"] = times("Times longer at 90 % than at 80 %", waits["usual"][0.9], waits["usual"][0.8])
    numbers["last"] = times("Times longer at 95 % than at 90 %", waits["usual"][0.95], waits["usual"][0.9])
    numbers["calmer"] = times("Times longer when random than when calm", waits["usual"][0.9], waits["calm"][0.9])
    years = setting.length(_weeks("usual", LOADS[-1])) / 52
    numbers["years"] = Number("Length of the run with random arrivals at 95 % load", round(years), unit="years")
    boards = {load: _board(load, setting) for load in SERIES}
    for load, board in boards.items():
        for key, value in (("most", board["waiting"].max()), ("mean", board["waiting"].mean())):
            label = f"Features waiting at load {load:.0%} over {YEARS} years, {key}"
            numbers[f"{key}_{load * 100:.0f}"] = Number(label, float(value), unit="features")
    curves = {
        key: Curve(f"Weeks of waiting, {KINDS[key][0]}", tuple(by), tuple(by.values())) for key, by in waits.items()
    }
    headings = ("Load", *(f"{name}: weeks waiting" for name, *_ in KINDS.values()), "random: theory")
    rows = tuple(
        (
            f"{load:.0%}".replace("%", " %"),
            *(waits[key].get(load, "") for key in KINDS),
            Number("", kingman(load, 1.0, 1.0), unit="weeks"),
        )
        for load in SHOWN
    )
    return Findings(numbers, Grid(headings, rows), curves, {"boards": boards})


def _weeks(key: str, load: float) -> float:
    """Long against the memory of the queue, (variability) / (1 - load) squared weeks."""
    _, arrivals, work, *_ = KINDS[key]
    return min(max(30_000.0, 800 * (arrivals**2 + work**2) / (1 - load) ** 2), 400_000.0)


def _board(load: float, setting: Setting) -> dict[str, Any]:
    """Features waiting over some years, once the line has warmed up for as many."""
    (scenario,) = variants(SCENARIO, [slower(load)])
    first, last = YEARS * 52.0, 2 * YEARS * 52.0
    visits = simulate_flow(scenario, horizon=last, seed=setting.seed).visits
    weeks = np.linspace(first, last, 2081)
    came = np.sort(visits.entered)
    began = np.sort(visits.started[~np.isnan(visits.started)])
    waiting = np.searchsorted(came, weeks, side="right") - np.searchsorted(began, weeks, side="right")
    return {"years": (weeks - first) / 52, "waiting": waiting}


@styled()
def draw_hockey_stick(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Waiting against load, measured and by Kingman's formula."""
    (ax,) = axes
    shorten(ax, 2.2)
    grid = np.linspace(0.01, 0.96, 200)
    ends = []
    for key, (name, arrivals, work, colour, marker) in KINDS.items():
        curve = found.curves[key]
        draw_curve(ax, curve, colour, marker, across=100)
        far = grid[grid <= max(curve.x) + 0.005]
        draw_theory(ax, [100 * load for load in far], [kingman(load, arrivals, work) for load in far], colour)
        ends.append((100 * curve.x[-1], curve.y[-1].value, f"{name} (cv {arrivals:g} and {work:g})", colour))
    ax.set_xlim(0, 100)
    ax.set_ylim(0, max(n.value for curve in found.curves.values() for n in curve.y) * 1.08)
    ax.set_xticks(range(0, 101, 10))
    labelled(ax, "load of the team, %", "weeks of waiting for a week of work, mean")
    name_ends(ax, [*ends, (100.0, 0.0, "no variability: no waiting up to the brim", BLACK)], 2.2)
    ax.plot([0, 100], [0, 0], color=BLACK, linewidth=3.0, clip_on=False, zorder=4)
    say(ax, 30, ax.get_ylim()[1] * 0.6, "dots: simulated, with 95 % intervals; dashed: Kingman's formula", MUTED,
        ha="center", width=260)  # fmt: skip


@styled()
def draw_boards(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Features waiting over time at two loads in the same luck."""
    (ax,) = axes
    shorten(ax, 2.0)
    ends = []
    for load, colour in zip(SERIES, (GREEN, VERMILLION), strict=True):
        board = found.extra["boards"][load]
        ax.fill_between(board["years"], 0, board["waiting"], step="post", color=colour, alpha=0.3, linewidth=0)
        ax.step(board["years"], board["waiting"], where="post", color=colour, linewidth=1.8)
        ends.append((YEARS, float(board["waiting"][-1]), f"load {load * 100:.0f} %", colour))
    ax.set_xlim(0, YEARS)
    ax.set_xticks(range(YEARS + 1))
    ax.set_ylim(0, max(1.0, float(found.extra["boards"][SERIES[1]]["waiting"].max())) * 1.1)
    whole_numbers(ax, "y", 8)
    labelled(ax, "years", "features waiting for the team")
    name_ends(ax, ends, 2.0)


DEMONSTRATION = Demonstration(
    name="utilisation",
    title="Utilisation: what the last ten per cent cost",
    question="A team is busy 80 % of its time. It gets 10 % more. How much longer does a feature wait?",
    purpose=(
        "People see that waiting grows with the inverse of the slack, and that variability multiplies it: full use"
        " of people and short waiting do not go together."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="hockey-stick",
            title="Waiting explodes as slack disappears",
            draw=draw_hockey_stick,
            see=(
                "With random arrivals and work, a feature waits {usual_50} at half load, {usual_80} at 80 %, "
                "{usual_90} at 90 % and {usual_95} at 95 %. The more variable line is above at every load, the "
                "calmer one below. Dots and formula agree to within luck, which hardly averages out near full "
                "load: the run at 95 % is {years} long."
            ),
            why=(
                "A queue shrinks only while there is slack. From 80 % to 90 % the slack is halved, and the wait "
                "becomes {step:bare} times as long; from 90 % to 95 % it is halved again, and the wait is "
                "{last:bare} times as long. Variability multiplies all of it."
            ),
            ask="How busy are our people meant to be? Who decided that, and what did they believe it would cost?",
            claims=(
                Claim(
                    "Halving the slack about doubles the wait.",
                    lambda f: 1.7 < f["step"].value < 2.9 and 1.6 < f["last"].value < 2.9,
                ),
                Claim(
                    "More variability is more waiting, at every load.",
                    lambda f: all(
                        f["calm_" + k].value < f["usual_" + k].value < f["wild_" + k].value
                        for k in ("50", "70", "80", "90")
                    ),
                ),
                Claim(
                    "Simulation and formula agree within a quarter at 80 % and 90 %.",
                    lambda f: all(
                        f[f"{key}_{k}"].near(f[f"{key}_{k}"].exact, 0.25) for key in KINDS for k in ("80", "90")
                    ),
                ),
                Claim(
                    "Where the formula is exact, it lies in the intervals or within a tenth of the values.",
                    lambda f: all(_agrees(f[f"usual_{k}"]) for k in ("50", "70", "80", "90")),
                ),
            ),
            note=(
                "Work: one week a feature on average. cv: standard deviation / mean, of the intervals between "
                "arrivals and of the work."
            ),
        ),
        Picture(
            name="boards",
            title="The same features, with slack and without",
            draw=draw_boards,
            see=(
                "The same features arrive in the same weeks. At 70 % load {mean_70:bare} of them wait on average, "
                "at 95 % {mean_95:bare}; what one bad month has piled up is there for a long time."
            ),
            why=(
                "Slack is what works the pile off. With a twentieth of slack, it takes about twenty weeks to get "
                "rid of a single waiting feature."
            ),
            ask="When did our longest queue begin? What have we done with the slack since?",
            claims=(
                Claim(
                    "The full line has the longer queue.", lambda f: f["mean_95"].value > 1.5 * f["mean_70"].value
                ),
            ),
            note=(
                "Random arrivals, one feature a week on average; the teams differ only in how long they need for a"
                " feature."
            ),
        ),
    ),
    script=(
        Step(
            2,
            "Guess",
            (
                "Read the question. Everybody writes down a number of weeks for 80 % and for 90 %, as one week of "
                "work. Collect the guesses on a line on the wall."
            ),
        ),
        Step(
            3,
            "Play",
            (
                "One person is the team, one throws a die for arrivals, one for work; ten rounds. Then once more "
                "with a seventh of the arrivals more. Count the cards waiting."
            ),
        ),
        Step(
            4,
            "Show the curve",
            (
                "Uncover it from the left: half load, 70 %, 80 %. Stop. Compare with the guesses: {usual_80} of "
                "waiting for one week of work. Then 90 %: {usual_90}."
            ),
        ),
        Step(
            2,
            "Point at the calm curve",
            (
                "The same load, half the variability: {calm_90} instead of {usual_90} at 90 %. Slack is one lever,"
                " variability the other."
            ),
        ),
        Step(
            2, "Show the two boards", "Where would a steering committee have asked for more people? Was it right?"
        ),
        Step(2, "Close", "What would a target for slack look like here, and who would have to agree?"),
    ),
    material=("the two figures", "two dice and twenty cards per table", "a line on the wall for guesses"),
    objections=(
        (
            "Idle people are waste.",
            (
                "Look at the other side of the bill: at 90 % load a feature that takes one week of work is "
                "finished {usual_90} later than it could be. What is a week of delay worth?"
            ),
        ),
        (
            "We plan capacity exactly, so there is no variability.",
            (
                "Measure it: the spread of how long the last twenty features took, divided by their mean. Half of "
                "the usual variability still means {calm_90} at 90 %."
            ),
        ),
        (
            "We have many teams, not one.",
            (
                "Several people who can take the same work wait less at the same load, but the curve bends at the "
                "same place. Try servers in the scenario."
            ),
        ),
    ),
    limits=(
        (
            "One stage and one team: lines of several stages add up, and limits on work in progress change where "
            "the waiting takes place."
        ),
        (
            "It takes load and variability as given. In reality people react: they hurry, or start several things "
            "at once (see multitasking)."
        ),
        (
            "Kingman's formula is an approximation except for random arrivals; it is too high for calm arrivals at"
            " low load."
        ),
    ),
    source=(
        (
            "Kingman, The single server queue in heavy traffic, Proceedings of the Cambridge Philosophical Society"
            " 57, 1961; Pollaczek-Khinchine for random arrivals (A: theorems)."
        ),
        "Scenario: invented numbers (D).",
    ),
    inputs=("20", "50", "70", "80", "90", "95", "10"),
    boards=(
        Side("load 70 %", SCENARIO, slower(0.7)),
        Side("load 95 %", SCENARIO, slower(0.95)),
    ),
)


def _agrees(number: Number) -> bool:
    return number.low <= number.exact <= number.high or number.near(number.exact, 0.1)
