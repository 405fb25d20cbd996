"""Settings that change nothing are told, with the place where they stand and the remedy."""

from pathlib import Path

import pytest

import vmo
from scenarios import shipped
from scenarios.loader import load
from scenarios.writing.idle import idle
from tests.sim.cases import mmp, scenario, stage, stream

BET = mmp("a", 4, success_probability=0.5, objective="growth")
FREE = {"stop_rule": "evidence", "reestimate": True, "release_unit": "mmp", "staffing": "fixed"}


def case(model=None, **more):
    """Two streams and one bet, under one funding model."""
    streams = more.pop("value_streams", (stream("s", stage(servers=3)), stream("t")))
    works = more.pop("works", [BET])
    models = {"one": {"base": "value_stream", **FREE, **(model or {})}}
    objectives = [{"id": "growth"}, {"id": "other"}]
    return scenario(works, *streams, funding_models=models, objectives=objectives, **more)


def told(found):
    """Paths of what is told."""
    return [".".join(map(str, fault.path)) for fault in idle(found)]


RULES = {
    "pivots": ({"pivots": 1, "stop_rule": "never"}, {"pivots": 1}),
    "pivots ": ({"pivots": 1, "reestimate": False}, {"pivots": 1}),
    "pivots  ": ({"pivots": 1, "release_unit": "project"}, {"pivots": 1}),
    "pivot_keeps": ({"pivot_keeps": 0.2}, {"pivot_keeps": 0.2, "pivots": 1}),
    "pivot_success": ({"pivot_success": 0.2}, {"pivot_success": 0.2, "pivots": 1}),
    "experiment_weeks": ({"experiment_weeks": 9}, {"experiment_weeks": 9, "experiments": "worth"}),
    "stop_hurdle": (
        {"stop_hurdle": 3, "stop_rule": "never"},
        {"stop_hurdle": 3, "stop_rule": "never", "experiments": "worth"},
    ),
    "familiarity_ceiling": ({"familiarity_ceiling": 1.2}, {"familiarity_ceiling": 1.2, "familiarity_weeks": 9}),
    "familiarity_weeks": (
        {"familiarity_weeks": 9, "formation_productivity": 1},
        {"familiarity_weeks": 9, "formation_productivity": 0.5},
    ),
    "split": ({"split": "expected_value", "staffing": "follows_funding"}, {"split": "expected_value"}),
    "split ": ({"split": "expected_value", "max_shift": 0}, {"split": "expected_value", "max_shift": 0.1}),
    "max_shift": ({"max_shift": 0.2}, {"max_shift": 0.2, "split": "expected_value"}),
    "planning_days": ({"planning_days": 3}, {"planning_days": 3, "increment_weeks": 13}),
    "improvement": ({"improvement": 0.1}, {"improvement": 0.1, "increment_weeks": 13}),
    "increment_start": ({"increment_start": "demand"}, {"increment_start": "demand", "increment_weeks": 13}),
    "increment_release": (
        {"increment_release": "boundary"},
        {"increment_release": "boundary", "increment_weeks": 9},
    ),
    "year_end_weeks": ({"year_end_weeks": 9}, {"year_end_weeks": 9, "year_end": "flush"}),
    "services_budget": ({"services_budget": 0.5}, {}),
    "sync_weeks": ({"sync_weeks": 2}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_settings_of_a_model(name):
    """A setting that needs another one is told, alone; with the other one, or left out, nothing is."""
    without, beside = RULES[name]
    assert f"funding_models.one.{name.strip()}" in told(case(without))
    assert told(case(beside)) == []


def test_what_the_preset_says_is_no_surprise():
    """The base has a hurdle although nothing is stopped, and a share kept without pivots: nobody wrote them."""
    assert told(scenario([BET], stream("s"), funding_models={"project": {"base": "project"}})) == []


SERVICES = [{"id": "legal", "per_year": 130_000, "visits": [{"at": "start", "effort": 1}]}]
NEEDS = [{"value_stream": "s", "stage": "work", "on": "t", "helps_at": "work", "effort": 1}]
VOTES = {"per_quarter": 1_000_000, "votes": [{"voter": "x", "value_stream": "s", "points": 1}]}
TRAINS = [{"id": "one", "value_streams": ["s"]}]
SPLIT = {"split": "votes"}


def event(kind, **more):
    """One event of quarter 2."""
    return {"events": [{"kind": kind, "quarter": 2, **more}]}


REST = {
    "services_budget": (case({"services_budget": 0.5}, services=SERVICES), []),
    "sync_weeks": (case({"sync_weeks": 2}, dependencies=NEEDS), []),
    "votes": (case(budget=VOTES), ["budget.votes"]),
    "votes of somebody": (case(SPLIT, budget=VOTES), []),
    "trains": (case(trains=TRAINS), ["trains"]),
    "trains that plan": (case({"increment_weeks": 13}, trains=TRAINS), []),
    "late train": (
        case({"increment_weeks": 13}, trains=[TRAINS[0] | {"offset_weeks": 500}]),
        ["trains.0.offset_weeks"],
    ),
    "one stream": (
        case({"split": "expected_value"}, value_streams=[stream("s")]),
        ["funding_models.one.split"],
    ),
    "nothing to try": (
        case({"experiments": "worth"}, works=[mmp("a", 4)]),
        ["funding_models.one.experiments"],
    ),
    "axis": (case(value_axis={"weight": 5}), ["value_axis"]),
    "axis with points": (case(value_axis={"weight": 5}, works=[BET | {"customer_value": 3}]), []),
    "objective": (case(**event("objective_changes", objective="other", weight=0.5)), ["events.0.objective"]),
    "weight": (case(**event("objective_changes", objective="growth", weight=1)), ["events.0.weight"]),
    "drift": (case(**event("objective_changes", objective="growth", weight=0.5)), []),
    "market": (case(**event("market_closes", objective="growth", remaining=1)), ["events.0.remaining"]),
    "cut": (case(**event("budget_cut", factor=1)), ["events.0.factor"]),
    "pace": (
        case(value_streams=[stream("s", sustainable_pace={"load": 0.7}), stream("t")]),
        ["value_streams.0.sustainable_pace"],
    ),
    "pace that tells": (case(value_streams=[stream("s", sustainable_pace={"time_lost": 0.1}), stream("t")]), []),
    "calm": (
        case(value_streams=[stream("s", runway={"calm_weeks": 5}), stream("t")]),
        ["value_streams.0.runway.calm_weeks"],
    ),
    "skills": (
        case(
            value_streams=[
                stream("s", stage(servers=2, skills=[{"people": 1, "can": ["x"]}], needs={"x": 1})),
                stream("t"),
            ]
        ),
        ["value_streams.0.stages.0.skills"],
    ),
}


@pytest.mark.parametrize("name", REST)
def test_what_the_scenario_lacks(name):
    """Rows of the organisation without anything that they could act on are told, and others are not."""
    found, expected = REST[name]
    assert told(found) == expected


def test_shipped_scenarios_have_none():
    """Nothing in a shipped scenario is written for nothing."""
    for name in shipped.names():
        assert idle(load(name)) == [], name


FILE = """\
calendar: {quarters: 4}
budget: {per_quarter: 100000}
value_streams:
  - {id: s, teams: 1, team_cost_per_sprint: 1000, stages: [{id: work, servers: 1, effort: 1}]}
mmps:
  - {id: a, value_stream: s, features: 3, value_per_quarter: 5, success_probability: 0.5}
funding_models:
  project:
  mine:
    base: project
    pivots: 1
"""


def test_check_says_where(tmp_path: Path):
    """File, line, key, value, reason and remedy; as text and as data. A comparison says it, too."""
    file = tmp_path / "mine.yaml"
    file.write_text(FILE)
    found = vmo.check(str(file))
    words = "nothing is stopped on evidence (stop_rule: never); write stop_rule: evidence, or take it out"
    line = f"{file}:11: funding_models.mine.pivots: 1 changes nothing: {words}"
    assert found.valid
    assert f"Note: {line}." in found.text()
    (row,) = found.document()["idle"]
    assert (row["line"], row["key"]) == (11, "funding_models.mine.pivots")
    told_by_comparison = vmo.compare(str(file), replications=2, workers=1, backing=False).document()["warnings"]
    assert f"funding_models.mine.pivots: 1 changes nothing: {words}." in told_by_comparison
    assert vmo.check(load(str(file))).document()["idle"][0]["line"] is None


def test_a_sweep_of_what_changes_nothing_is_refused(tmp_path: Path):
    """A curve that must be flat is no answer: the setting that is missing is named; together with it, it is one."""
    file = tmp_path / "mine.yaml"
    file.write_text(FILE)
    pivots = "funding_models.mine.pivots"
    with pytest.raises(vmo.VmoError, match="changes nothing: nothing is stopped on evidence"):
        vmo.sweep(str(file), {pivots: [0, 1]}, replications=2, workers=1)
    with pytest.raises(vmo.VmoError, match="changes nothing"):
        vmo.sweep(str(file), {"funding_models.*.pivots": [0, 1]}, replications=2, workers=1)
    both = {pivots: [0, 1], "funding_models.mine.stop_rule": ["never", "evidence"]}
    assert vmo.sweep(str(file), both, replications=2, workers=1).data.replications == 2


UNLIMITED = FILE.replace("servers: 1", "servers: unlimited").replace("    pivots: 1\n", "")


def test_what_the_laboratory_alone_knows_is_refused_where_it_cannot_run(tmp_path: Path):
    """Unlimited servers among MMPs without arrivals are a fault of the file, with its line."""
    file = tmp_path / "mine.yaml"
    file.write_text(UNLIMITED)
    (fault,) = vmo.check(str(file)).faults
    assert (fault.line, fault.key) == (4, "value_streams.s.stages.work.servers")
    assert "give a number" in fault.message


def test_a_question_about_money_says_where_the_laboratory_is_needed(tmp_path: Path):
    """With arrivals the laboratory can run it: the check passes, and a comparison is refused with file and line."""
    file = tmp_path / "mine.yaml"
    file.write_text(UNLIMITED.replace("stages: [", "arrivals: {kind: poisson, rate: 1}, stages: ["))
    checked = vmo.check(str(file))
    assert checked.valid
    (row,) = checked.document()["refused"]
    assert (row["line"], row["key"]) == (4, "value_streams.s.stages.work.servers")
    assert f"Note: vmo compare refuses this: {file}:4: value_streams.s.stages.work.servers: " in checked.text()
    with pytest.raises(vmo.ScenarioError) as refused:
        vmo.compare(str(file), replications=2, workers=1)
    assert str(refused.value).startswith(f"{file}:4: value_streams.s.stages.work.servers: ")


@pytest.mark.parametrize(
    ("where", "key"),
    [
        ("    sync_weeks: 1e300\n", "sync_weeks"),
        ("    familiarity_weeks: 200000\n", "familiarity_weeks"),
        ("    experiment_weeks: 1e6\n", "experiment_weeks"),
        ("    increment_weeks: 1e6\n", "increment_weeks"),
    ],
)
def test_weeks_have_an_end(tmp_path: Path, where: str, key: str):
    """No plan is longer than two thousand years: more weeks are a slip of the pen."""
    file = tmp_path / "mine.yaml"
    file.write_text(FILE.replace("    pivots: 1\n", where))
    (fault,) = vmo.check(str(file)).faults
    assert (fault.line, fault.key) == (11, f"funding_models.mine.{key}")
    assert "is above 100000; write 100000 or less" in fault.message


def test_a_plan_says_where_stages_cannot_be_planned(tmp_path: Path):
    """A stage that waits for a batch has no team-sprints: the refusal of a plan names file, line and remedy."""
    file = tmp_path / "mine.yaml"
    own = "servers: 1, effort: 1}"
    text = FILE.replace("    pivots: 1\n", "").replace(f"{own}]", f"{own}, {{id: run, batch_size: 2, {own}]")
    file.write_text(text)
    with pytest.raises(vmo.ScenarioError) as refused:
        vmo.plan(str(file))
    assert str(refused.value).startswith(f"{file}:4: value_streams.s.stages.run.batch_size: ")
