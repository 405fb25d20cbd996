"""Platform team: the scenario is what its numbers say, and theory by hand."""

import pytest
from matplotlib.figure import Figure

from scenarios.loader import load
from workshop.demonstrations.platform_team.draw import draw_waits
from workshop.demonstrations.platform_team.measure import (
    BUILD,
    BUILDERS,
    PEOPLE,
    STREAMS,
    WAYS,
    WORK,
    built,
)
from workshop.experiments.runs import variants
from workshop.experiments.theory import shared_wait
from workshop.parts.numbers import Curve, Findings, Grid, Number


def test_the_scenario_is_what_the_theory_takes_it_for():
    """Four streams of a feature a week, the people and the work of the constants."""
    case = load("platform-team")
    assert [stream.id for stream in case.value_streams] == list(STREAMS)
    assert case.platform("platform").servers == PEOPLE
    for stream in case.value_streams:
        build, platform = stream.stages
        assert (build.servers, build.effort.mean, platform.effort.mean) == (BUILDERS, BUILD, WORK)
        assert stream.arrivals.rate == 1


def test_theory_by_hand():
    """Alone at 90 %: 0.9 / 0.1 x 0.9 weeks of waiting; loads are 90, 90, 72 and 67.5 per cent."""
    assert WAYS["own"].exact == pytest.approx(built() + 8.1 + 0.9)
    assert [way.load for way in WAYS.values()] == pytest.approx([0.9, 0.9, 0.72, 0.675])


def test_every_way_is_a_scenario():
    """A person each has no platform left; those who help themselves are done after build."""
    shared, own, more, alone = variants("platform-team", [way.changes for way in WAYS.values()])
    assert all(stream.stages[1].platform is None for stream in own.value_streams)
    assert more.platform("platform").servers == shared.platform("platform").servers + 1
    assert alone.value_streams[0].onward(0) == ((0.25, -1), (0.75, 1))


def test_the_picture_of_waits_shows_every_load_that_the_caption_names():
    """The longest wait lies within the axes: nothing that is said is cut off."""
    loads = (0.8, 0.9, 0.95)
    waits = {
        way: tuple(Number("", shared_wait(WAYS[way].people, b, b)) for b in loads) for way in ("shared", "own")
    }
    curves = {way: Curve(way, loads, values) for way, values in waits.items()}
    axes = Figure().subplots()
    draw_waits(Findings({}, Grid((), ()), curves), (axes,))
    assert axes.get_ylim()[1] > max(number.value for number in waits["own"]) > 15
