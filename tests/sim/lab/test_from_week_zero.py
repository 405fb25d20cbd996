"""Runs observed from week 0: what is done by a date, when all is done, and what is not finished by then."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from scenarios.loader import load
from sim.lab.laboratory import run_flow
from sim.lab.statistics.cohort import Cohort
from sim.lab.statistics.dates import at_least
from sim.lab.statistics.results import FlowResult
from sim.lab.statistics.steady import FEWEST
from sim.lab.statistics.time_histogram import Spread, collect
from tests.sim.lab.exact_cases import CONSTANT, POISSON, exponential, stage, text

SLOW = text("kind: deterministic, every_weeks: 2", stage(1, CONSTANT.format(1)))
FED = text("kind: saturated", stage(1, exponential(2.0), 2))


def study(folder: Path, words: str, **asked: float) -> FlowResult:
    """A study of a scenario given as text."""
    path = folder / "scenario.yaml"
    path.write_text(words, encoding="utf-8")
    return run_flow(load(path), **asked)  # type: ignore[arg-type]


def test_not_done_is_not_called_done(tmp_path: Path) -> None:
    """Features come at week 2, 4, ... and take one: by week 9.5 four of thirty are done, in no run all of them."""
    result = study(tmp_path, SLOW, items=30, horizon=9.5, replications=20)
    found = result.completion()
    assert (found.asked, found.runs, found.all_left, found.all_done) == (30, 20, 0, 0)
    assert (found.done, found.unfinished, found.to_come) == (4, 0, 26)
    assert math.isnan(result.at_end("last").mean)
    assert all(math.isnan(week) for week in found.percentiles.values())
    assert result.streams[0].unfinished.to_come == 26


def test_all_is_done_without_a_horizon(tmp_path: Path) -> None:
    """The thirtieth feature comes at week 60 and is done at week 61, in every run."""
    result = study(tmp_path, SLOW, items=30, replications=20)
    found = result.completion("line")
    assert (found.all_left, found.all_done, found.to_come) == (20, 20, 0)
    assert found.percentiles == {50: 61, 85: 61, 95: 61}
    assert found.weeks.interval() == (61, 61)
    assert result.at_end("last").mean == 61


def test_a_week_of_completion_needs_enough_runs_that_complete(tmp_path: Path) -> None:
    """One exponential feature of mean 2 by week 2: done in 63 % of the runs, so there is a half and no 85 %."""
    words = text("kind: conwip, wip: 1", stage(1, exponential(2.0)))
    found = study(tmp_path, words, items=1, horizon=2, replications=200).completion()
    assert found.all_left / 200 == pytest.approx(1 - math.exp(-1), abs=0.12)
    assert found.percentiles[50] == pytest.approx(2 * math.log(2), abs=0.35)
    assert math.isnan(found.percentiles[85])
    assert not found.weeks.enough


def test_what_is_turned_away_is_not_done(tmp_path: Path) -> None:
    """A feature a week, three weeks of work and room for one: of four features two are turned away, two done."""
    words = text(
        "kind: deterministic, every_weeks: 1, lost_when_full: true",
        stage(1, CONSTANT.format(2.5), 1, "wip_limit: 1"),
    )
    found = study(tmp_path, words, items=4, replications=20).completion()
    assert (found.all_left, found.all_done) == (20, 0)
    assert (found.done, found.lost) == (2, 2)
    assert found.weeks.mean == 6.5  # come at 1 and 4


def test_how_many_by_a_date(tmp_path: Path) -> None:
    """Two servers of mean 2, always fed, finish as a Poisson process of rate 1: more certainty, fewer features."""
    result = study(tmp_path, FED, warm_up=0, horizon=12, replications=200)
    found = result.done_at_least()
    assert found == result.done_at_least("line")
    done = result.endings.done[:, 0]
    before = math.inf
    for p, known in found.items():
        assert known is not None
        assert known.runs == (done >= known.features).sum() >= p / 100 * 200
        assert (done >= known.features + 1).sum() < p / 100 * 200
        near = 4 * math.sqrt(p / 100 * (1 - p / 100) / 200)
        assert stats.poisson(12).sf(known.features) < p / 100 + near
        assert stats.poisson(12).sf(known.features - 1) > p / 100 - near
        assert known.features < before
        before = known.features


def test_how_many_of_a_known_distribution() -> None:
    """Poisson of mean 12: at least 12 with 53.8 %, 8 with 91.1 % (9: 84.5 %), 7 with 95.4 %."""
    found = at_least(stats.poisson(12).ppf((np.arange(10_000) + 0.5) / 10_000))
    assert [(known.features, known.runs) for known in found.values() if known] == [(12, 5384), (8, 9105), (7, 9542)]


@pytest.mark.parametrize(("runs", "known"), [(FEWEST - 1, []), (FEWEST, [50, 85]), (20, [50, 85, 95])])
def test_few_runs_promise_nothing(runs: int, known: list[int]) -> None:
    """Nineteen of twenty certainties are not told from fewer than twenty runs, none from fewer than sixteen."""
    found = at_least(np.arange(runs, dtype=np.float64))
    assert [p for p, value in found.items() if value is not None] == known


def test_the_end_counts_itself(tmp_path: Path) -> None:
    """From week 0 on, what is done in the very week of the horizon is done by the horizon."""
    result = study(tmp_path, SLOW, warm_up=0, horizon=7, replications=1)
    assert result.streams[0].done == 3
    assert result.observed == 7
    assert result.streams[0].throughput.mean == pytest.approx(3 / 7)


def test_percentiles_count_the_unfinished(tmp_path: Path) -> None:
    """Efforts are exponential with mean 2; those done within five weeks alone would be too quick by far."""
    result = study(tmp_path, FED, warm_up=0, horizon=5, replications=300)
    line = result.streams[0]
    assert line.censored
    for p in (50, 85):
        exact = -2 * math.log(1 - p / 100)
        low, high = line.percentiles[p].low, line.percentiles[p].high
        assert low < exact < high
        assert result.times[0].value(p / 100) < low


def test_a_percentile_among_the_unfinished_is_more_than() -> None:
    """Of four features one is done after one week and three are there after two: half of them take more than 2."""
    cohort, spread = Cohort(), Spread()
    done = collect(np.array([1.0]))
    cohort.add(done, collect(np.array([2.0, 2.0, 2.0])))
    spread.add(done)
    found = cohort.quantile(spread, 0.5)
    assert math.isnan(found.value)
    assert found.more_than == 2
    assert cohort.quantile(spread, 0.2).value == 1


def test_the_product_limit_by_hand() -> None:
    """Done at 1 and 4, unfinished at 2: a third is done by 1, all by 4, so 60 % take 4 weeks and not 1."""
    cohort, spread = Cohort(), Spread()
    done = collect(np.array([1.0, 4.0]))
    cohort.add(done, collect(np.array([2.0])))
    spread.add(done)
    assert cohort.quantile(spread, 0.3).value == 1
    assert cohort.quantile(spread, 0.6).value == 4
    assert spread.quantile(0.45).value == 1  # those done alone


def test_without_unfinished_features_nothing_changes() -> None:
    """The percentile of a cohort that is all done is that of its values, interval included."""
    rng = np.random.default_rng(1)
    cohort, spread, nothing = Cohort(), Spread(), collect(np.empty(0))
    for values in rng.exponential(2, (40, 12)):
        cohort.add(collect(values), nothing)
        spread.add(collect(values))
    a, b = cohort.quantile(spread, 0.85), spread.quantile(0.85)
    assert (a.value, a.low, a.high) == (b.value, b.low, b.high)
    assert a.low < a.value < a.high


def test_the_interval_of_a_cohort_covers() -> None:
    """Exponential times watched for at most two weeks: about 95 of 100 intervals hold the exact median."""
    rng = np.random.default_rng(7)
    exact, inside = math.log(2), 0
    for _ in range(40):
        cohort, spread = Cohort(), Spread()
        for times in rng.exponential(1.0, (40, 8)):
            watched = rng.uniform(0.2, 2.0, 8)
            over = times <= watched
            done = collect(times[over])
            cohort.add(done, collect(watched[~over]))
            spread.add(done)
        found = cohort.quantile(spread, 0.5)
        inside += found.low < exact < found.high
    assert inside >= 34


def test_a_line_that_takes_longer_is_watched_no_longer(tmp_path: Path) -> None:
    """In the long run percentiles are of the features done, as many as ever leave the line."""
    result = study(tmp_path, text(POISSON + "0.5", stage(1, 1.0)), horizon=400)
    assert not result.streams[0].censored
    assert not result.cohorts
