"""The J-curve of a change: its deepest point, its break-even, and what is left when it is abandoned or delayed."""

from types import SimpleNamespace

import numpy as np
import pytest

from report.comparison.figures.jcurve import draw_transition
from report.comparison.transition import missing_line, transition_json, transition_lines
from sim.studies.comparison import compare
from sim.studies.jcurve import _recovery, abandoned, delayed, jcurves, month, staying
from tests.sim.cases import funding, mmp, scenario, stream

OLD = {"cadence_weeks": 52, "approval_weeks": 10}
AT_ONCE = {"to": "new", "adoption": "at_once", "dip": None}


def changes(**transitions):
    """Stream s works on m in weeks 10 to 30 under the old rules; n, from quarter 2 on, is never decided on.

    n takes 5 weeks and earns 1 000 a week. Rounds of the new rules cost 2 600 each.
    """
    models = {"old": funding(**OLD), "new": funding(approval_weeks=1, governance_per_round=2_600)}
    models |= {name: funding(**OLD, transition=AT_ONCE | more) for name, more in transitions.items()}
    work = [mmp("m", 20), mmp("n", 5, earns=1_000, appears_quarter=2)]
    return compare(
        scenario(work, stream(), funding_models=models, calendar={"benefit_quarters": 4}), replications=3
    )


def test_jcurve_by_hand():
    """Rounds in weeks 13, 26 and 39 cost 2 600 each; n is out in week 35 and earns 1 000 a week to week 52.

    Behind by 5 200 until week 35; then 1 000 a week: level in week 40.2 less the round of week 39 at 2 600, so
    7 800 in all: made up for by 7.8 weeks of earning, at the end of week 43.
    """
    (curve,) = jcurves(changes(change={}))
    assert (curve.change, curve.stay, curve.starts, curve.ends) == ("change", "old", 13, None)
    assert curve.mean[[13, 14, 27, 35]].tolist() == [0, -2_600, -5_200, -5_200]
    assert (curve.trough.week, curve.trough.mean) == (27, -5_200)
    assert (curve.trough.low, curve.trough.high) == (-5_200, -5_200)
    assert curve.mean[[39, 40, 42, 43]].tolist() == [-1_200, -2_800, -800, 200]
    assert curve.break_even == 43
    assert curve.recovered.tolist() == [43] * 3
    assert curve.share == 1
    assert curve.total.mean == 17_000 - 7_800


def test_recovery():
    """The week from which on a curve stays at or above zero."""
    assert _recovery(np.array([0.0, 1, 2])) == 0
    assert _recovery(np.array([0.0, -1, 2, -1, 0])) == 4
    assert _recovery(np.array([0.0, 1, -1])) is None


def test_months():
    """Twelve months to 52 weeks: the first quarter ends with month 3."""
    assert [month(week) for week in (0, 4, 13, 14, 52, 53)] == [1, 1, 3, 4, 12, 13]


def test_abandoned_and_delayed_are_told_from_each_other():
    """Models that differ only in the months or only in the quarter are paired; what falls after the end is none."""
    result = changes(change={}, given_up={"abandon_after_months": 3}, late={"from_quarter": 3})
    curves = jcurves(result)
    assert [(a.change, b.change) for a, b, _ in abandoned(result, curves)] == [("given_up", "change")]
    ((late, early, difference),) = delayed(result, curves)
    assert (late.change, early.change) == ("late", "change")
    # n is decided in week 26 instead of 13, but waits until week 30 in any case: one round less
    assert difference.mean == 2_600
    ends = {curve.change: curve.ends for curve in curves}
    assert ends == {"change": None, "given_up": 26, "late": None}


def test_words():
    """The paragraph of a comparison names dip, month of break-even, what is left and what waiting costs."""
    result = changes(change={}, given_up={"abandon_after_months": 6}, never={"abandon_after_months": 24})
    text = "\n".join(transition_lines(result))
    assert "Change, against staying with Old; first change in month 4." in text
    assert "at worst EUR 5 k behind on average, in month 7" in text
    assert "Break-even: on average month 10" in text
    assert "3 of 3 worlds are ahead in month 12" in text
    assert "Given up (month 10): EUR +12 k against staying (ahead); +9 k if it is kept." in text
    assert "Never: after the last quarter in which money is decided" in text
    assert "one more quarter" not in text
    (late,) = (
        line for line in transition_lines(changes(change={}, late={"from_quarter": 3})) if "one more" in line
    )
    assert late.startswith("Late: one more quarter of the old model than Change: EUR +3 k")


def test_document():
    """The same for machines, with null where there is nothing."""
    first, second = transition_json(changes(change={}, given_up={"abandon_after_months": 6}))
    assert first["trough"] == {"week": 27, "mean": -5_200, "low": -5_200, "high": -5_200}
    assert first["break_even_week"] == 43
    assert first["abandoning"] == [{"change": "given_up", "mean": 2_600, "low": 2_600, "high": 2_600}]
    assert (second["abandoned_week"], second["delaying"]) == (39, [])


def test_without_the_old_model():
    """Nothing is drawn without staying, and the user is told what to add."""
    result = changes(change={})
    alone = SimpleNamespace(scenario=result.scenario, models=("new", "change"), replications=3)
    assert jcurves(alone) == []
    assert draw_transition(alone) is None
    assert staying(alone, result.scenario.funding_models["change"]) is None
    assert missing_line(alone) == "Add old to --models to see the J-curve of change against staying with old."
    assert missing_line(result) is None


@pytest.mark.parametrize("worlds", [1, 3])
def test_figure(worlds):
    """Deepest point, break-even and every change with its end are on the page."""
    result = changes(change={}, given_up={"abandon_after_months": 3})
    if worlds == 1:
        result = compare(result.scenario, replications=1)
    figure = draw_transition(result)
    words = " ".join(text.get_text() for ax in figure.axes for text in ax.texts).replace("\n", " ")
    for part in ("first change, month 4", "EUR 5 k behind, month 7", "month 10", "change", "abandoned in month 7"):
        assert part in words
    assert any("ahead of or behind Old" in text.get_text() for text in figure.texts)
