"""Maps, sweeps and tornados of made-up numbers: seven models with long names, many numbers, values far apart."""

import numpy as np
import pytest

from report.ranges.grid_axis import grid_axis
from report.ranges.map_figure import map_figure
from report.ranges.sweep_figure import draw_sweep
from report.ranges.tornado_figure import MOST, draw_tornado
from scenarios.loader import load
from scenarios.variation.axis import Axis
from scenarios.variation.uncertain_number import Number
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import paired_difference
from sim.studies.break_even_map import Map
from sim.studies.cases import Outcomes
from sim.studies.sweeps import Sweep
from sim.studies.tornado import Entry, Sensitivity
from tests.report.pages import texts_lie_apart, texts_of, with_long_names

APPROVAL = "approval weeks (Projects approved once a year by the investment committee)"


@pytest.fixture(scope="module")
def scenario():
    tiny = load("tiny")
    return with_long_names(tiny, [*tiny.funding_models.values()][:1])


def differences(count, seed=3, shift=0.0):
    rng = np.random.default_rng(seed)
    zero = np.zeros(40)
    made = (rng.normal(1e6 * (k - count / 2 + shift), 2e6, 40) for k in range(count))
    return [paired_difference("npv", "more", ("m1", "m0"), amounts, zero) for amounts in made]


def mapped(scenario, x, y):
    cells = differences(len(x.values) * len(y.values))
    rows = tuple(tuple(cells[k : k + len(x.values)]) for k in range(0, len(cells), len(x.values)))
    return Map(scenario, 1, ("m0", "m1"), "npv", x, y, rows)


def axis(values, base, label="factor on value per quarter (every MMP)", path="mmps.*.value_per_quarter"):
    return Axis(path, values, label, base)


def crosses(figure):
    return [line for line in figure.axes[0].lines if line.get_marker() == "P"]


@pytest.mark.parametrize(
    ("across", "up"),
    [
        (((0, 4, 8, 14), 10.0), ((0.6, 0.9, 1.3), 1)),  # between values
        (((0, 4, 8, 14), 8), ((0.6, 1, 1.3), 1)),  # in the middle of a cell
        (((1, 2, 5, 10, 50), 7), ((0.6, 1, 1.3), 0.6)),  # steps so uneven that the axis is logarithmic
        (((4, 8, 12), 13), ((0.6, 1, 1.3), 1.4)),  # beyond the last values, but within their cells
    ],
)
def test_the_cross_stands_where_the_scenario_is(scenario, across, up):
    """Its coordinates are the scenario's values, in the units of the axes, and no number hides it."""
    study = mapped(scenario, axis(*across, label=APPROVAL, path="m0.approval_weeks"), axis(*up))
    figure = map_figure(study)
    (cross,) = crosses(figure)
    assert (list(cross.get_xdata()), list(cross.get_ydata())) == ([across[1]], [up[1]])
    texts_lie_apart(figure)
    at = cross.get_window_extent(figure.canvas.get_renderer())
    numbers = [text.get_window_extent() for text in figure.axes[0].texts]
    assert not any(at.overlaps(box) for box in numbers)
    assert "Cross: the scenario as it is." in figure.texts[2].get_text()


@pytest.mark.parametrize(("base", "words"), [(30, "(30; 1) lies outside"), ("", "has several values here")])
def test_a_scenario_outside_the_map_has_no_cross_and_is_told(scenario, base, words):
    """No cross at the rim, and no note of a cross that is not there."""
    figure = map_figure(mapped(scenario, axis((0, 4, 8), base), axis((0.6, 1, 1.3), 1)))
    assert not crosses(figure)
    assert words in figure.texts[2].get_text()
    assert "Cross:" not in figure.texts[2].get_text()


def test_words_and_values_out_of_order_stand_one_after_the_other():
    """What has no place on a scale keeps the order in which it was given."""
    for values, base, at in (
        ((None, 4), 4, 1.0),
        (("wsjf", "cd3"), "wsjf", 0.0),
        ((8, 4), 8, 0.0),
        ((4, 8), 6, 6.0),
    ):
        assert grid_axis(axis(values, base)).now == at
    assert grid_axis(axis((8, 4), 6)).now is None


def swept(scenario, axes, models):
    rng = np.random.default_rng(2)
    count = int(np.prod([len(a.values) for a in axes]))
    values = rng.normal(5e6, 1e6, (count, 20, len(models), len(OUTCOMES)))
    values += 3e6 * np.arange(len(models))[:, None] + 1e6 * np.arange(count)[:, None, None, None]
    points = tuple(Outcomes(tuple(models), one) for one in values)
    return Sweep(scenario, 1, tuple(models), axes, ("npv",), points)


NEAR = (1, 2, 3, 13, 26, 51, 52)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_names_and_values_of_a_sweep_lie_apart(scenario, count):
    """With one model, two and seven; values that stand close together are not written over each other."""
    models = list(scenario.funding_models)[:count]
    figure = draw_sweep(swept(scenario, (axis(NEAR, 13, label=APPROVAL),), models), "npv")
    texts_lie_apart(figure)
    said = " ".join(text.get_text() for text in texts_of(figure)).replace("\n", " ")
    assert f"best: {NEAR[-1]}" in said
    assert ("bands" in figure.texts[-1].get_text()) == (count < 7)


def test_lines_for_values_of_a_second_number_lie_apart(scenario):
    """The value is the name of its line, and is never cut."""
    second = axis((0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 1.7), 1)
    figure = draw_sweep(swept(scenario, (axis(NEAR, 13, label=APPROVAL), second), ["m0", "m1"]), "npv")
    texts_lie_apart(figure)
    said = [text.get_text() for text in texts_of(figure)]
    assert all(second.word(value) in said for value in second.values)


def many(count):
    label = "Productivity while a team forms (Value streams funded by the quarter)"
    numbers = [Number(f"n{k}", label, ("a.b",), 0.25, 0.5, 0.9, False, "C", "") for k in range(count)]
    (base,) = differences(1, seed=9, shift=3)
    ends = list(zip(differences(count), differences(count, seed=4, shift=1), strict=True))
    return base, [Entry(n, low, high, base, True, None) for n, (low, high) in zip(numbers, ends, strict=True)]


def test_a_tornado_says_how_many_and_where_the_scenario_stands(scenario):
    """Eleven of thirty rows, each with its value now; bars that are not decided are hollow."""
    base, entries = many(30)
    figure = draw_tornado(Sensitivity(scenario, 1, ("m0", "m3"), "npv", base, tuple(entries)))
    texts_lie_apart(figure)
    said = [text.get_text().replace("\n", " ") for text in texts_of(figure)]
    assert any(text.startswith(f"{MOST} of 30 numbers") for text in said)
    assert sum(text.endswith("now 0.5") for text in said) == MOST
    bars = figure.axes[0].patches
    drawn = [d for entry in entries[:MOST] for d in (entry.low, entry.high)]
    assert len(bars) == len(drawn)
    assert [bar.get_facecolor()[:3] == (1, 1, 1) for bar in bars] == [not d.decided for d in drawn]


def test_a_short_tornado_says_that_it_is_whole(scenario):
    """Nothing is left out, so nothing is said to be."""
    base, entries = many(3)
    figure = draw_tornado(Sensitivity(scenario, 1, ("m0", "m3"), "npv", base, tuple(entries)))
    assert any(text.get_text() == "All numbers." for text in texts_of(figure))
