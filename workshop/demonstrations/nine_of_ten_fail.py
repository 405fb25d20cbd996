"""Nine of ten fail: the same money on a few large bets, on many small ones, or on small ones stopped early."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from report.shared.style import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, SKY, VERMILLION, styled, text_on
from sim.lab.statistics.steady import ratio
from sim.studies.comparison import compare
from workshop.bets import bets_board
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Step
from workshop.drawing import WORDS, draw_curve, draw_theory, labelled, say, shorten
from workshop.numbers import CHANCE, Curve, Findings, Grid, Number
from workshop.runs import shipped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from scenarios.scenario import Scenario
    from sim.lab.engine.log import Floats
    from sim.studies.comparison import Comparison
    from workshop.board import Board

SCENARIO = "nine-of-ten-fail"
BETS = {4: 10, 8: 5, 20: 2, 40: 1}
"""Bets that the money pays for when all are finished, and how many times as large each is as the smallest."""
FEW, MANY = 4, 40
CHANCE_OF_ONE = 0.1
COST, VALUE, MONEY = 25_000.0, 250_000.0, 1_040_000.0
"""Of the smallest bet, and of the year, as in the scenario."""
MODELS = {"finish": ("every bet is finished", BLUE, "o"), "stop": ("stopped on evidence", GREEN, "s")}
WORLDS, QUICK = 100, 24
"""Simulated years, and those of short runs."""
WAYS = {"4_finish": (VERMILLION, "4 large bets"), "40_finish": (BLUE, "40 small bets"),
        "40_stop": (GREEN, "small bets, stopped early")}  # fmt: skip
"""The three ways whose spread is drawn."""
EDGES = np.arange(-0.125, 6.2, 0.25)


def sized(bets: int) -> Scenario:
    """The scenario with larger bets: the year pays for so many; more wait, for when some are stopped."""
    scenario, times = shipped(SCENARIO), BETS[bets]
    keep = bets // 2 + 3
    seen: dict[str | None, int] = {}
    mmps = []
    for mmp in scenario.mmps:
        place = seen[mmp.value_stream] = seen.get(mmp.value_stream, 0) + 1
        if place <= keep:
            mmps.append(
                mmp.model_copy(update={"features": (mmp.features or 0) * times, "value": mmp.value * times})
            )
    return scenario.model_copy(update={"mmps": tuple(mmps)})


def measure(setting: Setting) -> Findings:
    """Winners and return on the money for four sizes of bets, finished or stopped on evidence."""
    worlds = QUICK if setting.quick else WORLDS
    total = worlds * len(BETS)
    numbers = {"worlds": Number("Simulated years", float(worlds))}
    returns: dict[str, Floats] = {}
    for k, bets in enumerate(BETS):
        study = compare(
            sized(bets), replications=worlds, seed=setting.seed, pool=setting.pool,
            progress=lambda done, before=k * worlds: setting.progress(before + done, total),  # type: ignore[misc]
        )  # fmt: skip
        for model in MODELS:
            found, back = _outcomes(study, bets, model)
            numbers |= found
            returns[f"{bets}_{model}"] = back
    paired = returns[f"{MANY}_stop"] - returns[f"{MANY}_finish"]
    numbers["gain"] = _mean("Return more by stopping small bets, per unit of money", paired, "")
    spread = numbers[f"spread_{FEW}_finish"].value / numbers[f"spread_{MANY}_finish"].value
    numbers["wider"] = Number("Spread of large bets over spread of small ones", spread, exact=(MANY / FEW) ** 0.5)
    headings = (
        "Bets",
        "how",
        "finished",
        "stopped",
        "winners",
        "at least one",
        "half of it lost",
        "EUR back per EUR",
    )
    columns = ("finished", "stopped", "winners", "one", "loss", "back")
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (str(bets), MODELS[model][0], *(numbers[f"{what}_{bets}_{model}"] for what in columns))
        for bets in BETS
        for model in MODELS
    )
    curves = {
        f"{what}_{model}": Curve(
            f"{label}, {MODELS[model][0]}",
            tuple(map(float, range(len(BETS)))),
            tuple(numbers[f"{what}_{bets}_{model}"] for bets in BETS),
        )
        for what, label in (
            ("one", "Chance of at least one winner"),
            ("loss", "Chance of less than half of the money back"),
        )
        for model in MODELS
    }
    return Findings(numbers, Grid(headings, rows), curves, {"returns": returns})


def films(setting: Setting) -> tuple[Board, ...]:
    """The same year of luck with large bets, and with small ones that are stopped early."""
    sides = {f"{FEW} large bets": (FEW, "finish"), "small bets, stopped early": (MANY, "stop")}
    return tuple(bets_board(label, sized(bets), model, seed=setting.seed) for label, (bets, model) in sides.items())


def _outcomes(study: Comparison, bets: int, model: str) -> tuple[dict[str, Number], Floats]:
    """Numbers of one size and rule, and what came back per unit of money in each world."""
    times, label = BETS[bets], f"{bets} bets, {MODELS[model][0]}"
    benefits, cost = study.values("benefits", model), study.values("cost", model)
    back = benefits / cost
    winners = benefits / (VALUE * times)
    released, stopped = study.values("mmps_released", model), study.values("mmps_stopped", model)
    exact = model == "finish"
    nan = float("nan")
    key = f"{bets}_{model}"
    least = int(np.floor(0.5 * float(cost.mean()) / (VALUE * times)))
    begun = released + stopped + study.values("mmps_unfinished", model)
    numbers = {
        f"begun_{key}": _mean(f"Bets begun, {label}", begun, "bets"),
        f"finished_{key}": _mean(f"Bets finished, {label}", released, "bets"),
        f"stopped_{key}": _mean(f"Bets stopped, {label}", stopped, "bets"),
        f"missed_{key}": _mean(f"Winners stopped by mistake, {label}", study.values("false_stops", model), "bets"),
        f"winners_{key}": _mean(f"Winners, {label}", winners, "winners", bets * CHANCE_OF_ONE if exact else nan),
        f"one_{key}": _chance(
            f"At least one winner, {label}", winners > 0.5, 1 - (1 - CHANCE_OF_ONE) ** bets if exact else nan
        ),
        f"loss_{key}": _chance(
            f"Less than half of the money back, {label}",
            back < 0.5,
            float(stats.binom.cdf(least, bets, CHANCE_OF_ONE)) if exact else nan,
        ),
        f"back_{key}": _mean(f"Return per unit of money, {label}", back, ""),
        f"spread_{key}": Number(f"Standard deviation of the return, {label}", float(back.std(ddof=1))),
    }  # fmt: skip
    return numbers, back


def _mean(label: str, values: Floats, unit: str, exact: float = float("nan")) -> Number:
    """A mean over independent worlds."""
    column = np.asarray(values, dtype=np.float64)[:, None]
    return Number.of(label, ratio(column, np.ones_like(column)), unit, exact)


def _chance(label: str, happened: np.ndarray[tuple[int], np.dtype[np.bool_]], exact: float) -> Number:
    """Share of worlds with its interval (Wilson 1927)."""
    count = int(happened.sum())
    interval = stats.binomtest(count, len(happened)).proportion_ci(method="wilson")
    return Number(label, count / len(happened), float(interval.low), float(interval.high), CHANCE, exact)


@styled()
def draw_one(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Chance of at least one winner, and of losing half of the money, against the number of bets."""
    titles = {"one": "at least one winner", "loss": "more than half of the money lost"}
    for ax, (what, title) in zip(axes, titles.items(), strict=True):
        for model, (name, colour, marker) in MODELS.items():
            curve = found.curves[f"{what}_{model}"]
            if model == "finish":
                draw_theory(ax, curve.x, [100 * n.exact for n in curve.y], colour)
            draw_curve(ax, curve, colour, marker, factor=100)
            place, above = (1, what == "one") if model == "finish" else (0, what == "loss")
            say(ax, place, 100 * curve.values[place], name, colour, ha="right" if place else "left",
                va="bottom" if above else "top", shift=(-12 if place else 10, 8 if above else -8), weight="bold",
                width=140)  # fmt: skip
        ax.set_xticks(range(len(BETS)), [f"{bets} bets\nof {5 * times} weeks" for bets, times in BETS.items()])
        ax.set_ylim(0, 105)
        ax.set_xlim(-0.4, len(BETS) - 0.6)
        labelled(ax, "", "chance, %", title)


@styled()
def draw_spread(found: Findings, axes: tuple[Axes, ...]) -> None:
    """What a year's money brings back, world by world, for three ways of betting it."""
    high = 0.0
    for ax, (key, (colour, title)) in zip(axes, WAYS.items(), strict=True):
        back = found.extra["returns"][key]
        heights, _ = np.histogram(back, EDGES)
        middle = (EDGES[1:] + EDGES[:-1]) / 2
        ax.bar(middle, 100 * heights / len(back), width=0.22, color=colour)
        bets, model = key.split("_")
        if model == "finish":
            n = np.arange(int(bets) + 1)
            worth = n * VALUE * BETS[int(bets)] / MONEY
            chances = np.histogram(worth, EDGES, weights=stats.binom.pmf(n, int(bets), CHANCE_OF_ONE))[0]
            shown = chances > 0.001
            ax.plot(middle[shown], 100 * chances[shown], "o", color=INK, markersize=6, zorder=5)
            high = max(high, 100 * float(chances.max()))
        high = max(high, 100 * float(heights.max()) / len(back))
        ax.axvline(1, color=MUTED, linewidth=1.2, linestyle="--", zorder=1)
        ax.set_xlim(-0.3, 6)
        labelled(ax, "EUR back for each EUR", "share of years, %", title)
    for ax, key in zip(axes, WAYS, strict=True):
        ax.set_ylim(0, high * 1.08)
        say(ax, 5.9, high * 0.97, f"mean {found[f'back_{key}']:bare}, spread {found[f'spread_{key}']:bare}",
            ha="right", width=95)  # fmt: skip
    say(axes[0], 5.9, high * 0.72, "black: exact", MUTED, ha="right")
    say(axes[1], 5.9, high * 0.72, "dashed: money back", MUTED, ha="right")


@styled()
def draw_stop(found: Findings, axes: tuple[Axes, ...]) -> None:
    """What the money of a year paid for, with small bets, finished or stopped on evidence."""
    begun, winners = axes
    shorten(winners, 0.2)
    for place, model in enumerate(MODELS):
        key = f"{MANY}_{model}"
        parts = (("finished", BLUE, "finished"), ("stopped", SKY, "stopped"))
        left = 0.0
        for what, colour, word in parts:
            size = found[f"{what}_{key}"].value
            if size:
                begun.barh(place, size, left=left, height=0.55, color=colour)
                text = f"{found[f'{what}_{key}']:bare}\n{word}"
                ink = text_on(colour)
                begun.text(left + size / 2, place, text, ha="center", va="center", size=WORDS, color=ink)
            left += size
        won, missed = found[f"winners_{key}"].value, found[f"missed_{key}"].value
        winners.barh(place, won, height=0.55, color=GREEN)
        winners.text(
            won / 2, place, f"{won:.1f}\nwinners", ha="center", va="center", size=WORDS, color=text_on(GREEN)
        )
        if missed:
            winners.barh(
                place, missed, left=won, height=0.55, color=PAPER, edgecolor=ORANGE, linewidth=2, hatch="//"
            )
            say(winners, won + missed, place, f"{missed:.1f} stopped by mistake", ORANGE, shift=(6, 0), width=90)
    for ax in axes:
        ax.set_ylim(1.6, -0.6)
        ax.grid(axis="y", visible=False)
    begun.set_yticks(range(len(MODELS)), ["finish\nevery bet", "stop on\nevidence"])
    winners.set_yticks(range(len(MODELS)), ["", ""])
    top = max(found[f"begun_{MANY}_{model}"].value for model in MODELS)
    begun.set_xlim(0, top * 1.05)
    most = max(found[f"winners_{MANY}_{m}"].value + found[f"missed_{MANY}_{m}"].value for m in MODELS)
    winners.set_xlim(0, most * 1.35)
    labelled(begun, "bets, mean of all years", "", "what the money was spent on")
    labelled(winners, "winners, mean of all years", "", "what came of it")


DEMONSTRATION = Demonstration(
    name="nine-of-ten-fail",
    title="Nine of ten fail: how should the money be bet?",
    question=(
        "Nine of ten ideas fail, and nobody knows which. The money of a year pays for 4 large bets "
        "or 40 small ones. "
        "How likely is at least one winner, with each?"
    ),
    purpose=(
        "People see that many small bets bring the same on average and far less luck either way, and that stopping "
        "on evidence is what raises the average: the money of the losers buys more tickets."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="at-least-one",
            title="Few large bets usually win nothing at all",
            draw=draw_one,
            see=(
                "With 4 large bets there is at least one winner in {one_4_finish} of the years, with 8 in "
                "{one_8_finish}, with 20 in {one_20_finish} and with 40 in {one_40_finish}. More than half of the "
                "money is lost in {loss_4_finish} of the years with 4 bets, in {loss_40_finish} with 40, and in "
                "{loss_40_stop} with small bets that are stopped on evidence."
            ),
            why=(
                "Every bet misses nine times in ten; that all miss gets rarer with each further bet. "
                "A large bet is "
                "no likelier to win because it is large."
            ),
            ask="How many bets did we place last year? How many did we have to win?",
            claims=(
                Claim(
                    "A winner is likelier the more bets there are.",
                    lambda f: (
                        f["one_4_finish"].value
                        < f["one_8_finish"].value
                        < f["one_20_finish"].value
                        <= f["one_40_finish"].value
                    ),
                ),
                Claim(
                    "Four bets win nothing in more than half of the years; forty rarely do.",
                    lambda f: f["one_4_finish"].high < 0.6 and f["one_40_finish"].value > 0.9,
                ),
                Claim(
                    "Simulated chances lie within four standard errors of the exact ones.",
                    lambda f: all(_exact(f[f"one_{bets}_finish"], f["worlds"].value) for bets in BETS),
                ),
            ),
            panels=(1.0, 1.0),
            note=(
                "Dots: simulated years with 95 % intervals; dashed: binomial. A winner earns ten "
                "times its cost, so "
                "that finished bets break even on average."
            ),
        ),
        Picture(
            name="spread",
            title="The same average, another gamble",
            draw=draw_spread,
            see=(
                "Finished bets bring back what they cost on average, large or small, as far as the "
                "years can tell: for "
                "each euro {back_4_finish:band} and {back_40_finish:band}. The spread of the large ones is "
                "{wider:bare} times as wide. Small bets stopped early bring {back_40_stop:band}."
            ),
            why=(
                "Luck evens out with the root of the number of bets: ten times as many bets, a third "
                "of the spread. "
                "The average moves only when money is taken from losers in time."
            ),
            ask="What would we do after a year without a winner? Who would still be here?",
            claims=(
                Claim("The spread of large bets is at least twice as wide.", lambda f: f["wider"].value > 2),
                Claim(
                    "Finished bets of all sizes bring back the money on average, within four standard errors.",
                    lambda f: all(_breaks_even(f, bets) for bets in BETS),
                ),
                Claim("Stopping small bets early brings more back.", lambda f: f["gain"].low > 0),
            ),
            panels=(1.0, 1.0, 1.0),
        ),
        Picture(
            name="stop-early",
            title="Stopping early buys more tickets",
            draw=draw_stop,
            see=(
                "With every bet finished, the year pays for {finished_40_finish:bare} small bets and "
                "{winners_40_finish}. Stopped on evidence, {begun_40_stop} are begun, "
                "{stopped_40_stop:bare} of them "
                "stopped, and there are {winners_40_stop}, although {missed_40_stop:bare} would-be winners were "
                "stopped by mistake."
            ),
            why=(
                "Users are right four times in five after two of five features. That is enough: a stopped loser "
                "saves three fifths of its cost, which pays for the start of another."
            ),
            ask="When did we last stop something that was not late and not over budget, but simply not wanted?",
            claims=(
                Claim(
                    "Half as many bets more are begun, and fewer finished.",
                    lambda f: (
                        f["begun_40_stop"].value > 1.5 * f["begun_40_finish"].value
                        and f["finished_40_stop"].value < f["finished_40_finish"].value
                    ),
                ),
                Claim(
                    "There are more winners in spite of those stopped by mistake.",
                    lambda f: (
                        f["winners_40_stop"].value > f["winners_40_finish"].value
                        and f["missed_40_stop"].value > 0.2
                    ),
                ),
            ),
            panels=(1.35, 1.0),
        ),
    ),
    script=(
        Step(2, "Guess", "Read the question. Everybody writes down two chances in per cent."),
        Step(
            6,
            "Play",
            (
                "Everybody has ten coins to bet on a ten-sided die; a ten pays tenfold. Half the "
                "room bets everything "
                "on one throw, the other half one coin a throw. Who has won anything? Who has got the money back?"
            ),
        ),
        Step(
            4,
            "Show the chances",
            "{one_4_finish} against {one_40_finish}. Compare with the guesses, and with the die.",
        ),
        Step(
            3,
            "Show the spread",
            "Stress that the averages are the same: small bets are no better by themselves, only less of a gamble.",
        ),
        Step(
            4,
            "Show stopping",
            (
                "{winners_40_finish} become {winners_40_stop} with the same money. Point at the mistakes, too: "
                "{missed_40_stop:bare} winners a year are stopped. It pays all the same."
            ),
        ),
        Step(3, "Close", "Take your largest bet. What would be the first two fifths of it that users could judge?"),
    ),
    material=("the three figures", "ten-sided dice, ten coins per person"),
    objections=(
        (
            "Our ideas are better than one in ten.",
            (
                "Perhaps. Change success_probability in the scenario; with one in three the same holds, less "
                "drastically. Who has measured it here?"
            ),
        ),
        (
            "Some bets cannot be made small.",
            (
                "Then ask for the first part that users can judge. Where there is none, be sure that you "
                "can afford to lose."
            ),
        ),
        (
            "We would stop the wrong ones.",
            (
                "Yes, {missed_40_stop:bare} a year in this scenario, with users who are wrong one "
                "time in five. The "
                "money from the others is worth more than that."
            ),
        ),
    ),
    limits=(
        "Ideas are independent and equally likely to win. Bets on the same customer or technology fail together.",
        (
            "A large bet wins as often as a small one and earns in proportion. Small bets have no extra "
            "cost of a start."
        ),
        (
            "A large bet stopped early leaves too little of the year to finish another, so stopping "
            "shows little there."
        ),
        "The evidence is an assumption. With signals no better than a coin, stopping only wastes work: try it.",
    ),
    source=(
        "Binomial distribution (A: exact).",
        "Kohavi 2023, second hand: 80 to 92 % of tested ideas fail at Bing, Airbnb, Booking and Google Ads (B).",
        "Kohavi and others, Microsoft, 2009: about two thirds of well-designed experiments do not improve (A).",
        "Scenario and evidence: assumptions (D).",
    ),
    inputs=("4", "8", "10", "20", "40", "95"),
    films=films,
)


def _exact(chance: Number, worlds: float) -> bool:
    error = math.sqrt(chance.exact * (1 - chance.exact) / worlds)
    return abs(chance.value - chance.exact) < 4 * error


def _breaks_even(found: Findings, bets: int) -> bool:
    """The exact return is what the finished bets cost, less than all; its spread is that of the binomial."""
    mean = bets * CHANCE_OF_ONE * VALUE * BETS[bets] / MONEY
    error = mean * math.sqrt((1 - CHANCE_OF_ONE) / (CHANCE_OF_ONE * bets * found["worlds"].value))
    return abs(found[f"back_{bets}_finish"].value - mean) < 4 * error
