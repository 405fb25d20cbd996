"""What was put into a line comes out of its history: rates, efforts, returns, blockers, within their intervals."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from intake.calibration.arrivals import fit_arrivals
from intake.calibration.back_test import reproduce
from intake.calibration.calibrate import calibrate, known_until
from intake.calibration.candidates import fits
from intake.calibration.from_run import history_of_run
from intake.calibration.write_back import write_calibrated
from intake.history.own_file import history_csv
from intake.history.reading import read_history
from scenarios.faults import ScenarioError
from scenarios.loader import load
from sim.lab.laboratory import simulate_flow

TRUTH = """\
name: truth
value_streams:
  - id: claims
    arrivals: {kind: poisson, rate: 3}
    stages:
      - {id: analysis, servers: 2, effort: {distribution: exponential, mean: 0.5}}
      - {id: build, servers: 4, effort: {distribution: lognormal, mean: 0.8, cv: 0.6}}
      - id: test
        servers: 2
        effort: {distribution: gamma, mean: 0.3, cv: 0.8}
        rework: {probability: 0.14, to: build}
"""
GIVEN = """\
name: line # ours
value_streams:
  # one team
  - id: claims
    arrivals: {kind: poisson, rate: 1}
    stages:
      - {id: analysis, name: Analysis, servers: 2, effort: 1}
      - {id: build, servers: 4, effort: 1} # the long one
      - {id: test, servers: 2, effort: 1}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("lines")
    (path / "truth.yaml").write_text(TRUTH, encoding="utf-8")
    (path / "given.yaml").write_text(GIVEN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def given(folder):
    return load(folder / "given.yaml")


@pytest.fixture(scope="module")
def history(folder):
    truth = load(folder / "truth.yaml")
    log = simulate_flow(truth, horizon=220, seed=7)
    return history_of_run(log, truth.value_streams[0], skip=40)


@pytest.fixture(scope="module")
def fitted(given, history):
    return calibrate(given, history)


def test_known_parameters_are_recovered_within_their_intervals(fitted):
    """Rate, mean efforts and returns of the line that made the history; 95 % intervals widened to 99.9 %."""
    assert fitted.arrivals.low / 1.1 < 3 < fitted.arrivals.high * 1.1
    for stage, true in zip(fitted.stages, (0.5, 0.8, 0.3), strict=True):
        low, high = stage.fits[0].intervals["mean"]
        middle = (low * high) ** 0.5
        assert middle * (low / middle) ** 1.7 < true < middle * (high / middle) ** 1.7
    assert fitted.written["stages"]["test"]["rework"]["probability"] == pytest.approx(0.14, abs=0.05)
    assert fitted.written["stages"]["test"]["rework"]["to"] == "build"


def test_shapes_are_told_apart(fitted):
    """The shape that made the efforts is not refused, and the worst one is."""
    by_stage = {stage.stage: {fit.distribution: fit for fit in stage.fits} for stage in fitted.stages}
    assert by_stage["build"]["lognormal"].p > 0.001
    assert by_stage["build"]["exponential"].p < 0.001
    assert fitted.stages[1].fits[0].distribution == "lognormal"


def test_work_is_told_from_waiting(fitted, history):
    """Time in the stage is queue and work; what is fitted is the work alone."""
    stays = [
        (b.entered - a.entered).total_seconds() / 604_800
        for item in history.finished
        for a, b in zip(item.visits, item.visits[1:], strict=False)
        if a.stage == "analysis"
    ]
    assert np.mean(stays) > 1.3 * fitted.stages[0].fits[0].values["mean"]


def test_old_stands_beside_new_and_the_source_is_named(fitted):
    """Every change says what was there, and where the number comes from."""
    paths = {change.path: change for change in fitted.changes}
    assert paths["arrivals"].old == "poisson, 1 a week"
    assert paths["stages.test.rework"].old == "none"
    assert f"{len(fitted.stages)} items" not in fitted.source
    assert "items, 2025-01-" in fitted.source


def test_a_new_folder_holds_the_calibrated_line(fitted, folder, tmp_path):
    """Comments stay, numbers change, the file is read back as the very scenario; an existing folder is refused."""
    path = write_calibrated(fitted, folder / "given.yaml", tmp_path / "new")
    text = path.read_text(encoding="utf-8")
    assert "# one team" in text
    assert "was poisson, 1 a week" in text
    assert load(path).value_streams == fitted.scenario.value_streams
    with pytest.raises(ScenarioError, match="is not empty"):
        write_calibrated(fitted, folder / "given.yaml", tmp_path / "new")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new"]


def test_the_history_survives_its_file(history, given, tmp_path, fitted):
    """Calibrated from the file as from memory."""
    path = tmp_path / "h.csv"
    path.write_text(history_csv(history), encoding="utf-8")
    assert calibrate(given, read_history([path])).changes == fitted.changes


def test_the_back_test_knows_only_the_first_two_thirds(history, given):
    """What ended later is open then, what came later is not there; the bands hold most of what came."""
    day = date(2027, 1, 31)
    known = known_until(history, day)
    assert all(item.ended is None or item.ended.date() <= day for item in known.items)
    assert all(visit.entered.date() <= day for item in known.items for visit in item.visits)
    assert 0 < len(known.in_progress) < 60
    tested = reproduce(given, history, "claims")
    assert tested is not None
    assert sum(check.held for check in tested.checks) >= 3
    assert all(check.low < check.high for check in tested.checks)


def test_days_are_enough(history, given):
    """With dates and no times the means move by less than a tenth."""

    def floor(when):
        return when and when.replace(hour=0, minute=0, second=0, microsecond=0)

    items = tuple(
        replace(
            item, started=floor(item.started), ended=floor(item.ended), created=floor(item.created),
            visits=tuple(replace(visit, entered=floor(visit.entered)) for visit in item.visits),
        )
        for item in history.items
    )  # fmt: skip
    coarse = calibrate(given, replace(history, items=items, timed=False))
    assert coarse.stages[1].times.touch.mean() == pytest.approx(0.8, rel=0.12)


def test_columns_are_matched_by_name_or_by_saying_so(history, given):
    """An unknown column is refused with what is there; a queue column needs no stage."""
    renamed = replace(
        history,
        stages=("Ready", "Analysis", "Doing", "test"),
        items=tuple(
            replace(
                item,
                visits=tuple(
                    replace(visit, stage={"analysis": "Analysis", "build": "Doing"}.get(visit.stage, visit.stage))
                    for visit in item.visits
                ),
            )
            for item in history.items
        ),
    )
    with pytest.raises(ScenarioError, match="no column stands for build"):
        calibrate(given, renamed)
    assert calibrate(given, renamed, stages={"doing": "build"}).stages[1].times.visits > 100
    with pytest.raises(ScenarioError, match='no stage of the history is called "Doin"'):
        calibrate(given, renamed, stages={"Doin": "build"})


def test_blockers_where_they_are_counted(history, given):
    """Every fifth item blocked for a week: 7 % of the visits of a line of three stages."""
    items = tuple(replace(item, blocked_days=7.0 if k % 5 == 0 else 0.0) for k, item in enumerate(history.items))
    written = calibrate(given, replace(history, items=items)).written["blockers"]
    assert written["probability"] == pytest.approx(1 - 0.8 ** (1 / 3), abs=0.01)
    assert set(written["duration"]["values"]) == {1.0}


def test_too_little_is_refused(history, given):
    """Twenty finished items, or none with dates of stages, fit no line."""
    with pytest.raises(ScenarioError, match="needs at least 30"):
        calibrate(given, replace(history, items=history.items[:20]))
    bare = replace(history, items=tuple(replace(item, visits=()) for item in history.items))
    with pytest.raises(ScenarioError, match="no dates of stages"):
        calibrate(given, bare)


@pytest.mark.parametrize(("kind", "share"), [("poisson", 1), ("batch", 5), ("renewal", 0)])
def test_arrivals_by_their_spread(kind, share):
    """One by one at random, five at a time, and one a day."""
    rng = np.random.default_rng(9)
    begin = date(2025, 1, 6)
    start = np.datetime64(begin).astype("datetime64[s]").item()
    end = start + timedelta(weeks=104)
    if share == 1:
        weeks = rng.uniform(0, 104, 300)
    elif share == 5:
        weeks = np.repeat(rng.uniform(0, 104, 60), 5) + rng.uniform(0, 0.001, 300)
    else:
        weeks = np.arange(0, 104, 1 / 3) + rng.uniform(0, 0.05, 312)
    fit = fit_arrivals([start + timedelta(weeks=float(w)) for w in weeks], start, end)
    assert fit.written["kind"] == kind
    assert fit.low <= len(weeks) / 104 <= fit.high


def test_too_few_or_equal_durations_are_not_fitted():
    """Nineteen values, or twenty of one day, have no shape."""
    assert fits(np.linspace(1, 2, 19), 0.01) == ()
    assert fits(np.full(20, 1 / 7), 1 / 7) == ()
