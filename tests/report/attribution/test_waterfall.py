"""Figures of attribution and claims: bars that join, limits, nothing outside the page."""

from dataclasses import replace

import numpy as np
import pytest

from report.attribution.waterfall import draw_waterfall
from report.claims.figure import draw_claims
from report.claims.text import Trial
from sim.studies.attribution_study import attribute
from sim.studies.cases import Case, Study
from sim.studies.claims import examine_all
from sim.studies.mechanism_groups import grouping
from tests.report.pages import LONG, texts_lie_apart, texts_of
from tests.sim.test_neutrality import portfolio

GROUPS = grouping("release_unit,approval+cadence,staffing+formation")


@pytest.fixture(scope="module")
def found():
    return attribute(portfolio(), "project", "value_stream", groups=GROUPS, replications=5)


@pytest.mark.parametrize("outcome", ["npv", "cost", "utilisation"])
@pytest.mark.parametrize("ladder", [False, True])
def test_bars_join(found, outcome, ladder):
    """Each bar begins where the one before it ends; the last one spans the whole difference."""
    figure = draw_waterfall(found, outcome, ladder=ladder)
    bars = figure.axes[0].patches
    assert len(bars) == len(found.groups) + 1
    level = 0.0
    for bar in bars[:-1]:
        assert bar.get_x() == pytest.approx(level, abs=1e-9)
        level += bar.get_width()
    assert (bars[-1].get_x(), bars[-1].get_width()) == (0, pytest.approx(level, abs=1e-9))
    texts_lie_apart(figure)


def test_long_names_and_every_setting_are_written_whole(found):
    """The page grows with what is switched; settings and choices are words, with the weeks they are counted in."""
    models = {name: m.model_copy(update={"name": LONG[k]}) for k, (name, m) in
              enumerate(found.scenario.funding_models.items())}  # fmt: skip
    named = replace(found, scenario=found.scenario.model_copy(update={"funding_models": models}))
    figure = draw_waterfall(named, "npv")
    texts_lie_apart(figure)
    said = [text.get_text().replace("\n", " ") for text in texts_of(figure)]
    assert not any("\N{HORIZONTAL ELLIPSIS}" in text for text in said)
    assert any(LONG[0] in text and LONG[1] in text for text in said)
    details = [text for text in said if "\N{RIGHTWARDS ARROW}" in text]
    assert not any("_" in text for text in details)
    assert any(text.startswith("Release unit ") and text.endswith("MMP") for text in details)


def test_one_world(found):
    """Without intervals there are bars and numbers, and it says so."""
    one = replace(found, table=found.table[:1], shares=found.shares[:1], steps=found.steps[:1])
    figure = draw_waterfall(one, "npv")
    assert any("no interval" in text.get_text() for text in figure.axes[0].texts)
    texts_lie_apart(figure)


def test_claims():
    """Every claim has a row with its verdict; the marker stands at the effect and the shade at the limit."""
    case = portfolio()
    study = Study().run([Case(case, ("project", "value_stream"))], 5)[0]
    findings = tuple(examine_all(study, case))
    figure = draw_claims(Trial(case, 1, 5, "replications", ("project", "value_stream"), findings))
    written = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert sum(text in ("holds", "does not hold", "not decided", "does not arise") for text in written) == len(
        findings
    )
    ratios = [f for f in findings if f.claim.test == "ratio"]
    edges = [sorted((bar.get_x(), bar.get_x() + bar.get_width())) for bar in figure.axes[0].patches]
    for finding, (low, high) in zip(ratios, edges, strict=True):
        assert finding.claim.limit in (pytest.approx(low), pytest.approx(high))
    assert np.isfinite(figure.axes[0].get_xlim()).all()
    texts_lie_apart(figure)
