"""Bottleneck: one more person helps at one place, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.shared.style import BLUE, GREEN, MUTED, ORANGE, SKY, VERMILLION, styled
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Side, Step
from workshop.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.numbers import SHARE, Curve, Findings, Grid, Number
from workshop.runs import flows, shipped, variants

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCENARIO = "bottleneck"
STAGES = {"analysis": "Analysis", "build": "Build", "test": "Test", "release": "Release"}
"""Stages of the scenario."""
NARROW = "test"
"""Where the scenario is narrowest; a claim checks it."""
MORE = (0, 1, 2, 3, 4)
"""Further people at the narrowest stage."""
WEEKS = 10_000.0


class Place(Number):
    """A stage: its number in the line; texts write its name."""

    def worded(self, value: float, *, unit: bool = True) -> str:  # noqa: ARG002 - a name has no unit
        """Name of the stage."""
        return self.unit


def servers(stage: str) -> str:
    """Path of the people of a stage."""
    return f"value_streams.line.stages.{stage}.servers"


def people(stage: str) -> int:
    """People of a stage in the scenario."""
    (found,) = (s.crew for s in shipped(SCENARIO).value_streams[0].stages if s.id == stage)
    return found


def most(added: int) -> float:
    """Features a week of the busiest stage with so many more people at the narrowest one."""
    stages = shipped(SCENARIO).value_streams[0].stages
    return min((s.crew + added * (s.id == NARROW)) / s.effort.mean for s in stages)


def measure(setting: Setting) -> Findings:
    """The line as it is, with one more person at each stage in turn, and with ever more at the narrowest one."""
    ways: dict[str, dict[str, object]] = {"as_is": {}}
    ways |= {stage: {servers(stage): people(stage) + 1} for stage in STAGES}
    ways |= {f"more_{n}": {servers(NARROW): people(NARROW) + n} for n in MORE[2:]}
    results = dict(zip(ways, flows(variants(SCENARIO, ways.values()), setting, weeks=WEEKS), strict=True))
    results |= {"more_0": results["as_is"], "more_1": results[NARROW]}
    numbers: dict[str, Number] = {}
    for key, result in results.items():
        stream = result.stream("line")
        exact = most(int(key[-1])) if key.startswith("more") else float("nan")
        label = _label(key)
        numbers[f"{key}_rate"] = Number.of(f"Features a week, {label}", stream.throughput, "features a week", exact)
        numbers[f"{key}_weeks"] = Number.of(f"Weeks per feature, {label}", stream.cycle_time, "weeks")
        for flow in stream.stages:
            busy = Number.of(f"Share of time at work, {flow.name}, {label}", flow.utilisation, SHARE)
            cards = Number.of(f"Features waiting, {flow.name}, {label}", flow.queue, "features")
            numbers[f"{key}_busy_{flow.id}"], numbers[f"{key}_cards_{flow.id}"] = busy, cards
        busiest = max(STAGES, key=lambda stage: numbers[f"{key}_busy_{stage}"].value)
        position = list(STAGES).index(busiest) + 1.0
        numbers[f"{key}_narrow"] = Place(f"Number of the busiest stage, {label}", position, unit=STAGES[busiest])
    base = numbers["as_is_rate"].value
    for stage, name in STAGES.items():
        gain = numbers[f"{stage}_rate"].value / base - 1
        numbers[f"{stage}_gain"] = Number(f"More done with one more person, {name}", gain, unit=SHARE)
    for n in MORE[1:]:
        step = numbers[f"more_{n}_rate"].value / numbers[f"more_{n - 1}_rate"].value - 1
        numbers[f"step_{n}"] = Number(f"More done by person {n} more at {STAGES[NARROW]}", step, unit=SHARE)
    faster = 1 - numbers[f"{NARROW}_weeks"].value / numbers["as_is_weeks"].value
    numbers["faster"] = Number(f"Shorter with one more person at {STAGES[NARROW]}", faster, unit=SHARE)
    headings = ("One more person at", "features a week", "more", "weeks per feature", "busiest after")
    rows: list[tuple[str | Number, ...]] = [
        ("nobody", numbers["as_is_rate"], "", numbers["as_is_weeks"], numbers["as_is_narrow"].unit)
    ]
    for stage, name in STAGES.items():
        parts = (numbers[f"{stage}_{what}"] for what in ("rate", "gain", "weeks"))
        rows.append((name, *parts, numbers[f"{stage}_narrow"].unit))
    curve = Curve("Features a week by people more", tuple(map(float, MORE)), _each(numbers, "rate"))
    return Findings(numbers, Grid(headings, tuple(rows)), {"more": curve})


def _each(numbers: dict[str, Number], what: str) -> tuple[Number, ...]:
    return tuple(numbers[f"more_{n}_{what}"] for n in MORE)


def _label(key: str) -> str:
    if key == "as_is":
        return "as it is"
    if key in STAGES:
        return f"one more at {STAGES[key]}"
    return f"{key[-1]} more at {STAGES[NARROW]}"


@styled()
def draw_where(found: Findings, axes: tuple[Axes, ...]) -> None:
    """How busy each stage is, and where features wait, in the line as it is."""
    busy, cards = axes
    names = list(STAGES.values())
    for place, stage in enumerate(STAGES):
        colour = VERMILLION if stage == NARROW else SKY
        share, waiting = found[f"as_is_busy_{stage}"], found[f"as_is_cards_{stage}"]
        busy.bar(place, share.value * 100, width=0.6, color=colour)
        cards.bar(place, waiting.value, width=0.6, color=colour)
        say(busy, place, share.value * 100, f"{share}", ha="center", va="bottom", shift=(0, 4))
        say(cards, place, waiting.value, f"{waiting:bare}", ha="center", va="bottom", shift=(0, 4))
    high = max(found[f"as_is_cards_{stage}"].value for stage in STAGES)
    busy.set_ylim(0, 112)
    cards.set_ylim(0, high * 1.12)
    labelled(busy, "", "share of the time at work, %", "how busy people are")
    labelled(cards, "", "features waiting, mean", "where features wait")
    for ax in axes:
        ax.set_xticks(range(len(names)), names)


@styled()
def draw_gain(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput and cycle time with one more person at each stage in turn."""
    rate, weeks = axes
    keys = ["as_is", *STAGES]
    names = ["nobody", *STAGES.values()]
    for ax, what in ((rate, "rate"), (weeks, "weeks")):
        for place, key in enumerate(keys):
            number = found[f"{key}_{what}"]
            colour = MUTED if key == "as_is" else GREEN if key == NARROW else SKY
            ax.bar(place, number.value, width=0.65, color=colour)
            if number.banded:
                error = [[number.value - number.low], [number.high - number.value]]
                ax.errorbar(place, number.value, yerr=error, color="black", elinewidth=1.4, capsize=3)
            say(ax, place, number.high if number.banded else number.value, f"{number:bare}", ha="center",
                va="bottom", shift=(0, 4), weight="bold" if key == NARROW else "normal")  # fmt: skip
        ax.axhline(found[f"as_is_{what}"].value, color=MUTED, linewidth=1.2, zorder=0)
        ax.set_xticks(range(len(names)), names)
        ax.set_ylim(0, max(found[f"{key}_{what}"].value for key in keys) * 1.18)
    labelled(rate, "one more person at", "features done a week", "done a week")
    labelled(weeks, "one more person at", "weeks per feature, mean", "weeks per feature")


@styled()
def draw_more(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput with ever more people at the stage that is narrowest at first."""
    (ax,) = axes
    shorten(ax, 2.2)
    curve = found.curves["more"]
    top = [most(n) for n in MORE]
    draw_theory(ax, MORE, top, ORANGE)
    draw_curve(ax, curve, BLUE)
    high = max(top) * 1.2
    for x, number in zip(MORE, curve.y, strict=True):
        words = f"busiest: {found[f'more_{x}_narrow'].unit}"
        say(ax, x, number.low, words, BLUE, ha="center", va="top", shift=(0, -20))
    ax.set_xlim(-0.35, MORE[-1] + 0.3)
    ax.set_xticks(MORE)
    ax.set_ylim(0, high)
    labelled(ax, f"people more at {STAGES[NARROW]}", "features done a week")
    ends = [
        (MORE[-1], curve.values[-1], "done", BLUE),
        (MORE[-1], top[-1], "most the busiest stage can do", ORANGE),
    ]
    name_ends(ax, ends, 2.2)


DEMONSTRATION = Demonstration(
    name="bottleneck",
    title="Bottleneck: where does one more person help?",
    question="There is money for one more person. Analysis, build, test or release: where does she help most?",
    purpose=(
        "People see that a line has one place that sets its speed, how to find it, that help anywhere else changes "
        "next to nothing, and that the place moves once it is helped."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="where",
            title="How to find it: where everybody is always busy, and work lies in front",
            draw=draw_where,
            see=(
                "Test is at work {as_is_busy_test} of the time, Analysis {as_is_busy_analysis}, Build "
                "{as_is_busy_build} and Release {as_is_busy_release}. Of the fourteen features in the line, "
                "{as_is_cards_test:bare} wait for Test, {as_is_cards_build:bare} for Build."
            ),
            why=(
                "Test can do less in a week than any other stage. Whatever the others do faster arrives there and "
                "waits; whatever Test does not deliver, Release cannot release."
            ),
            ask="Where do cards pile up on our board? Is that also where people say they have no time?",
            claims=(
                Claim("Test is the busiest stage.", lambda f: f["as_is_narrow"].unit == STAGES[NARROW]),
                Claim(
                    "More features wait there than at all others together.",
                    lambda f: (
                        f["as_is_cards_test"].value
                        > sum(f[f"as_is_cards_{s}"].value for s in STAGES if s != NARROW)
                    ),
                ),
            ),
            panels=(1.0, 1.0),
        ),
        Picture(
            name="one-more",
            title="One more person helps at one place only",
            draw=draw_gain,
            see=(
                "One more person at Test means {test_gain} more done, and {faster} shorter. At Analysis it is "
                "{analysis_gain}, at Build {build_gain}, at Release {release_gain}."
            ),
            why=(
                "The other three were waiting for work or for room already. A fourth pair of hands "
                "there waits, too."
            ),
            ask="Where did our last new colleague go? Because it was narrow there, or because they asked first?",
            claims=(
                Claim(
                    "One more at Test brings at least a fifth more.",
                    lambda f: f["test_gain"].value > 0.2 and f["test_rate"].above(f["as_is_rate"]),
                ),
                Claim(
                    "One more elsewhere brings less than an eighth of that.",
                    lambda f: all(f[f"{s}_gain"].value < f["test_gain"].value / 8 for s in STAGES if s != NARROW),
                ),
                Claim(
                    "Only Test makes features much faster.",
                    lambda f: all(
                        f["test_weeks"].value < 0.9 * f[f"{s}_weeks"].value for s in STAGES if s != NARROW
                    ),
                ),
            ),
            panels=(1.0, 1.0),
        ),
        Picture(
            name="it-moves",
            title="And then it is somewhere else",
            draw=draw_more,
            see=(
                "The first person more at Test brings {step_1}, the second {step_2}, the third {step_3}. With four"
                " more, the busiest stage is {more_4_narrow}."
            ),
            why=(
                "Once Test can do as much as the others, the next narrowest place sets the speed. With several "
                "stages nearly alike, chance makes now one, now another of them the narrow one."
            ),
            ask="When we have solved this one: where will it be next, and how shall we notice?",
            claims=(
                Claim(
                    "Each further person brings less.",
                    lambda f: f["step_1"].value > f["step_2"].value > f["step_3"].value - 0.01,
                ),
                Claim(
                    "With four more, another stage is the busiest.",
                    lambda f: f["more_4_narrow"].unit != STAGES[NARROW],
                ),
                Claim(
                    "The line never does more than its busiest stage could.",
                    lambda f: all(n.value < n.exact * 1.02 for n in f.curves["more"].y),
                ),
            ),
        ),
    ),
    script=(
        Step(
            2, "Vote", "Read the question. One dot per person on the stage of their choice. Leave the dots there."
        ),
        Step(
            5,
            "Play",
            (
                "Tables of four pass coins; whoever tests must use the left hand and write each coin down. One "
                "person more may join anywhere: try two places, count for a minute each."
            ),
        ),
        Step(
            3,
            "Show where it lies",
            "Ask first: how would you see it without a simulation? Busy {as_is_busy_test}, and the pile in front.",
        ),
        Step(
            4,
            "Show one more",
            "Compare with the dots. Test: {test_gain}. Build, where most dots usually are: {build_gain}.",
        ),
        Step(3, "Show that it moves", "{step_1}, then {step_2}, then {step_3}. When would you stop hiring?"),
        Step(
            3,
            "Close",
            (
                "Each table marks the narrow place on its own board, and one thing that costs nothing: what could "
                "the others take off its hands?"
            ),
        ),
    ),
    material=("the three figures", "dots to vote", "twenty coins and a watch per table", "each team's own board"),
    objections=(
        (
            "Then everybody else is idle: {as_is_busy_build} in Build is not efficient.",
            (
                "Look at what they would do with the rest of their time: add to the pile before "
                "Test. Helping there "
                "is worth more."
            ),
        ),
        (
            "Our bottleneck changes every week.",
            (
                "Then several places are nearly alike, as in the last figure. Look at the pile over months, not at "
                "the worst day."
            ),
        ),
        (
            "Hiring takes too long.",
            "It need not be a person: less rework into it, nothing half ready before it, no meetings for it.",
        ),
    ),
    limits=(
        (
            "The line always has work. Where demand is the limit, one more person brings shorter times, "
            "not more features."
        ),
        "New people are as good as the old ones from the first day, and nobody helps at another stage.",
        "The number of features in the line is held constant; a bad limit could itself be the bottleneck.",
    ),
    source=(
        (
            "Goldratt, The Goal, 1984; Hopp & Spearman, Factory Physics: the busiest station bounds "
            "throughput (A: derived)."
        ),
        "Scenario: invented numbers (D).",
    ),
    boards=(
        Side("as it is", SCENARIO, {}),
        Side("one more at Test", SCENARIO, {"value_streams.line.stages.test.servers": 3}),
    ),
)
