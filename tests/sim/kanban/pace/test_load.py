"""Sustainable pace: a quarter of overload makes the next one slower; by hand, and as the load map has it."""

import math

import numpy as np
import pytest

from sim import simulation
from sim.kanban.pace.line_pace import LinePace
from sim.outcomes.strain_measures import load_by_quarter
from tests.sim.cases import funding, mmp, run, scenario, served, stage, stream

NOISY = {"distribution": "exponential", "mean": 1}


def pressed(features, pace, *, effort=1, servers=1, **more):
    """One MMP on one stage whose people bear so much."""
    work = stream("s", stage(effort=effort, servers=servers), sustainable_pace=pace)
    return scenario([mmp("a", features)], work, **more)


def test_full_quarter_makes_the_next_one_slower():
    """Thirteen weeks at full load, then everything takes twice as long at a loss of a half; quarter by quarter."""
    weeks = [end - start for start, end in served(run(pressed(16, {"load": 0.5, "time_lost": 0.5})), "a")]
    assert weeks == pytest.approx([1] * 13 + [2] * 3)


def test_loss_in_proportion():
    """A quarter at a load of 10/13, borne up to 7/13, is half way to full load: half of the loss."""
    case = scenario(
        [mmp("a", 10), mmp("b", 1, earliest_quarter=2)],
        stream("s", sustainable_pace={"load": 7 / 13, "time_lost": 0.5}),
    )
    outcome = run(case)
    start, end = served(outcome, "b")[0]
    assert start == 13
    assert end - start == pytest.approx(1 / 0.75)
    assert outcome.result.outcomes["lost_overload"] == pytest.approx((1 / 3) / (10 + 4 / 3))
    assert outcome.result.outcomes["peak_load"] == pytest.approx(10 / 13)


def test_borne_load_changes_nothing():
    """Without a loss nothing changes, to the byte."""
    bare = scenario([mmp("a", 60)], stream("s", stage(effort=NOISY, servers=2)))
    assert np.array_equal(run(pressed(60, {}, effort=NOISY, servers=2)).visits, run(bare).visits)
    assert math.isnan(run(bare).result.outcomes["peak_load"])


def test_overload_blocks_more():
    """In the quarter after one at full load every visit is blocked for two weeks, before that none."""
    pace = {"load": 0.5, "blockers": {"probability": 1, "duration": 2}}
    outcome = run(pressed(15, pace))
    waits = [round(row[7] - row[6], 9) for row in sorted(outcome.visits.tolist(), key=lambda row: row[5])]
    assert waits == [0] * 13 + [2] * 2


def test_load_of_the_engine_is_the_load_of_the_map(monkeypatch):
    """What slows people down is what the map shows, by stage and quarter, with people who come and go."""
    line = [stage("one", servers=2, effort=NOISY), stage("two", servers=2, effort=NOISY)]
    case = scenario(
        [mmp(f"m{k}", 12, on="ab"[k % 2]) for k in range(6)],
        stream("a", *line, sustainable_pace={"time_lost": 0.3}),
        stream("b", *line),
        calendar={"quarters": 4},
        budget={"per_quarter": [104_000, 104_000, 60_000, 104_000]},
    )
    seen: list[LinePace] = []

    class Watched(LinePace):
        def __init__(self, *rest):
            super().__init__(*rest)
            seen.append(self)

    monkeypatch.setattr(simulation, "LinePace", Watched)
    outcome = run(case, funding(staffing="follows_funding"))
    table = load_by_quarter(outcome.world.blueprint, outcome.visits, outcome.crews, outcome.end)
    kept = np.array(seen[0].load.history[:3]).T
    assert outcome.moves
    assert kept == pytest.approx(np.nan_to_num(table[:2, :3]), abs=1e-9)
