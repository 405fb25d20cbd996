"""The laboratory at its edges: full load, too little seen, runs and numbers that no machine bears."""

from __future__ import annotations

import pytest

from scenarios.faults import ScenarioError
from sim.lab.laboratory import run_flow
from sim.lab.layout import network
from sim.lab.statistics.offered_load import load_of
from tests.sim.lab.exact_cases import CONSTANT, POISSON, Make, exponential, stage, text

QUEUE = text(POISSON + "0.8", stage(1, 1.0))


@pytest.mark.parametrize("weeks", [1.0, 0.1, 0.7, 1 / 3])
def test_full_load_without_variability_is_steady(scenario: Make, weeks: float) -> None:
    """One feature every so many weeks that takes just as long: always exactly one in the line, none waits."""
    words = text(f"kind: deterministic, every_weeks: {weeks!r}", stage(1, CONSTANT.format(weeks)))
    result = run_flow(scenario(words), horizon=1000 * weeks, warm_up=10 * weeks)
    asked = run_flow(scenario(words), horizon=1000 * weeks)
    for line in (result.streams[0], asked.streams[0]):
        assert not line.grows
        assert not line.piles_up
        assert line.cycle_time.mean == pytest.approx(weeks)
        assert line.wip.mean == pytest.approx(1, rel=2e-3)
        assert line.stages[0].utilisation.mean == pytest.approx(1, rel=2e-3)
        assert line.queue_time.mean == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("arrivals", "effort"),
    [
        ("kind: poisson, rate: 1", CONSTANT.format(1)),
        ("kind: deterministic, every_weeks: 1", exponential(1.0)),
        ("kind: renewal, interval: {distribution: exponential, mean: 1}", CONSTANT.format(1)),
    ],
)
def test_full_load_with_variability_grows(scenario: Make, arrivals: str, effort: str) -> None:
    """At a load of exactly 1 anything that varies makes the queue grow for ever."""
    net = network(scenario(text(arrivals, stage(1, effort))))
    assert load_of(net).overloaded(net, 0)


def test_a_stream_that_varies_upsets_the_regular_one_beside_it(scenario: Make) -> None:
    """Two streams fill a platform team; one of them varies, so neither keeps up."""
    words = "name: shared\nplatforms: [{id: team, servers: 1}]\nvalue_streams:\n" + "".join(
        f"- id: {name}\n  arrivals: {{kind: {arrivals}}}\n  stages: [{{id: api, platform: team, effort: 1}}]\n"
        for name, arrivals in (("a", "deterministic, every_weeks: 2"), ("b", "poisson, rate: 0.5"))
    )
    net = network(scenario(words))
    assert load_of(net).regular.tolist() == [False, False]
    assert load_of(net).overloaded(net, 0)
    calm = network(scenario(words.replace("poisson, rate: 0.5", "deterministic, every_weeks: 2")))
    assert load_of(calm).regular.tolist() == [True, True]
    assert not load_of(calm).overloaded(calm, 1)


def test_no_interval_no_verdict_on_the_bottleneck(scenario: Make) -> None:
    """Ten times the work at the second stage: seen in a long run; in one of twenty weeks nobody can tell."""
    words = text(POISSON + "0.05", stage(1, 1.0), stage(2, 10.0))
    short = run_flow(scenario(words), horizon=20).streams[0]
    assert short.rivals is None
    assert not short.stages[0].utilisation.enough
    assert run_flow(scenario(words), horizon=8000).streams[0].rivals == ()
    alike = text(POISSON + "0.5", stage(1, 1.0), stage(2, 1.0))
    assert len(run_flow(scenario(alike), horizon=8000).streams[0].rivals or ()) == 1


@pytest.mark.parametrize(
    ("words", "horizon", "told"),
    [
        (QUEUE, 1e-300, "give between 1e-06 and 1e"),
        (QUEUE, 1e300, "give between 1e-06 and 1e"),
        (text("kind: deterministic, every_weeks: 1.0e-300", stage(1, 1.0)), 1.0, "stage visits"),
        (text("kind: saturated", stage(1, CONSTANT.format("1.0e-12"))), 1.0, "stage visits"),
        (text(POISSON + "0.5", stage(1, 1.0, 1, "side_work: 1.0e-9")), 1.0, "stage visits and interruptions"),
        (text(POISSON + "20, gate_weeks: 1.0e+5", stage(1, 0.01)), None, "give a --horizon of"),
    ],
)
def test_runs_that_no_machine_bears_are_refused(
    scenario: Make, words: str, horizon: float | None, told: str
) -> None:
    """A run without end, or of more events than memory holds, is an error with a remedy and not a hang."""
    with pytest.raises(ValueError, match=told):
        run_flow(scenario(words), horizon=horizon)


@pytest.mark.parametrize(
    "effort",
    ["{distribution: lognormal, median: 1, sigma: 30}", "{distribution: weibull, mean: 1, shape: 0.01}"],
)
def test_distributions_without_numbers_are_refused(scenario: Make, effort: str) -> None:
    """A mean or spread that no computer can hold is refused where it is written."""
    with pytest.raises(ScenarioError) as error:
        scenario(text(POISSON + "0.1", stage(1, effort)))
    assert "effort" in str(error.value.faults[0])


def test_efforts_beyond_the_horizon_never_end(scenario: Make) -> None:
    """Work of 10^12 weeks is cut at the horizon: one feature in service, the others wait."""
    words = text("kind: deterministic, every_weeks: 1", stage(1, CONSTANT.format("1.0e+12")))
    line = run_flow(scenario(words), horizon=10, warm_up=0).streams[0]
    assert (line.done, line.unfinished.count) == (0, 10)
    assert line.stages[0].in_service.mean == pytest.approx(0.9)
