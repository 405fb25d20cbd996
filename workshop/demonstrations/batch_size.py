"""Batch size: what a release costs against what waiting for the next one costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from report.shared.style import BLUE, GREEN, MUTED, ORANGE, PURPLE, VERMILLION, styled
from sim.lab.laboratory import simulate_flow
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Side, Step
from workshop.drawing import WORDS, draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.numbers import Curve, Findings, Grid, Number
from workshop.runs import flows, variants
from workshop.theory import batch_wait

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCENARIO = "batch-size"
RELEASE = "value_streams.product.stages.release"
RATE = 1.4
"""Features a week, as in the scenario."""
KINDS = {
    "costly": ("a release takes two weeks", 2.0, VERMILLION, "o", (3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24)),
    "cheap": ("a release takes half a week", 0.5, BLUE, "s", (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24)),
}
"""By key: name, weeks a release takes, colour, marker, batch sizes."""
WEEK_OF_RELEASE, WEEK_OF_DELAY = 20.0, 2.0
"""Thousands of euros: a week of the release crew, and a week that one finished feature does not earn (both D)."""
WEEKS = 20_000.0
SMALL, LARGE = 4, 20
"""Batches of the staircase."""
WINDOW = (100.0, 140.0)


def changes(size: int, effort: float) -> dict[str, object]:
    """The scenario with batches of this size, and releases that take so many weeks."""
    return {f"{RELEASE}.batch_size": size, f"{RELEASE}.effort": effort}


def measure(setting: Setting) -> Findings:
    """Weeks from built to live, and what it costs, against the size of a batch."""
    points = [(key, size) for key, kind in KINDS.items() for size in kind[4]]
    results = flows(
        variants(SCENARIO, [changes(size, KINDS[key][1]) for key, size in points]), setting, weeks=WEEKS
    )
    numbers: dict[str, Number] = {}
    for (key, size), result in zip(points, results, strict=True):
        name, effort, *_ = KINDS[key]
        parts = {f"product/release/{what}": 1.0 for what in ("queue", "service", "blocked", "not_pulled")}
        label = f"batches of {size}, {name}"
        weeks = Number.of(f"Weeks from built to live, {label}", result.ratio(parts, "product/done"), "weeks")
        price = WEEK_OF_RELEASE * effort / size
        mean, low, high = (price + WEEK_OF_DELAY * x for x in (weeks.value, weeks.low, weeks.high))
        numbers[f"{key}_weeks_{size}"] = weeks
        label = f"Release and delay per feature, {label}"
        numbers[f"{key}_cost_{size}"] = Number(label, mean, low, high, "k EUR", unsure=weeks.unsure)
    for key, (name, effort, _, _, sizes) in KINDS.items():
        best = min(sizes, key=lambda size: numbers[f"{key}_cost_{size}"].value)
        formula = (2 * WEEK_OF_RELEASE * effort * RATE / WEEK_OF_DELAY) ** 0.5
        numbers[f"{key}_best"] = Number(f"Cheapest batch, {name}", best, unit="features", exact=formula)
        numbers[f"{key}_least"] = numbers[f"{key}_cost_{best}"]
        numbers[f"{key}_wait"] = numbers[f"{key}_weeks_{best}"]
    stairs = {size: _staircase(size, setting) for size in (SMALL, LARGE)}
    for size, stair in stairs.items():
        unseen = float((stair["built"] - stair["live"]).mean())
        numbers[f"unseen_{size}"] = Number(
            f"Features built and not live, batches of {size}", unseen, unit="features"
        )
    what = ("weeks to live", "k EUR a feature")
    headings = ("Features in a release", *(f"{key}: {unit}" for unit in what for key in KINDS))
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (str(size), *(numbers.get(f"{key}_{what}_{size}", "") for what in ("weeks", "cost") for key in KINDS))
        for size in (1, 2, 4, 6, 8, 12, 20)
    )
    curves = {
        f"{key}_{what}": Curve(
            f"{label}, {kind[0]}",
            tuple(map(float, kind[4])),
            tuple(numbers[f"{key}_{what}_{size}"] for size in kind[4]),
        )
        for key, kind in KINDS.items()
        for what, label in (("weeks", "Weeks from built to live"), ("cost", "Release and delay per feature"))
    }
    return Findings(numbers, Grid(headings, rows), curves, {"stairs": stairs})


def _staircase(size: int, setting: Setting) -> dict[str, Any]:
    """Features built and features live over a stretch of weeks, counted from its beginning."""
    (scenario,) = variants(SCENARIO, [changes(size, KINDS["costly"][1])])
    first, last = WINDOW
    log = simulate_flow(scenario, horizon=last, seed=setting.seed)
    weeks = np.linspace(first, last, 801)
    ready = np.sort(log.visits.entered[log.visits.step == 1])
    live = np.sort(log.items.left[~np.isnan(log.items.left)])
    built = np.searchsorted(ready, weeks, side="right")
    out = np.searchsorted(live, weeks, side="right")
    return {"weeks": weeks - first, "built": built - out[0], "live": out - out[0]}


@styled()
def draw_stairs(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Built and live over time, for a small and a large batch, in the same luck."""
    stairs = found.extra["stairs"]
    high = max(float(stair["built"].max()) for stair in stairs.values())
    for ax, (size, stair), colour in zip(axes, stairs.items(), (GREEN, VERMILLION), strict=True):
        weeks, built, live = stair["weeks"], stair["built"], stair["live"]
        ax.fill_between(weeks, live, built, step="post", color=ORANGE, alpha=0.35, linewidth=0)
        ax.step(weeks, built, where="post", color=BLUE, linewidth=2.2)
        ax.step(weeks, live, where="post", color=colour, linewidth=2.6)
        ax.set_xlim(0, weeks[-1])
        ax.set_ylim(0, high + 4)
        labelled(ax, "weeks", "features", f"releases of {size} features")
        say(ax, weeks[300], built[300], "built", BLUE, ha="right", va="bottom", shift=(-6, 6), weight="bold")
        say(ax, weeks[640], live[640], "live", colour, ha="left", va="top", shift=(10, -10), weight="bold")
    area = "shaded: built, and nobody knows whether it is right"
    axes[-1].text(0.98, 0.06, area, transform=axes[-1].transAxes, ha="right", size=WORDS)


@styled()
def draw_weeks(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks from built to live against the size of a batch."""
    (ax,) = axes
    shorten(ax, 2.2)
    ends = []
    for key, (name, effort, colour, marker, sizes) in KINDS.items():
        curve = found.curves[f"{key}_weeks"]
        draw_curve(ax, curve, colour, marker)
        draw_theory(ax, sizes, [batch_wait(RATE, size) + effort for size in sizes], colour)
        ends.append((curve.x[-1], curve.values[-1], name, colour))
    _frame(ax, found, "weeks", "weeks from built to live, mean")
    name_ends(ax, ends, 2.2)
    say(ax, 24, ax.get_ylim()[1] * 0.06, "dashed: filling the batch and releasing it, without queueing", MUTED,
        ha="right", width=420)  # fmt: skip


@styled()
def draw_costs(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Cost of release and of delay per feature against the size of a batch."""
    (ax,) = axes
    shorten(ax, 2.2)
    sizes = KINDS["costly"][4]
    price = [WEEK_OF_RELEASE * KINDS["costly"][1] / size for size in sizes]
    delay = [WEEK_OF_DELAY * found[f"costly_weeks_{size}"].value for size in sizes]
    draw_theory(ax, sizes, price, PURPLE)
    draw_theory(ax, sizes, delay, ORANGE)
    last = float(sizes[-1])
    ends = [
        (last, price[-1], "release work (two weeks)", PURPLE),
        (last, delay[-1], "delay (two weeks)", ORANGE),
    ]
    for key, (name, _, colour, marker, _) in KINDS.items():
        curve = found.curves[f"{key}_cost"]
        draw_curve(ax, curve, colour, marker)
        ends.append((curve.x[-1], curve.values[-1], f"both: {name}", colour))
        best = found[f"{key}_best"].value
        ax.plot(best, found[f"{key}_least"].value, marker="o", markersize=20, color="none", markeredgecolor=colour,
                markeredgewidth=2.2, zorder=5)  # fmt: skip
        say(ax, best, found[f"{key}_least"].value, f"cheapest: {best:.0f}", colour, ha="center", va="top",
            shift=(0, -16), weight="bold")  # fmt: skip
    _frame(ax, found, "cost", "release and delay, thousand EUR a feature")
    name_ends(ax, ends, 2.2)


def _frame(ax: Axes, found: Findings, what: str, label: str) -> None:
    ax.set_xlim(0, 24.5)
    ax.set_xticks(range(0, 25, 2))
    ax.set_ylim(0, max(found.curves[f"costly_{what}"].values) * 1.1)
    labelled(ax, "features in a release", label)


def _is_u(found: Findings, key: str, what: str) -> bool:
    """Whether both ends lie well above the lowest point."""
    values = found.curves[f"{key}_{what}"].values
    return min(values[0], values[-1]) > 1.15 * min(values)


DEMONSTRATION = Demonstration(
    name="batch-size",
    title="Batch size: how much should go into a release?",
    question="A release takes two weeks, whatever is in it. How many features should go into one: 4, 8, 16?",
    purpose=(
        "People see that large batches are a rational answer to costly releases, that the cheapest size lies in "
        "between and its neighbourhood is flat, and that cheaper releases are what makes small ones pay."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="stairs",
            title="Small batches learn early, large ones late",
            draw=draw_stairs,
            see=(
                "The same features are built. In releases of 4, {unseen_4} are built and not yet live on average, "
                "in releases of 20 it is {unseen_20}."
            ),
            why=(
                "A finished feature earns nothing and tells nothing until the batch is full and released. "
                "Everything built meanwhile is built on what nobody has checked."
            ),
            ask="What have we built in the last months that no customer has seen yet? What if it is wrong?",
            claims=(
                Claim(
                    "The larger batch has at least half as much again unseen.",
                    lambda f: f["unseen_20"].value > 1.5 * f["unseen_4"].value,
                ),
            ),
            panels=(1.0, 1.0),
        ),
        Picture(
            name="weeks",
            title="Too small queues for the release, too large waits for the batch",
            draw=draw_weeks,
            see=(
                "With costly releases a feature waits {costly_weeks_4} from built to live in batches of 4, "
                "{costly_weeks_6} in batches of 6 and {costly_weeks_20} in batches of 20. With cheap ones it is "
                "{cheap_weeks_2} in batches of 2."
            ),
            why=(
                "Small batches keep the release crew busy all the time, and features queue for it. Large ones wait"
                " until they are full: half of a batch over the features built a week."
            ),
            ask=(
                "What makes a release costly here: test, sign-off, environment, fear? Which of them could be gone "
                "in a quarter?"
            ),
            claims=(
                Claim("With costly releases the curve is a U.", lambda f: _is_u(f, "costly", "weeks")),
                Claim(
                    "Cheap releases are faster at every size that both can do.",
                    lambda f: all(
                        f[f"costly_weeks_{s}"].value > f[f"cheap_weeks_{s}"].value for s in (3, 4, 6, 8, 12, 20)
                    ),
                ),
                Claim(
                    "Large batches lie within a tenth of the line without queueing.",
                    lambda f: all(
                        f[f"{key}_weeks_{s}"].near(batch_wait(RATE, s) + KINDS[key][1], 0.1)
                        for key in KINDS
                        for s in (16, 20)
                    ),
                ),
            ),
        ),
        Picture(
            name="costs",
            title="The U-curve: release work against delay",
            draw=draw_costs,
            see=(
                "With costly releases, batches of {costly_best:bare} are cheapest: {costly_least} a feature. With "
                "cheap ones it is {cheap_best:bare}, for {cheap_least}. Near the lowest point the curve is flat."
            ),
            why=(
                "The price of a release is shared by the batch, and delay grows with it. Where both are equal the "
                "sum is lowest; a cheaper release moves the point to the left and down."
            ),
            ask=(
                "What does a release cost us, and what a week of delay? Nobody knows? Then who chose our batch "
                "size?"
            ),
            claims=(
                Claim("Both curves are a U.", lambda f: _is_u(f, "costly", "cost") and _is_u(f, "cheap", "cost")),
                Claim(
                    "Cheaper releases make smaller batches pay.",
                    lambda f: f["cheap_best"].value < f["costly_best"].value,
                ),
                Claim(
                    "And cost less than the best that costly ones can do.",
                    lambda f: f["cheap_least"].value < 0.75 * f["costly_least"].value,
                ),
                Claim(
                    "The curve is flat near its lowest point.",
                    lambda f: f["costly_cost_8"].value < 1.15 * f["costly_least"].value,
                ),
            ),
            note=(
                "Assumed: a week of the release crew costs 20,000 EUR; a feature that is built and not live loses "
                "2,000 EUR a week (grade D)."
            ),
        ),
    ),
    script=(
        Step(2, "Choose", "Read the question. Hands up for 4, for 8, for 16. One reason from each."),
        Step(
            4,
            "Play",
            (
                "Two tables fold paper boats. One hands each boat to the customer at once, the other in tens. The "
                "customer refuses the first boat and says why: count the boats that are wrong by then."
            ),
        ),
        Step(
            3,
            "Show the staircase",
            (
                "Point at the area: features that nobody has seen. {unseen_4} with small releases, {unseen_20} "
                "with large ones."
            ),
        ),
        Step(
            3,
            "Show the weeks",
            "Begin with the costly release, from the right. Let the room find out why it turns up at the left.",
        ),
        Step(
            4,
            "Show the U-curve",
            (
                "The cheapest batch is {costly_best:bare} while a release takes two weeks, {cheap_best:bare} when "
                "it takes half a week, and the price falls from {costly_least} to {cheap_least}. Ask what that is "
                "worth a year."
            ),
        ),
        Step(2, "Close", "Each table writes down one thing that makes a release costly, and who could remove it."),
    ),
    material=("the three figures", "paper for boats", "what the last release cost, if anybody knows"),
    objections=(
        (
            "Our customers do not want a release every week.",
            (
                "A release can be dark: what matters is that somebody checks it. The staircase counts what nobody "
                "has checked."
            ),
        ),
        (
            "Releases are cheaper together.",
            "They are: that is the falling line of the U-curve. The question is where it meets the rising one.",
        ),
        (
            "Cost of delay is a guess.",
            (
                "So it is. The curve is flat near its lowest point: a guess that is off by half moves the batch by"
                " a fifth. Not guessing is guessing nothing."
            ),
        ),
    ),
    limits=(
        (
            "Mistakes made on unchecked work are counted as features, not as rework; in reality late feedback also"
            " makes more work."
        ),
        "A release takes the same whatever is in it. Where it grows with the batch, small ones are better still.",
        "Prices of release and delay are assumptions; change them for your own case.",
    ),
    source=(
        (
            "Reinertsen, The Principles of Product Development Flow, ch. 5 (C); the square-root formula for "
            "batches: Harris 1913 (A: derived)."
        ),
        (
            "Telecom product: median of 64 days from finished to production (Laukkanen 2017 data, own analysis, "
            "A). Scenario: invented numbers (D)."
        ),
    ),
    inputs=("2", "4", "6", "8", "16", "20", "20,000", "2,000"),
    boards=(Side("releases of 4", SCENARIO, changes(4, 2.0)), Side("releases of 20", SCENARIO, changes(20, 2.0))),
)
