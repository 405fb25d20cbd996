"""Arguments: scenarios in three ways, and everything wrong in words."""

from pathlib import Path

import pytest

import vmo
from tests.vmo.calls import CADENCE, answer


@pytest.mark.parametrize("given", ["tiny", Path("tiny"), vmo.load("tiny")], ids=["name", "path", "scenario"])
def test_a_scenario_is_given_by_name_path_or_as_itself(given):
    """All mean the same."""
    assert vmo.compare(given, replications=3, workers=1).to_json() == answer("compare").to_json()


def test_rules_of_selection_are_handed_in():
    """A model whose rounds are optimised runs as it is: nobody hands in the rule."""
    found = vmo.compare(vmo.load("insurer"), models="all", replications=1, workers=1)
    assert found.models == tuple(vmo.load("insurer").funding_models)


@pytest.mark.parametrize("models", ["project,value_stream", ["project", "value_stream"], "all", None])
def test_models_are_names_in_words_or_in_a_row(models):
    """One string with commas, a sequence, all of them, or the first two."""
    assert vmo.compare("tiny", models=models, replications=1, workers=1).models == ("project", "value_stream")


WRONG = {
    "scenario": (lambda: vmo.compare("tinny"), 'did you mean "tiny"'),
    "model": (lambda: vmo.compare("tiny", models=["projct"]), 'models: no funding model is called "projct"; did'),
    "two models": (lambda: vmo.claims("tiny", models="project"), "a difference needs two funding models, not 1"),
    "end": (lambda: vmo.attribute("tiny", start="projects"), 'start: no funding model is called "projects"; did'),
    "both ends": (lambda: vmo.attribute("tiny", start="project", goal="project"), "`start` and `goal` are both"),
    "outcome": (lambda: vmo.map("tiny", f"{CADENCE}=4,13", "budget.per_quarter*=1,2", outcome="npw"), '"npv"'),
    "mechanism": (lambda: vmo.attribute("tiny", groups=["cadnce"][0]), 'did you mean "cadence"'),
    "group": (lambda: vmo.attribute("tiny", order="releses"), 'order: no group is called "releses"'),
    "path": (lambda: vmo.sweep("tiny", {"budgt.per_quarter": [1]}), 'did you mean "budget"'),
    "no path": (lambda: vmo.sweep("tiny"), "0 paths are given; give one or two"),
    "range": (lambda: vmo.sweep("tiny", f"{CADENCE}=9:1"), "vary: funding_models"),
    "number": (lambda: vmo.sensitivity("tiny", only="discont_rate"), 'did you mean "discount_rate"'),
    "question": (lambda: vmo.value_of_information("tiny", only="evidense"), 'did you mean "evidence"'),
    "MMP": (lambda: vmo.story("tiny", "a9"), 'mmp: tiny has no MMP "a9"'),
    "MMP of a plan": (lambda: vmo.explain("tiny", ["a9"]), 'mmps: no MMP is called "a9"'),
    "MMP to include": (lambda: vmo.plan("tiny", include=["a9"]), 'no MMP is called "a9"'),
    "solver": (lambda: vmo.plan("tiny", solver="NoSuch"), 'solver: solver "NoSuch" is not installed'),
    "gap": (lambda: vmo.plan("tiny", gap=2), 'gap: "2" is not a share below 1'),
    "budget": (lambda: vmo.plan("tiny", budget="lots"), 'budget: "lots" is not money per quarter'),
    "amounts": (lambda: vmo.plan("tiny", budget=[1, 2, 3]), "has 3 amounts for 4 quarters"),
    "table only": (lambda: vmo.plan("tiny", currency="USD"), "`currency`: only for tables"),
    "objective": (lambda: vmo.plan("tiny", objective="nett"), '"nett" is neither net nor gross'),
    "precision": (lambda: vmo.compare("tiny", precision="tight"), '"tight" is neither a share such as 10%'),
    "worlds": (lambda: vmo.compare("tiny", replications=0), "replications: 0 is below 1; give at least 1"),
    "workers": (lambda: vmo.compare("tiny", workers=0), "workers: 0 processes do nothing"),
    "workers and cluster": (lambda: vmo.compare("tiny", workers=2, cluster="tcp://x:1"), "not with `cluster`"),
    "demonstration": (lambda: vmo.show("littles-lav"), 'did you mean "littles-law"'),
    "laboratory": (lambda: vmo.sensitivity("littles-law"), "has no MMPs to fund"),
    "no laboratory": (
        lambda: vmo.sweep("tiny", f"{CADENCE}=4,13", horizon=5),
        "horizon: is for the flow laboratory",
    ),
    "manifest": (lambda: vmo.replay("nowhere.json"), "is not there"),
    "table": (lambda: vmo.load("projects.csv"), "a table has no budget"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_in_words(name):
    """One family of errors, with the nearest name or the remedy."""
    call, words = WRONG[name]
    with pytest.raises(vmo.ScenarioError) as caught:
        call()
    assert words in str(caught.value)


def test_every_fault_is_told_at_once():
    """Two unknown models are two faults."""
    with pytest.raises(vmo.VmoError) as caught:
        vmo.compare("tiny", models="projct,valu_stream")
    assert len(caught.value.faults) == 2


def test_an_unknown_argument_is_a_type_error():
    """As of any function of Python: how work is run, and what a planner asks for, have names."""
    with pytest.raises(TypeError, match="worker"):
        vmo.compare("tiny", worker=2)
    with pytest.raises(TypeError, match="budgets"):
        vmo.plan("tiny", budgets=2)


def test_faults_of_a_scenario_are_the_answer_of_check(tmp_path):
    """Nothing is raised; each fault has its line."""
    path = tmp_path / "mine.yaml"
    path.write_text("budget: {per_quarter: 1}\nobjectivs: []\nmmps: [{id: a}]\n", encoding="utf-8")
    found = vmo.check(path)
    assert not found.valid
    assert found.frame()["line"].tolist() == [2]
    assert 'did you mean "objectives"' in found.text()
