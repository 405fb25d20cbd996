"""Work on the board at week 0: features that lie in the stages when a run starts."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.scenario import Scenario
from scenarios.writing.fingerprint import scenario_hash
from sim.lab.laboratory import run_flow, simulate_flow
from sim.stations.network import DONE, Network, Route, Step
from tests.sim.lab.exact_cases import CONSTANT, stage, text
from tests.sim.lab.networks import SATURATED, constant, conwip, every, exponential, poisson, simulate
from tests.sim.lab.networks import station as make_station

LINE = text("kind: deterministic, every_weeks: 2", stage(1, CONSTANT.format(1)))
TWO = text("kind: deterministic, every_weeks: 100", stage(1, CONSTANT.format(2)), stage(2, CONSTANT.format(1)))


def scenario(folder: Path, words: str, board: str = "") -> Scenario:
    """A scenario with a board."""
    path = folder / "scenario.yaml"
    path.write_text(words + (f"  on_board: {board}\n" if board else ""), encoding="utf-8")
    return load(path)


def done(log) -> list[float]:
    """Weeks in which features are done, in order."""
    return sorted(log.items.left[log.items.fate == 0].tolist())


def network(arrivals, board=(), *, limit=math.inf, servers=1, effort=None, stages=1) -> Network:
    """A line of equal stages with features on its board."""
    effort = effort or constant(1)
    steps = tuple(Step(f"k{k}", k, effort, ((1.0, k + 1 if k + 1 < stages else DONE),)) for k in range(stages))
    stations = tuple(make_station(f"s{k}", servers, limit) for k in range(stages))
    return Network(stations, (Route("s", steps, arrivals, on_board=tuple(board)),))


def test_four_features_wait_at_the_start(tmp_path: Path) -> None:
    """One server, a week each: four on the board and one more every other week are done at week 1, 2, ..., 7, 9."""
    log = simulate_flow(scenario(tmp_path, LINE, "[{stage: s1, count: 4}]"), horizon=10)
    assert done(log) == [1, 2, 3, 4, 5, 6, 7, 9]
    result = run_flow(load(tmp_path / "scenario.yaml"), horizon=6, warm_up=0)
    assert result.streams[0].done == 6


def test_ages_count(tmp_path: Path) -> None:
    """Two features of age 3 and 1 in the second stage, one in the first: cycle times 4, 3 and 3 weeks."""
    board = "[{stage: s2, ages: [3, 1]}, {stage: s1, count: 1}]"
    result = run_flow(scenario(tmp_path, TWO, board), horizon=50, warm_up=0)
    line = result.streams[0]
    log = simulate_flow(load(tmp_path / "scenario.yaml"), horizon=50)
    assert (log.items.left - log.items.entered).tolist() == [4, 3, 3]
    assert line.cycle_time.mean == pytest.approx(10 / 3)
    assert line.stages[1].wip.mean == pytest.approx((1 + 2 + 1) / 50)  # from week 0 on
    assert result.littles_law.relative_error < 1e-12
    half_way = run_flow(load(tmp_path / "scenario.yaml"), horizon=1.5, warm_up=0).streams[0].unfinished
    assert (half_way.count, half_way.oldest) == (2, 2.5)


def test_conwip_counts_the_board() -> None:
    """A line of three holds three whether they were on the board or not; with five on it, two leave first."""
    for board, weeks in ((0, [1, 2, 3, 4]), (2, [1, 2, 3, 4]), (5, [1, 2, 3, 4])):
        log = simulate(network(conwip(3), [(0, 0.0)] * board), 4.5)
        assert done(log) == weeks
        there = len(log.items) - len(done(log))
        assert there == 3
    log = simulate(network(conwip(3), [(0, 0.0)] * 5), 1.5)
    assert len(log.items) == 5


def test_a_board_may_be_fuller_than_its_limit() -> None:
    """Three features under a limit of one: none of those that wait outside is let in before they are gone."""
    log = simulate(network(every(1), [(0, 0.0)] * 3, limit=1), 6.5)
    assert log.items.entered[3:6].tolist() == [3, 4, 5]
    assert done(log) == [1, 2, 3, 4, 5, 6]


def test_a_supply_without_end_comes_after_the_board() -> None:
    """What lies on the board of a line that is always fed is served first."""
    log = simulate(network(SATURATED, [(0, 5.0)] * 2), 4.5)
    assert done(log) == [1, 2, 3, 4]
    assert log.items.entered[:4].tolist() == [-5, -5, 2, 3]


@pytest.mark.parametrize(
    "net",
    [
        network(poisson(0.5), [(1, 2.0), (0, 0.0)], stages=2, effort=exponential(1)),
        network(conwip(2), [(1, 2.0), (0, 0.0), (0, 0.0)], stages=2, effort=exponential(1)),
        network(poisson(0.5), [(1, 2.0), (0, 0.0), (0, 1.0)], stages=2, limit=2, effort=exponential(1)),
    ],
)
def test_items_come_on_top_of_the_board(net: Network) -> None:
    """A run with a limited supply ends when the board and the supply have left, and not before."""
    board = len(net.routes[0].on_board)
    log = simulate(net, math.inf, items=5)
    assert len(log.items) == len(done(log)) == 5 + board
    assert log.horizon == max(done(log))


def test_no_board_no_change(tmp_path: Path) -> None:
    """An empty board is the same as none, fingerprint included; features on it make another scenario."""
    plain = scenario_hash(scenario(tmp_path, LINE))
    assert scenario_hash(scenario(tmp_path, LINE, "[]")) == plain
    assert scenario_hash(scenario(tmp_path, LINE, "[{stage: s1, count: 1}]")) != plain


@pytest.mark.parametrize(
    ("board", "words"),
    [
        ("[{stage: s9, count: 1}]", 'no stage of this stream is called "s9"'),
        ("[{stage: s1}]", "neither how many"),
        ("[{stage: s1, count: 3, ages: [1, 2]}]", "make them agree"),
        ("[{stage: s1, ages: [-1]}]", "0"),
        ("[{stage: s1, count: 0}]", "1"),
    ],
)
def test_boards_that_make_no_sense(tmp_path: Path, board: str, words: str) -> None:
    """Each is refused with its place and a remedy."""
    with pytest.raises(ScenarioError) as error:
        scenario(tmp_path, LINE, board)
    (fault,) = error.value.faults
    assert "on_board" in str(fault)
    assert words in str(fault)


def test_a_board_needs_the_laboratory(tmp_path: Path) -> None:
    """A stream without arrivals is not run by the laboratory: its board would be ignored in silence."""
    words = LINE.replace("arrivals:", "# arrivals:")
    with pytest.raises(ScenarioError, match="give this one arrivals"):
        scenario(tmp_path, words, "[{stage: s1, count: 1}]")
