"""Studies of the flow laboratory: what they say on lines worked out by hand, and when they say nothing."""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.loader import load
from scenarios.scenario import Scenario
from sim.execution.pool import Pool
from sim.lab import laboratory
from sim.lab.laboratory import precise, run_flow, simulate_flow
from sim.lab.layout import network
from sim.lab.statistics.offered_load import default_horizon, load_of
from sim.lab.statistics.results import FlowResult
from sim.lab.statistics.stays import area, stayed
from sim.lab.statistics.tallies import tally
from sim.lab.statistics.time_histogram import Spread, collect
from tests.examples import examples
from tests.sim.lab.exact_cases import CONSTANT, POISSON, Make, exponential, stage, text

QUEUE = text(POISSON + "0.8", stage(1, 1.0))
LINE = text("kind: deterministic, every_weeks: 4", stage(1, CONSTANT.format(2)), stage(2, CONSTANT.format(3)))
OVERLOADED = text(POISSON + "1.2", stage(1, 1.0), stage(2, 0.5))


def same(a: FlowResult, b: FlowResult) -> bool:
    """Whether two results are equal to the bit."""
    return bool(
        np.array_equal(a.sums, b.sums)
        and np.array_equal(a.warm_ups, b.warm_ups)
        and all(np.array_equal(x.count, y.count) for x, y in zip(a.times, b.times, strict=True))
    )


def test_a_line_worked_out_by_hand(scenario: Make) -> None:
    """One feature every four weeks, two weeks at the first stage, three at the second: nobody waits."""
    result = run_flow(scenario(LINE), horizon=4020, warm_up=20)
    line = result.streams[0]
    assert line.throughput.mean == pytest.approx(0.25, rel=1e-12)
    assert line.cycle_time.mean == pytest.approx(5, rel=1e-12)
    assert line.cycle_time.interval(0.999) == pytest.approx((5, 5), rel=1e-9)
    assert line.wip.mean == pytest.approx(1.25, rel=1e-12)
    assert line.queue_time.mean == 0
    assert line.flow_efficiency.mean == pytest.approx(1, rel=1e-12)
    assert [found.value for found in line.percentiles.values()] == [5, 5, 5]
    assert [s.utilisation.mean for s in line.stages] == pytest.approx([0.5, 0.75], rel=1e-12)
    assert [s.starved.mean for s in line.stages] == pytest.approx([0.5, 0.25], rel=1e-12)
    assert line.bottleneck == "s2"
    assert not line.grows
    assert result.observed == 4000


def test_counts_at_the_end_are_those_of_the_log(scenario: Make) -> None:
    """Ideas at weeks 4, 8, ...: by week 22 four are done (9, 13, 17, 21), one of two weeks of age is left."""
    result = run_flow(scenario(LINE), horizon=22, warm_up=0)
    left = result.streams[0].unfinished
    assert result.streams[0].done == 4
    assert (left.count, left.mean_age, left.oldest) == (1, 2, 2)
    assert result.at_end("last").mean == 21


@settings(max_examples=examples(9))
@given(st.integers(0, 10_000), st.sampled_from(["card", "server"]), st.integers(1, 3), st.floats(0.1, 0.9))
def test_littles_law_is_an_identity(seed: int, blocking: str, limit: int, cut: float) -> None:
    """Counting who is there and adding up how long each stayed give the same, on any run and window."""
    words = text(
        POISSON + "1.0",
        stage(1, 0.8),
        stage(2, 0.7, 2, f"wip_limit: {limit + 1}, rework: {{probability: 0.2, to: s1}}"),
        stage(3, 0.5, 1, f"wip_limit: {limit}"),
        more=f"  blocking: {blocking}\n",
    )
    result = run_flow(_loaded(words), horizon=120, warm_up=120 * cut, seed=seed, replications=2)
    law = result.littles_law
    assert law.relative_error < 1e-9
    stages = sum(s.wip.mean for s in result.streams[0].stages)
    assert stages == pytest.approx(law.wip, rel=1e-9, abs=1e-12)


def _loaded(words: str) -> Scenario:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_text(words, encoding="utf-8")
        return load(path)


@given(
    st.lists(st.tuples(st.floats(0, 50), st.floats(0, 20) | st.none()), max_size=30),
    st.lists(st.floats(0, 80), min_size=2, max_size=6, unique=True),
)
def test_two_ways_of_integrating_agree(spans: list[tuple[float, float | None]], moments: list[float]) -> None:
    """The time integral of the number present equals the sum of the times present, cut to any window."""
    begin = np.array([a for a, _ in spans], dtype=float)
    end = np.array([math.nan if d is None else a + d for a, d in spans], dtype=float)
    edges = np.sort(np.array(moments))
    slow = [
        sum(
            max(0.0, min(b if b == b else math.inf, edge) - max(a, edges[0]))
            for a, b in zip(begin, end, strict=True)
        )
        for edge in edges
    ]
    assert area(begin, end, edges) == pytest.approx(slow, abs=1e-7)
    assert np.diff(stayed(begin, end, edges)) == pytest.approx(np.diff(slow), abs=1e-7)


@pytest.mark.parametrize("runs", [1, 3, 24])
def test_any_number_of_workers_gives_the_same(scenario: Make, runs: int) -> None:
    """Results are equal to the bit for one process and for two."""
    queue = scenario(QUEUE)
    asked: dict[str, Any] = {"horizon": 300.0, "replications": runs, "seed": 5}
    assert same(run_flow(queue, **asked), run_flow(queue, pool=Pool(2), **asked))


def test_a_checkpoint_gives_the_same(scenario: Make, tmp_path: Path) -> None:
    """Finished runs read back from a checkpoint are those that were computed."""
    queue, pool = scenario(QUEUE), Pool(checkpoint=tmp_path / "kept")
    asked: dict[str, Any] = {"horizon": 200.0, "replications": 18}
    first = run_flow(queue, pool=pool, **asked)
    assert any((tmp_path / "kept").iterdir())
    assert same(first, run_flow(queue, pool=pool, **asked))
    assert same(first, run_flow(queue, **asked))


def test_an_overloaded_queue_has_no_mean(scenario: Make) -> None:
    """At 120 % load throughput is what the stage can do; mean numbers and times do not exist and are not given."""
    result = run_flow(scenario(OVERLOADED), horizon=5000)
    line = result.streams[0]
    assert line.grows
    assert line.stages[0].load == pytest.approx(1.2)
    low, high = line.throughput.interval(0.999)
    assert low < 1 < high
    assert math.isnan(line.wip.mean)
    assert math.isnan(line.cycle_time.mean)
    assert math.isnan(line.percentiles[50].value)
    assert math.isnan(line.stages[0].queue.mean)
    assert line.stages[1].queue.mean < 2
    assert line.unfinished.count > 500


def test_from_empty_an_overloaded_queue_has_numbers(scenario: Make) -> None:
    """What happens within a year is a fair question, however high the load."""
    result = run_flow(scenario(OVERLOADED), horizon=52, warm_up=0, replications=40)
    line = result.streams[0]
    assert line.cycle_time.enough
    assert result.at_end("done").mean + result.at_end("unfinished").mean == pytest.approx(
        float(result.total("line/arrived").sum()) / 40
    )


def test_limits_can_hold_a_line_below_its_arrivals(scenario: Make) -> None:
    """Two single stages without buffer do 2/3 a week; at 0.7 the line itself is steady, the backlog grows."""
    words = text(POISSON + "0.7", *(stage(k, 1.0, 1, "wip_limit: 1") for k in (1, 2)), more="  blocking: server\n")
    line = run_flow(scenario(words), horizon=20_000).streams[0]
    assert line.piles_up
    assert not line.grows
    assert math.isnan(line.lead_time.mean)
    low, high = line.throughput.interval(0.999)
    assert low < 2 / 3 < high


def test_a_short_run_says_so(scenario: Make) -> None:
    """Thirty weeks of a queue that takes hundreds to forget: numbers, but no interval."""
    line = run_flow(scenario(QUEUE), horizon=30).streams[0]
    assert line.short
    assert not any(e.enough for e in (line.throughput, line.wip, line.cycle_time, line.queue_time))
    assert all(math.isnan(found.low) for found in line.percentiles.values())


def test_precision_stops_in_whole_rounds(scenario: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are added 20 at a time until throughput and cycle time are as precise as asked, or to a limit."""
    queue = scenario(text(POISSON + "0.5", stage(1, 1.0)))
    asked: dict[str, Any] = {"horizon": 400.0, "precision": 0.05}
    result = run_flow(queue, **asked)
    assert result.ended == "precision"
    assert result.replications % laboratory.ROUND == 0
    assert precise(result, 0.05)
    assert not precise(result, 0.001)
    fewer = run_flow(queue, horizon=400.0, replications=result.replications - laboratory.ROUND)
    assert not precise(fewer, 0.05)
    limited = run_flow(queue, horizon=400.0, precision=0.001, replications=30)
    assert (limited.ended, limited.replications) == ("replications", 30)
    with monkeypatch.context() as patch:
        patch.setattr(laboratory, "TASK", 1)  # one run to a task
        assert same(result, run_flow(queue, **asked))


def test_an_interrupt_keeps_finished_runs(scenario: Make) -> None:
    """Ctrl-C after some runs returns them; before the first there is nothing to return."""
    queue = scenario(QUEUE)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    result = run_flow(queue, horizon=20_000, replications=9, progress=stop)
    assert result.ended == "interrupted"
    assert 1 <= result.replications < 9


def test_a_result_does_not_grow_with_the_runs(scenario: Make) -> None:
    """Beyond sixteen runs one row of sums is kept per run, and the distribution keeps its size."""
    queue = scenario(QUEUE)
    some, more = (run_flow(queue, horizon=100, replications=n) for n in (20, 60))
    assert some.sums.shape[1:] == more.sums.shape[1:] == (1, len(some.columns.names))
    assert not more.times[0].few
    assert more.times[0].total == more.total("line/done").sum()


def test_fixed_amount_of_work(scenario: Make) -> None:
    """Five features of two weeks on two servers take six weeks."""
    words = text("kind: saturated", stage(1, CONSTANT.format(2), 2, "wip_limit: 2"))
    result = run_flow(scenario(words), items=5, replications=16)
    assert result.at_end("last").interval() == (6, 6)
    assert result.at_end("done").mean == 5


def test_any_ratio_of_sums_can_be_asked(scenario: Make) -> None:
    """Waiting is what is left of the cycle time without service; unknown columns are refused."""
    result = run_flow(scenario(QUEUE), horizon=2000)
    waiting = result.ratio({"line/cycle": 1.0, "line/served": -1.0}, "line/done")
    assert waiting.mean == pytest.approx(result.streams[0].queue_time.mean, rel=1e-9)
    with pytest.raises(KeyError):
        result.ratio("line/nonsense")
    with pytest.raises(KeyError):
        result.stream("nobody")


def test_arguments_that_make_no_sense(scenario: Make) -> None:
    """Wrong lengths, numbers and shares are refused with the remedy."""
    queue = scenario(QUEUE)
    for asked in ({"horizon": 0}, {"horizon": 5, "warm_up": 5}, {"replications": 0}, {"precision": 1.5}):
        with pytest.raises(ValueError, match=r"give|such as"):
            run_flow(queue, **asked)


def test_traffic_equations(scenario: Make) -> None:
    """Three of ten tests go back to build: 1 / 0.7 visits to both, and the load follows."""
    words = text(
        POISSON + "0.5", stage(1, 1.0), stage(2, 1.0, 2), stage(3, 0.5, 1, "rework: {probability: 0.3, to: s2}")
    )
    net = network(scenario(words))
    load_ = load_of(net)
    assert load_.visits[0] == pytest.approx([1, 1 / 0.7, 1 / 0.7])
    assert load_.stations == pytest.approx([0.5, 0.25 / 0.7, 0.25 / 0.7])
    assert not load_.overloaded(net, 0)


def test_busier_queues_are_run_longer(scenario: Make) -> None:
    """The default length grows with the load, within what a minute can do."""
    weeks = []
    for rate in (0.5, 0.8, 0.9):
        net = network(scenario(text(POISSON + str(rate), stage(1, 1.0))))
        weeks.append(default_horizon(net, load_of(net)))
    assert weeks[0] < weeks[1] < weeks[2] < 1e6


def test_times_in_bins() -> None:
    """Percentiles from bins are those of the values to half a per cent, for one run and for many put together."""
    rng = np.random.default_rng(3)
    values = rng.lognormal(1, 1, 4000)
    spread = Spread()
    for part in np.split(values, 20):
        spread.add(collect(part))
    for q in (0.05, 0.5, 0.85, 0.95, 0.99):
        assert spread.value(q) == pytest.approx(float(np.quantile(values, q, method="inverted_cdf")), rel=0.006)
    assert spread.total == 4000
    assert spread.bars(np.array([0.0, 1e9])) == pytest.approx([1])
    found = spread.quantile(0.5)
    assert found.low < np.e < found.high
    assert math.isnan(Spread().quantile(0.5).value)


def test_the_warm_up_is_cut_from_the_sums(scenario: Make) -> None:
    """Sums trimmed afterwards are those of a run whose warm-up was known."""
    queue = scenario(QUEUE)
    log, net = simulate_flow(queue, horizon=2560), network(queue)
    late, known = tally(net, log).trimmed(0.25), tally(net, log, 640.0)
    assert late.warm_up == known.warm_up
    assert late.sums == pytest.approx(known.sums, rel=1e-9, abs=1e-7)
    for a, b in zip(late.cycle_times, known.cycle_times, strict=True):
        assert a.count.sum() == b.count.sum()


def test_platform_team_and_classes(scenario: Make) -> None:
    """Streams that share a team see its whole load; classes of one stream add up to the stream."""
    words = "name: shared\nplatforms: [{id: team, servers: 2}]\nvalue_streams:\n" + "".join(
        f"- id: {name}\n  arrivals: {{kind: poisson, rate: 0.4, classes: {{expedite: 0.25}}}}\n"
        f"  stages: [{{id: api, platform: team, effort: {exponential(1.0)}}}]\n"
        for name in ("a", "b")
    )
    result = run_flow(scenario(words), horizon=4000)
    a, b = result.streams
    assert a.stages[0].utilisation.mean == b.stages[0].utilisation.mean == pytest.approx(0.4, rel=0.1)
    assert [each.id for each in a.classes] == ["expedite", "standard"]
    assert sum(each.throughput.mean for each in a.classes) == pytest.approx(a.throughput.mean, rel=1e-9)
    assert a.classes[0].cycle_time.mean < a.classes[1].cycle_time.mean


def test_blocked_is_not_done(scenario: Make) -> None:
    """Four weeks of blocker after two of work, before a free stage: blocked, never done and not pulled."""
    words = text(
        "kind: deterministic, every_weeks: 10",
        stage(1, CONSTANT.format(2), 1, "blockers: {probability: 1, duration: 4}"),
        stage(2, CONSTANT.format(1), 1, "wip_limit: 1"),
        more="  blocking: server\n",
    )
    first, second = run_flow(scenario(words), horizon=1010, warm_up=10).streams[0].stages
    assert first.blocked.mean == pytest.approx(0.4)
    assert first.in_service.mean == pytest.approx(0.2)
    assert first.not_pulled.mean == 0
    assert first.held.mean == first.held_blocked.mean == pytest.approx(0.4)
    assert first.starved.mean == pytest.approx(0.4)
    assert second.blocked.mean == 0


def test_without_room_ahead_is_not_blocked_outside(scenario: Make) -> None:
    """A blocker of one week, then two weeks without room: of three weeks after the work one is blocked."""
    words = text(
        "kind: conwip, wip: 2",
        stage(1, CONSTANT.format(1), 1, "wip_limit: 1, blockers: {probability: 1, duration: 1}"),
        stage(2, CONSTANT.format(4), 1, "wip_limit: 1"),
        more="  blocking: card\n",
    )
    first, second = run_flow(scenario(words), horizon=420, warm_up=20).streams[0].stages
    # every four weeks: one of work, one blocked, two without room ahead
    assert first.in_service.mean == pytest.approx(0.25)
    assert first.blocked.mean == pytest.approx(0.25)
    assert first.not_pulled.mean == pytest.approx(0.5)
    assert second.in_service.mean == pytest.approx(1)


def test_still_blocked_at_the_end(scenario: Make) -> None:
    """A feature that is stuck when the run ends is blocked until then."""
    words = text(
        "kind: conwip, wip: 1", stage(1, CONSTANT.format(1), 1, "blockers: {probability: 1, duration: 100}")
    )
    (first,) = run_flow(scenario(words), horizon=4, warm_up=0).streams[0].stages
    assert (first.in_service.mean, first.blocked.mean, first.not_pulled.mean) == (0.25, 0.75, 0)


def test_parts_hold_no_server(scenario: Make) -> None:
    """A finished part waits for its sibling in its slot, not with its server: the server is idle, not held."""
    words = text(
        "kind: deterministic, every_weeks: 10",
        "id: s1, parallel: [{id: a, servers: 1, effort: 1}, {id: b, servers: 1, effort: 5}]",
        stage(2, CONSTANT.format(1)),
        more="  blocking: server\n",
    )
    (both, _) = run_flow(scenario(words), horizon=1000, warm_up=0).streams[0].stages
    assert both.held.mean == 0
    assert both.utilisation.mean + both.starved.mean == pytest.approx(1)
