"""The data doctor finds what was put in, and stays silent where nothing is wrong."""

import importlib.util
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from intake.history.doctor.batches import batches_of
from intake.history.doctor.doctor import examine
from intake.history.doctor.drift import drift_of

spec = importlib.util.spec_from_file_location("made", Path(__file__).parents[1] / "made.py")
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)


def findings(history):
    return {finding.code: finding for finding in examine(history)}


def test_a_quiet_history_has_no_warnings():
    """Steady rate, closings spread over the days, known starts."""
    found = findings(made.of_items(np.random.default_rng(3).poisson(6, 60), np.random.default_rng(3)))
    assert {finding.weight for finding in found.values()} <= {"fact", "note"}


def test_every_objection_has_a_remedy():
    """Whatever is more than a fact or a count says what can be done."""
    rng = np.random.default_rng(5)
    history = made.of_items([3] * 30 + [9] * 30, rng, batched=0.8)
    history = replace(history, items=tuple(replace(i, started=None) if int(i.id) % 3 else i for i in history.items))
    found = findings(history)
    assert {"drift", "batch_closing", "no_start"} <= found.keys()
    assert all(finding.remedy for finding in found.values() if finding.weight in ("stop", "warning"))


def test_a_change_of_rate_is_found_with_its_week():
    """Three a week for thirty weeks, then nine: the change is dated, the remedy names the weeks after it."""
    rng = np.random.default_rng(1)
    drift = drift_of(np.concatenate([rng.poisson(3, 30), rng.poisson(9, 30)]))
    assert drift is not None
    assert drift.found
    assert abs(drift.week - 30) <= 2
    finding = findings(made.of_weeks(*rng.poisson(3, 30), *rng.poisson(9, 30)))["drift"]
    assert finding.weight == "stop"
    assert "--weeks" in finding.remedy


def test_a_beat_of_sprints_is_no_drift():
    """Nothing in odd weeks and twelve in even ones is a steady rate."""
    assert not drift_of(np.array([0, 12] * 26)).found


def test_drift_is_rarely_seen_where_there_is_none():
    """In 300 steady histories of 52 weeks at most 2 % are called drifting (1 % is promised)."""
    rng = np.random.default_rng(2)
    assert sum(drift_of(rng.negative_binomial(3, 0.3, 52)).found for _ in range(300)) <= 6


@pytest.mark.parametrize(("batched", "found"), [(0.0, False), (1.0, True), (0.6, True)])
def test_batch_closing(batched, found):
    """Closing at the end of a sprint is found where most items are closed so, and only there."""
    rng = np.random.default_rng(4)
    history = made.of_items(rng.poisson(5, 52), rng, batched=batched)
    assert batches_of(history).found is found


def test_bulk_closing_in_one_minute_is_told():
    """Thirty cards closed at once were not finished at once."""
    rng = np.random.default_rng(4)
    history = made.of_items(rng.poisson(5, 30), rng)
    at = history.items[-1].ended + timedelta(minutes=5)
    tidied = tuple(replace(item, ended=at) if int(item.id) % 5 == 0 else item for item in history.items)
    assert findings(replace(history, items=tidied))["at_once"].numbers["items"] >= 20


def test_types_that_take_different_times_are_told_apart():
    """Bugs in two days and stories in ten are two kinds of work; two names for one kind are not."""
    rng = np.random.default_rng(6)
    story, bug = (
        made.of_items([3] * 30, rng, days=10, type="Story"),
        made.of_items([3] * 30, rng, days=2, type="Bug"),
    )
    other = made.of_items([3] * 30, rng, days=10, type="Task group")

    def mixed(a, b):
        return replace(a, items=a.items + tuple(replace(item, id=f"b{item.id}") for item in b.items))

    assert findings(mixed(story, bug))["mixture"].weight == "warning"
    assert "mixture" not in findings(mixed(story, other))


def test_levels_are_never_mixed_in_silence():
    """Epics among stories are named with the option that leaves them out."""
    rng = np.random.default_rng(7)
    history = made.of_items([3] * 30, rng, type="Story")
    items = tuple(replace(item, type="Epic") if int(item.id) < 5 else item for item in history.items)
    assert '--without-types "Epic"' in findings(replace(history, items=items))["levels"].remedy


def test_a_growing_board_is_unstable():
    """Five started and three finished a week."""
    rng = np.random.default_rng(8)
    history = made.of_items([5] * 40, rng)
    items = tuple(
        replace(item, state="open", ended=None) if int(item.id) % 5 < 2 else item for item in history.items
    )
    assert findings(replace(history, items=items))["unstable"].weight == "warning"


def test_few_weeks_are_a_stop():
    """Nine weeks carry no forecast, ten do."""
    assert findings(made.of_weeks(*[3, 4, 5] * 3))["too_few_weeks"].weight == "stop"
    assert "too_few_weeks" not in findings(made.of_weeks(*[3, 4, 5] * 3, 4))
