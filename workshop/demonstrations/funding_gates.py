"""Funding gates: from the idea to money when funding is decided once a year, a quarter, or a month."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Patch
from matplotlib.ticker import MultipleLocator

from report.shared.page_layout import whole_numbers
from report.shared.style import BLUE, DASHES, GREEN, INK, MUTED, ORANGE, PAPER, SKY, VERMILLION, styled, text_on
from sim.lab.engine.log import DONE
from sim.lab.laboratory import simulate_flow
from sim.lab.statistics.steady import ratio
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Side, Step
from workshop.drawing import WORDS, labelled, say
from workshop.numbers import CHANCE, SHARE, Curve, Findings, Grid, Number, difference
from workshop.runs import flows, gather, variants
from workshop.theory import gated

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from scenarios.scenario import Scenario

SCENARIO = "funding-gates"
GATE = "value_streams.product.arrivals.gate_weeks"
MONTH = 52 / 12
"""Weeks."""
RATE, WORK = 0.8, 1.0
"""Ideas a month and months of work, as in the scenario."""
GATES = {
    12: ("once a year", VERMILLION),
    3: ("once a quarter", ORANGE),
    1: ("once a month", BLUE),
    0: ("any day", GREEN),
}
"""By months between two gates: name and colour; none at all at the end."""
YEARS = 20_000.0
"""Length of the runs for means."""
RUNS, RUN_YEARS = 20, 400.0
"""Independent runs, and their length, for the shares that are done within some months."""
MONTHS = tuple(range(1, 25))
WAVE = (6, 10)
"""Years that the picture of the wave shows."""


def changes(months: int) -> dict[str, object]:
    """The scenario with a gate every so many months."""
    return {GATE: months * MONTH if months else None}


def measure(setting: Setting) -> Findings:
    """Months from idea to done by gate, with their parts; shares done in time; the wave behind the gate."""
    scenarios = variants(SCENARIO, [changes(months) for months in GATES])
    results = flows(scenarios, setting, weeks=YEARS * 52)
    numbers: dict[str, Number] = {}
    for (months, (name, _)), result in zip(GATES.items(), results, strict=True):
        stream = result.stream("product")
        before, after = gated(RATE, WORK, months) if months else (0.0, WORK / (1 - RATE * WORK))
        whole = stream.lead_time * (1 / MONTH)
        gate = result.ratio({"product/lead": 1 / MONTH, "product/cycle": -1 / MONTH}, "product/done")
        queue = stream.queue_time * (1 / MONTH)
        for key, label, estimate, exact in (
            ("whole", "Months from idea to done", whole, before + after),
            ("gate", "Months waiting for the gate", gate, before),
            ("queue", "Months in the queue behind the gate", queue, after - WORK),
        ):
            numbers[f"{key}_{months}"] = Number.of(f"{label}, funding {name}", estimate, "months", exact)
        numbers[f"busy_{months}"] = Number.of(f"Team busy, funding {name}", stream.stages[0].utilisation, SHARE)
    curves = _shares(scenarios, setting)
    for months in GATES:
        numbers[f"half_year_{months}"] = curves[f"done_{months}"].at(6.0)
    months_to = {months: numbers[f"whole_{months}"] for months in GATES}
    numbers["saved"] = difference(
        "Months saved by quarterly gates instead of yearly ones", months_to[12], months_to[3]
    )
    numbers["further"] = difference(
        "Months saved by monthly gates instead of quarterly ones", months_to[3], months_to[1]
    )
    waves = {months: _wave(scenarios[tuple(GATES).index(months)], setting) for months in (12, 1)}
    headings = ("Funding", "idea to done, months", "theory", "for the gate", "in the queue", "done in half a year")
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (
            name,
            numbers[f"whole_{months}"],
            Number("", numbers[f"whole_{months}"].exact),
            *(numbers[f"{key}_{months}"] for key in ("gate", "queue", "half_year")),
        )
        for months, (name, _) in GATES.items()
    )
    return Findings(numbers, Grid(headings, rows), curves, {"waves": waves})


def _shares(scenarios: list[Scenario], setting: Setting) -> dict[str, Curve]:
    """Share of ideas done within some months, by gate, with intervals over independent runs."""
    tasks = [
        (scenario, setting.length(RUN_YEARS) * 52, setting.seed, run)
        for scenario in scenarios
        for run in range(RUNS)
    ]
    counts = gather(_counts, tasks, setting)
    curves = {}
    for place, (months, (name, _)) in enumerate(GATES.items()):
        runs = np.array(counts[place * RUNS : (place + 1) * RUNS])
        shares = [ratio(runs[:, [k]], runs[:, [-1]]) for k in range(len(MONTHS))]
        label = f"Share of ideas done within so many months, funding {name}"
        numbers = tuple(Number.of(label, share, CHANCE) for share in shares)
        curves[f"done_{months}"] = Curve(label, tuple(map(float, MONTHS)), numbers)
    return curves


def _counts(scenario: Scenario, weeks: float, seed: int, run: int) -> tuple[float, ...]:
    """Ideas of one run that were done within 1, 2, ... months, and all; both ends of the run left out."""
    items = simulate_flow(scenario, horizon=weeks, seed=seed, replication=run).items
    asked = (items.idea > 104) & (items.idea < weeks - max(MONTHS) * MONTH)
    took = np.where(items.fate == DONE, items.left - items.idea, np.inf)[asked] / MONTH
    return (*(float((took <= months).sum()) for months in MONTHS), float(asked.sum()))


def _wave(scenario: Scenario, setting: Setting) -> dict[str, Any]:
    """Ideas before the gate and ideas in the team's queue over some years."""
    first, last = (years * 52.0 for years in WAVE)
    log = simulate_flow(scenario, horizon=last, seed=setting.seed)
    weeks = np.linspace(first, last, 1665)

    def upto(dates: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.searchsorted(np.sort(dates[~np.isnan(dates)]), weeks, side="right")

    ideas, entered, left = upto(log.items.idea), upto(log.items.entered), upto(log.items.left)
    return {"years": (weeks - first) / 52, "gate": ideas - entered, "team": entered - left}


@styled()
def draw_parts(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Idea to done by gate: wait for the gate, queue behind it, work."""
    (ax,) = axes
    ax.grid(visible=False)
    ax.grid(axis="x", color="#D0D0D0", linewidth=0.6)
    parts = (("gate", "waiting for the gate", VERMILLION, ""), ("queue", "in the queue behind it", ORANGE, "//"))
    for row, months in enumerate(GATES):
        left = 0.0
        widths = [(found[f"{key}_{months}"].value, name, colour, hatch) for key, name, colour, hatch in parts]
        for width, name, colour, hatch in [*widths, (WORK, "work", SKY, "")]:
            ax.barh(row, width, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=PAPER, zorder=3)
            text = name if row == 0 else ""
            if width > 0.9:
                words = f"{text}\n{width:.1f}" if text else f"{width:.1f}"
                ax.text(left + width / 2, row, words, ha="center", va="center", size=WORDS, color=text_on(colour),
                        zorder=5, bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.5})  # fmt: skip
            left += width
        whole = found[f"whole_{months}"]
        ax.plot([whole.exact, whole.exact], [row - 0.4, row + 0.4], color=INK, linewidth=2.2, zorder=6)
        low, high = (whole.worded(end, unit=False) for end in (whole.low, whole.high))
        say(ax, max(left, whole.exact), row, f"{whole} ({low} to {high})", ha="left", shift=(10, 0), weight="bold")
    ax.set_yticks(range(len(GATES)), [f"funding\n{name}" for name, _ in GATES.values()], size=WORDS)
    ax.set_ylim(len(GATES) - 0.4, -0.6)
    ax.set_xlim(0, found["whole_12"].value * 1.45)
    ax.xaxis.set_major_locator(MultipleLocator(2))
    labelled(ax, "months from the idea to done, mean", "")
    say(ax, found["whole_12"].value * 1.44, 3.35, "black mark: exact value", MUTED, ha="right")
    box = ax.get_position()
    ax.set_position((box.x0 + 0.03, box.y0, box.width - 0.03, box.height))


@styled()
def draw_wave(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Ideas before the gate and in the queue behind it, over years, at two gates in the same luck."""
    waves = found.extra["waves"]
    top = max(float((wave["gate"] + wave["team"]).max()) for wave in waves.values())
    for ax, (months, wave) in zip(axes, waves.items(), strict=True):
        base = wave["team"]
        ax.fill_between(
            wave["years"], 0, base, step="post", facecolor=ORANGE, hatch="//", edgecolor=PAPER, linewidth=0
        )
        ax.fill_between(wave["years"], base, base + wave["gate"], step="post", color=VERMILLION, linewidth=0)
        ax.set_xlim(0, WAVE[1] - WAVE[0])
        ax.set_ylim(0, top * 1.22)
        whole_numbers(ax, "y", 8)
        whole_numbers(ax, "x", 6)
        labelled(ax, "years", "ideas under way", f"funding {GATES[months][0]}")
    keys = [
        Patch(facecolor=VERMILLION, label="waiting for the gate"),
        Patch(facecolor=ORANGE, hatch="//", edgecolor=PAPER, label="let in, not done"),
    ]
    axes[0].legend(handles=keys, loc="upper left", fontsize=WORDS, frameon=False, ncols=2, handlelength=1.2)


@styled()
def draw_shares(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Share of ideas done within so many months; at the right, those of half a year."""
    ax, bars = axes
    for (months, (_, colour)), dash in zip(GATES.items(), DASHES, strict=False):
        curve = found.curves[f"done_{months}"]
        low, high = [100 * n.low for n in curve.y], [100 * n.high for n in curve.y]
        ax.fill_between(curve.x, low, high, color=colour, alpha=0.2, linewidth=0)
        ax.plot([0, *curve.x], [0, *(100 * y for y in curve.values)], color=colour, linestyle=dash, linewidth=2.6)
        ax.plot(6, 100 * found[f"half_year_{months}"].value, marker="o", markersize=10, color=colour, zorder=5)
    ax.axvline(6, color=MUTED, linewidth=1.0, linestyle=(0, (1, 2)))
    ax.set_xlim(0, MONTHS[-1])
    ax.set_ylim(0, 102)
    ax.xaxis.set_major_locator(MultipleLocator(3))
    labelled(ax, "months since the idea", "ideas done, %")
    bars.grid(visible=False)
    for row, ((months, (name, colour)), dash) in enumerate(zip(GATES.items(), DASHES, strict=False)):
        share = found[f"half_year_{months}"]
        bars.barh(row, 100 * share.value, height=0.4, color=colour)
        bars.plot([0, 18], [row - 0.36] * 2, color=colour, linestyle=dash, linewidth=2.6)
        say(bars, 18, row - 0.36, f"funding {name}", colour, shift=(8, 0), weight="bold")
        say(bars, 100 * share.value, row, f"{share}", colour, shift=(6, 0), weight="bold")
    bars.set_ylim(len(GATES) - 0.5, -0.7)
    bars.set_yticks([])
    bars.set_xlim(0, 102)
    labelled(bars, "done within half a year, %", "")


DEMONSTRATION = Demonstration(
    name="funding-gates",
    title="Funding gates: from the idea to money",
    question=(
        "A team needs a month for an idea. Funding is decided once a year. How long from an idea to done, on "
        "average?"
    ),
    purpose=(
        "People see that a yearly gate costs far more than half a year: it also sends a wave into the line behind "
        "it. The same people, the same ideas, the same load."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="parts",
            title="The gate is paid twice: before it and behind it",
            draw=draw_parts,
            see=(
                "With a yearly gate an idea takes {whole_12}, with a quarterly one {whole_3}, with a monthly one "
                "{whole_1}, without any {whole_0}. The work takes one month in all of them, and the team is busy "
                "{busy_12} of its time."
            ),
            why=(
                "Before a yearly gate an idea waits {gate_12} on average. Then a whole year of ideas arrives in "
                "one day, and queues for {queue_12} for a team that was waiting for work shortly before."
            ),
            ask="Which dates of our year decide about money? How old is the idea that was funded last?",
            claims=(
                Claim(
                    "The rarer the gate, the longer it takes.",
                    lambda f: (
                        f["whole_12"].above(f["whole_3"])
                        and f["whole_3"].above(f["whole_1"])
                        and f["whole_1"].value > f["whole_0"].value
                    ),
                ),
                Claim(
                    "Behind a yearly gate the queue is longer than without any gate.",
                    lambda f: f["queue_12"].value > 1.3 * f["queue_0"].value,
                ),
                Claim(
                    "The measured months lie within a twentieth of the exact ones.",
                    lambda f: (
                        all(f[f"whole_{m}"].near(f[f"whole_{m}"].exact, 0.05) for m in (12, 3))
                        and all(f[f"whole_{m}"].near(f[f"whole_{m}"].exact, 0.1) for m in (1, 0))
                    ),
                ),
                Claim(
                    "The load is the same for every gate.",
                    lambda f: all(f[f"busy_{m}"].near(0.8, 0.03) for m in GATES),
                ),
            ),
        ),
        Picture(
            name="wave",
            title="Every gate sends a wave",
            draw=draw_wave,
            see=(
                "At the left, ideas pile up for a year, are let in on one day, and keep the team busy for months. "
                "At the right the same ideas come in monthly: nearly nothing waits for the gate."
            ),
            why=(
                "The gate makes a batch of what came one by one. The team did nothing to deserve the wave, and "
                "cannot smooth it."
            ),
            ask="In which month is our line fullest? Who believes that this is because of the people in it?",
            claims=(
                Claim(
                    "More ideas are under way with the yearly gate.",
                    lambda f: _under_way(f, 12) > 1.5 * _under_way(f, 1),
                ),
            ),
            panels=(1.0, 1.0),
            note=(
                "The same ideas on the same days, and the same work. The yearly gate opens at the beginning of "
                "each year."
            ),
        ),
        Picture(
            name="shares",
            title="What can be promised for half a year",
            draw=draw_shares,
            see=(
                "Within half a year of the idea, {half_year_12} are done with a yearly gate, {half_year_3} with a "
                "quarterly one, {half_year_1} with a monthly one and {half_year_0} without any."
            ),
            why=(
                "With a yearly gate even the luckiest idea has to come just before the gate, and then be among the"
                " first of the wave."
            ),
            ask=(
                "Our competitor decides every month. What does that cost us with an idea that both of us had today?"
            ),
            claims=(
                Claim(
                    "The rarer the gate, the fewer are done in half a year.",
                    lambda f: (
                        f["half_year_3"].above(f["half_year_12"]) and f["half_year_1"].above(f["half_year_3"])
                    ),
                ),
                Claim(
                    "With a yearly gate it is less than half of what it is with a monthly one.",
                    lambda f: f["half_year_12"].value < 0.5 * f["half_year_1"].value,
                ),
            ),
            panels=(1.7, 1.0),
            note="Shaded: 95 % intervals.",
        ),
    ),
    script=(
        Step(
            2,
            "Guess",
            (
                "Read the question. Most will say seven months: half a year and the work. Write the guesses on the"
                " wall."
            ),
        ),
        Step(
            3,
            "Collect",
            (
                "Each table writes down the funding dates of their own year, and how long before them a request "
                "must be ready."
            ),
        ),
        Step(
            4,
            "Show the parts",
            (
                "Uncover the yearly bar part by part: {gate_12} before the gate, then the surprise: {queue_12} "
                "behind it. Compare {whole_12} with the guesses."
            ),
        ),
        Step(
            4,
            "Show the wave",
            (
                "Ask for the month in which this team looks overloaded, and for the one in which it looks idle. It"
                " is 80 % busy in every year."
            ),
        ),
        Step(
            3,
            "Show the shares",
            (
                "What could sales promise? {half_year_12} within half a year, against {half_year_1} with a monthly"
                " gate."
            ),
        ),
        Step(
            2,
            "Close",
            (
                "From yearly to quarterly saves {saved}, from quarterly to monthly {further} more. Where would the"
                " price of one more round be too high? That is the comparison of funding models (vmo compare "
                "insurer)."
            ),
        ),
    ),
    material=("the three figures", "the funding calendar of the organisation", "a wall for the guesses"),
    objections=(
        (
            "Urgent ideas get money in between.",
            (
                "Then there is a second way in. Count how many use it, and how long the others wait for them: see "
                "expedite."
            ),
        ),
        (
            "A gate a month is twelve times the meetings.",
            (
                "It is, if each is as long as the yearly one. The price of a round is a setting of funding models:"
                " `vmo sweep insurer --set funding_models.value_stream.cadence_weeks=4,13,26,52`."
            ),
        ),
        (
            "A yearly gate picks the better ideas.",
            (
                "It may; here every idea is funded, and only time is measured. What choosing is worth, and how "
                "uncertain ideas are when they are chosen, is part of vmo compare."
            ),
        ),
    ),
    limits=(
        "Every idea is funded in the end, and at once; approval time, business cases and their price are left out.",
        "One team, random ideas, random work; with several teams the wave is shorter, not smaller.",
        "Money earned is put equal to done; how much is earned is not shown.",
    ),
    source=(
        (
            "Exact values: a Markov chain over the gates (batches of ideas, one server), computed to ten digits "
            "(A: derived)."
        ),
        (
            "For comparison: a median of 150 days from idea to live (Arnold & Yuce, Maersk, Agile 2013, A). "
            "Scenario: invented numbers (D)."
        ),
    ),
    inputs=("80", "95"),
    boards=(Side("funding once a year", SCENARIO, changes(12)), Side("funding once a month", SCENARIO, changes(1))),
)


def _under_way(found: Findings, months: int) -> float:
    wave = found.extra["waves"][months]
    return float((wave["gate"] + wave["team"]).mean())


def _rising(values: list[float]) -> bool:
    return all(later > earlier for earlier, later in pairwise(values))
