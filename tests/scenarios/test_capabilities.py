"""Scenarios of value streams with arrivals: what may be written, what it means, and who refuses it."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line is under test
from optimiser.preparation import prepare
from scenarios.capabilities import NO_MMPS, laboratory_only, unseen_by_plans
from scenarios.faults import Fault, ScenarioError
from scenarios.language.arrivals import BatchArrivals, Classes, weekly_rate
from scenarios.loader import load
from scenarios.reading.yaml_file import read_yaml
from scenarios.scenario import Scenario
from scenarios.writing.fingerprint import dump, scenario_hash
from scenarios.writing.idle import idle
from scenarios.writing.json_schema import json_schema
from scenarios.writing.offered_load import teams, visits
from scenarios.writing.summary import summarise
from sim.world.blueprint import Blueprint
from tests.examples import examples
from tests.scenarios.swapping import swapped

EXAMPLES = Path(__file__).parents[1] / "sim" / "lab" / "scenarios"
EVERYTHING = read_yaml(EXAMPLES / "everything.yaml", "").data
STAGE = {"id": "build", "servers": 1, "effort": 1}


def lab(*stages: dict, arrivals: dict | None = None, **more: object) -> Scenario:
    """A scenario of one value stream with arrivals."""
    stream = {"id": "line", "arrivals": arrivals or {"kind": "poisson", "rate": 0.8}, "stages": stages or [STAGE]}
    return Scenario.model_validate({"value_streams": [stream], **more})


def portfolio(stage: dict | None = None, arrivals: dict | None = None, **more: object) -> Scenario:
    """A scenario of one MMP, with a value stream that may hold settings of the laboratory."""
    stream = {"id": "line", "teams": 1, "team_cost_per_sprint": 10, "stages": [{**STAGE, **(stage or {})}]}
    mmp = {"id": "a", "value_stream": "line", "features": 2, "value": 5}
    return Scenario.model_validate(
        {"budget": {"per_quarter": 1e6}, "mmps": [mmp], "value_streams": [stream | {"arrivals": arrivals}], **more}
    )


@pytest.mark.parametrize("name", ["mm2", "kanban", "everything"])
def test_a_scenario_of_arrivals_needs_no_mmps_money_or_teams(name, tmp_path):
    """What is written is read back, and has the same fingerprint."""
    scenario = load(EXAMPLES / f"{name}.yaml")
    assert scenario.laboratory
    again = tmp_path / "again.yaml"
    again.write_text(dump(scenario), encoding="utf-8")
    assert load(again) == scenario
    assert scenario_hash(load(again)) == scenario_hash(scenario)


def test_every_new_setting_is_in_the_example():
    """So that reading, writing, laying out and fuzzing it cover the language."""
    stages = [stage for stream in EVERYTHING["value_streams"] for stage in stream["stages"]]
    used = {key for stage in stages for key in stage}
    assert set(json_schema()["$defs"]["Stage"]["properties"]) - used == {"name", "skills", "needs"}
    assert set(json_schema()["$defs"]["Platform"]["properties"]) - set(EVERYTHING["platforms"][0]) == {"skills"}
    arrivals = {key for stream in EVERYTHING["value_streams"] for key in stream["arrivals"]}
    assert set(json_schema()["$defs"]["BatchArrivals"]["properties"]) == arrivals
    board = {key for stream in EVERYTHING["value_streams"] for part in stream.get("on_board", ()) for key in part}
    assert set(json_schema()["$defs"]["OnBoard"]["properties"]) == board


def test_skills_are_read_back(tmp_path):
    """They go with no network, so they are not in the example: written, read, and part of the fingerprint."""
    groups = [{"people": 0.5, "can": ["web"]}, {"people": 0.5, "can": ["core", "web"]}]
    scenario = portfolio({"servers": 2, "skills": groups, "needs": {"web": 0.5, "core": 0.5}})
    again = tmp_path / "again.yaml"
    again.write_text(dump(scenario), encoding="utf-8")
    assert load(again) == scenario
    assert scenario_hash(scenario) != scenario_hash(portfolio({"servers": 2}))


def test_unused_settings_leave_fingerprints_as_they_are():
    """A fingerprint published before the laboratory's language holds; used settings change it."""
    assert scenario_hash(load("tiny")) == "ec7b89c0c438dae3f6ee6a9eb6470b63e940fc42c0ef1b60de5ea38ccc039aba"
    plain = scenario_hash(lab())
    assert scenario_hash(lab({**STAGE, "batch_size": 1, "routing": {}, "preemptive": False})) == plain
    for change in ({"batch_size": 2}, {"preemptive": True}, {"side_work": 1}, {"servers": "unlimited"}):
        assert scenario_hash(lab({**STAGE, **change})) != plain
    assert scenario_hash(lab(platforms=[{"id": "ops", "servers": 1}])) != plain


def test_shares_of_classes_leave_the_rest_standard():
    """Expedite, fixed date, standard, intangible; without classes all features are of one class."""
    assert Classes(expedite=0.25, intangible=0.5).shares == (0.25, 0, 0.25, 0.5)
    assert Classes(expedite=0.25, standard=0.75).shares == (0.25, 0, 0.75, 0)
    arrivals = (
        lab(arrivals={"kind": "poisson", "rate": 1, "class_of_service": "intangible"}).value_streams[0].arrivals
    )
    assert arrivals is not None
    assert arrivals.shares == (0, 0, 0, 1)


def test_batches_are_whole():
    """Sizes are rounded to the nearest whole number, halves up."""
    batch = BatchArrivals(kind="batch", rate=2, size={"distribution": "uniform", "low": 0, "high": 4})
    assert batch.sizes(np.array([0.0, 0.124, 0.125, 0.5, 0.999])).tolist() == [0, 0, 1, 2, 4]
    assert weekly_rate(batch) == pytest.approx(4)
    skewed = BatchArrivals(kind="batch", rate=1, size={"distribution": "exponential", "mean": 1})
    assert weekly_rate(skewed) == pytest.approx(np.exp(-0.5) / (1 - np.exp(-1)), rel=1e-4)  # sum of P(size >= k)


@pytest.mark.parametrize(
    ("arrivals", "rate"),
    [
        ({"kind": "poisson", "rate": 0.8}, 0.8),
        ({"kind": "deterministic", "every_weeks": 4}, 0.25),
        ({"kind": "renewal", "interval": {"distribution": "uniform", "low": 1, "high": 3}}, 0.5),
        ({"kind": "conwip", "wip": 3}, None),
        ({"kind": "saturated"}, None),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_rates_of_arrivals(arrivals, rate):
    """Features per week; the line decides where it is closed or always fed."""
    found = lab(arrivals=arrivals).value_streams[0].arrivals
    assert found is not None
    assert weekly_rate(found) == rate


def test_routes_add_up_to_one():
    """Routing and rework leave the rest to the next stage, the last stage to done."""
    line = lab(
        {**STAGE, "id": "a", "routing": {"a": 0.1, "c": 0.25, "done": 0.15}},
        {**STAGE, "id": "b", "rework": {"probability": 0.5, "to": "a"}},
        {**STAGE, "id": "c", "routing": {"a": 0.1, "b": 0.2, "done": 0.7}},
    ).value_streams[0]
    assert {to: p for p, to in line.onward(0)} == pytest.approx({0: 0.1, 2: 0.25, -1: 0.15, 1: 0.5})
    assert {to: p for p, to in line.onward(1)} == pytest.approx({0: 0.5, 2: 0.5})
    assert {to: p for p, to in line.onward(2)} == pytest.approx({0: 0.1, 1: 0.2, -1: 0.7})


def test_visits_solve_the_traffic_equations():
    """30 % of tests go back to dev: 1/0.7 visits each; a stage nobody is sent to has none."""
    line = lab(
        {**STAGE, "id": "analysis"},
        {**STAGE, "id": "dev"},
        {**STAGE, "id": "test", "routing": {"dev": 0.3, "done": 0.7}},
        {**STAGE, "id": "unused"},
    ).value_streams[0]
    assert visits(line) == pytest.approx([1, 1 / 0.7, 1 / 0.7, 0])


def test_offered_load_counts_everything_a_team_is_asked_for():
    """Platform teams add up their streams; batches are worked on together; repairs take capacity."""
    scenario = Scenario.model_validate(
        {
            "value_streams": [
                {
                    "id": "a",
                    "arrivals": {"kind": "poisson", "rate": 0.5},
                    "stages": [
                        {"id": "ship", "servers": 1, "effort": 2, "batch_size": 4},
                        {"id": "run", "platform": "ops", "effort": 1},
                    ],
                },
                {
                    "id": "b",
                    "arrivals": {"kind": "deterministic", "every_weeks": 1},
                    "stages": [{"id": "run", "platform": "ops", "effort": 0.25}],
                },
            ],
            "platforms": [{"id": "ops", "servers": 2, "breakdowns": {"between": 3, "repair": 1}}],
        }
    )
    ship, ops = teams(scenario)
    assert (ship.id, ship.load) == ("a/ship", pytest.approx(0.25))
    assert (ops.id, ops.load, ops.effort) == ("ops", pytest.approx(0.5), pytest.approx(0.5))
    closed = teams(lab(arrivals={"kind": "conwip", "wip": 2}))
    assert closed[0].load is None


def test_check_tells_how_features_arrive_and_who_is_asked_for_how_much():
    """One line for each stream and team."""
    result = CliRunner().invoke(app, ["check", str(EXAMPLES / "everything.yaml")])
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert (
        "claims: 0.1 batches a week at random, 2.5 features each on average, through a gate every 4 weeks" in text
    )
    assert "10% expedite, 70% standard, 20% intangible" in text
    assert "policies: 0.2 features a week at random, all fixed date" in text
    assert "claims/design/rules: a pure delay, 1 week a visit" in text
    assert "ops: 2 servers, WIP limit 5, 0.361 weeks a visit; offered load 9%" in text
    assert "budget" not in text
    document = json.loads(CliRunner().invoke(app, ["check", str(EXAMPLES / "mm2.yaml"), "--json"]).stdout)
    assert document["flow"]["teams"][0]["load"] == pytest.approx(0.8)


def test_check_warns_of_queues_without_end():
    """A load of one is too much, unless features are lost or give up."""
    busy = {"kind": "poisson", "rate": 1}
    assert any("grows without end" in w for w in summarise(lab(arrivals=busy)).warnings)
    assert not summarise(lab(arrivals=busy | {"expires_after": 3})).warnings
    assert not summarise(lab(arrivals=busy | {"rate": 0.99})).warnings
    idle = summarise(lab(platforms=[{"id": "ops", "servers": 1}])).warnings
    assert list(idle) == ["no stage names the platform team: ops"]


@pytest.mark.parametrize("command", ["compare", "plan", "doctor", "frontier"])
def test_commands_that_need_mmps_say_so(command):
    """One line that names the other command, exit code 2."""
    result = CliRunner().invoke(app, [command, str(EXAMPLES / "kanban.yaml")])
    assert result.exit_code == 2
    assert result.stderr.strip() == f"{load(EXAMPLES / 'kanban.yaml').name}: mmps: {NO_MMPS}"
    assert "run vmo flow" in NO_MMPS


STAGES = {
    "servers": {"servers": "unlimited"},
    "platform": {"servers": None, "platform": "ops"},
    "parallel": {
        "servers": None,
        "effort": 0,
        "parallel": [{"id": "x", "servers": 1, "effort": 1}, {"id": "y", "servers": 1, "effort": 1}],
    },
    "routing": {"routing": {"build": 0.5}},
    "batch_size": {"batch_size": 2},
    "preemptive": {"preemptive": True},
    "breakdowns": {"breakdowns": {"between": 3, "repair": 1}},
    "side_work": {"side_work": 1},
}
OPS = {"id": "ops", "servers": 1, "teams": 1, "team_cost_per_sprint": 10}


@pytest.mark.parametrize("key", ["servers", "batch_size"])
def test_the_portfolio_simulator_refuses_stages_of_the_laboratory(key):
    """With the key and a remedy; the laboratory's summary still reads."""
    scenario = portfolio(STAGES[key])
    with pytest.raises(ScenarioError) as raised:
        Blueprint(scenario)
    (fault,) = raised.value.faults
    assert fault.key == f"value_streams.line.stages.build.{key}"
    assert "flow laboratory (vmo flow)" in fault.message
    assert any(fault.key in warning for warning in summarise(scenario).warnings)


@pytest.mark.parametrize("key", ["platform", "parallel", "routing", "preemptive", "breakdowns", "side_work"])
def test_the_portfolio_simulator_runs_the_other_stages_of_the_laboratory(key):
    """Beside a stage with people of its own, as teams that are paid must have something to do."""
    scenario = portfolio(STAGES[key], platforms=[OPS])
    (stream,) = scenario.value_streams
    own = stream.stages[0].replace(id="own", servers=1, platform=None, parallel=(), routing={})
    blueprint = Blueprint(scenario.replace(value_streams=(stream.replace(stages=(*stream.stages, own)),)))
    assert not blueprint.linear


@pytest.mark.parametrize("key", ["servers", "batch_size"])
def test_the_planner_refuses_stages_whose_work_is_no_team_sprints(key):
    """A plan of features there would be wrong; other settings do not matter to a plan."""
    with pytest.raises(ScenarioError) as raised:
        prepare(portfolio(STAGES[key]))
    assert [fault.key for fault in raised.value.faults] == [f"value_streams.line.stages.build.{key}"]
    assert "team-sprints" in raised.value.faults[0].message


def test_the_planner_refuses_teams_without_people():
    """Where a platform team does all the work, the teams of the value stream have nothing to do."""
    with pytest.raises(ScenarioError) as raised:
        prepare(portfolio(STAGES["platform"], platforms=[OPS]))
    assert [fault.key for fault in raised.value.faults] == ["value_streams.line.stages"]


@pytest.mark.parametrize("key", ["routing", "preemptive", "breakdowns", "side_work"])
def test_the_planner_allows_what_does_not_change_the_work(key):
    """The plan is that of the stage without the setting."""
    assert prepare(portfolio(STAGES[key])) == prepare(portfolio())


@pytest.mark.parametrize(
    ("arrivals", "keys"),
    [
        ({"kind": "poisson", "rate": 1}, []),
        ({"kind": "deterministic", "every_weeks": 1, "class_of_service": "standard"}, []),
        ({"kind": "saturated"}, ["kind"]),
        ({"kind": "conwip", "wip": 2, "classes": {"expedite": 0.5}}, ["kind", "classes"]),
        ({"kind": "batch", "rate": 1, "size": 2, "gate_weeks": 4}, ["kind", "gate_weeks"]),
        ({"kind": "poisson", "rate": 1, "class_of_service": "expedite"}, ["class_of_service"]),
        ({"kind": "poisson", "rate": 1, "expires_after": 4}, ["expires_after"]),
    ],
    ids=str,
)
def test_unplanned_work_beside_mmps_arrives_in_simple_ways(arrivals, keys):
    """Poisson, deterministic and renewal arrivals are simulated; the rest is refused by key."""
    found = [fault.key for fault in laboratory_only(portfolio(arrivals=arrivals))]
    assert found == [f"value_streams.line.arrivals.{key}" for key in keys]


def test_a_board_beside_mmps_is_refused():
    """The portfolio simulator starts with what MMPs say is under way; a board it would leave out is refused."""
    scenario = portfolio(arrivals={"kind": "poisson", "rate": 1})
    (stream,) = scenario.value_streams
    board = stream.replace(on_board=({"stage": "build", "count": 2},))
    found = [fault.key for fault in laboratory_only(scenario.replace(value_streams=(board,)))]
    assert found == ["value_streams.line.on_board"]


def test_an_editor_knows_the_two_kinds_of_scenario():
    """Stages are worked on by servers, a platform team or branches; arrivals or MMPs are demanded."""
    schema = json_schema()
    assert schema["anyOf"][1]["properties"]["value_streams"]["contains"] == {"required": ["arrivals"]}
    assert [choice["required"] for choice in schema["$defs"]["Stage"]["anyOf"]] == [
        ["servers", "effort"],
        ["platform", "effort"],
        ["parallel"],
    ]
    assert {"const": "unlimited", "type": "string"} in schema["$defs"]["Stage"]["properties"]["servers"]["anyOf"]


WRONG = st.sampled_from(
    [None, True, -1, 0, 1, 2.5, 1e400, "x", "none", "done", "unlimited", "", [], ["x"], [None], {}, {"id": "x"}]
)


@given(data=st.data())
@settings(max_examples=examples(20), deadline=None)
def test_any_value_at_any_place_is_accepted_or_refused(data, tmp_path_factory):
    """With up to two values swapped for wrong ones the answer is a scenario or lines, and what reads it copes."""
    scenario = swapped(data, EVERYTHING, WRONG, 2)
    target = tmp_path_factory.mktemp("fuzz") / "swapped.json"
    target.write_text(json.dumps(scenario).replace("Infinity", ".inf"), encoding="utf-8")
    found, faults = loaded(target)
    assert all(fault.message and str(fault).isprintable() for fault in faults)
    assert bool(faults) == (found is None)
    if found is not None:
        assert dataclasses.asdict(summarise(found))
        target.write_text(dump(found), encoding="utf-8")
        assert loaded(target) == (found, ())


def loaded(path: Path) -> tuple[Scenario | None, tuple[Fault, ...]]:
    """The scenario, or its faults."""
    try:
        return load(path), ()
    except ScenarioError as error:
        return None, error.faults


GROUPS = [{"people": 1, "can": ["x", "y"]}]
NEEDS = {"x": 0.5, "y": 0.5}
TEAM = {"id": "ops", "servers": 1, "teams": 1, "team_cost_per_sprint": 10}


@pytest.mark.parametrize("key", ["breakdowns", "side_work", "preemptive"])
def test_people_who_differ_may_be_interrupted(key):
    """People with different skills may break down, be away, and drop what they do."""
    assert not laboratory_only(portfolio(STAGES[key] | {"skills": GROUPS, "needs": NEEDS}))


@pytest.mark.parametrize(
    ("stage", "platform", "key", "words"),
    [
        ({"skills": GROUPS, "needs": NEEDS}, {}, "value_streams.0.stages.0.skills", "move the groups there"),
        ({"needs": NEEDS}, {}, "value_streams.0.stages.0.needs", "have no skills"),
        ({}, {"skills": GROUPS}, "value_streams.0.stages.0.needs", "which share of the features"),
        ({"needs": {"z": 1}}, {"skills": GROUPS}, "value_streams.0.stages.0.needs.z", "nobody of the platf"),
        (
            {"needs": NEEDS},
            {"skills": [{"people": 0.5, "can": ["x"]}, {"people": 0.2, "can": ["y"]}], "servers": 2},
            "platforms.0.skills",
            "add up to 0.7",
        ),
        ({"needs": NEEDS}, {"skills": GROUPS, "batch_size": 2}, "platforms.0.batch_size", "does not go with"),
    ],
)
def test_skills_of_a_platform_team(stage, platform, key, words):
    """A platform team has the groups, and the stages that name it say what features need."""
    with pytest.raises(ValueError, match="scenario") as caught:
        portfolio({"servers": None, "platform": "ops"} | stage, platforms=[TEAM | platform])
    assert key in str(caught.value)
    assert words in str(caught.value)
    assert str(caught.value).count("scenario:") == 1


def test_skills_of_a_platform_team_that_fit():
    """Groups there, needs here: nothing to complain about, and what everybody can do is told to change nothing."""
    case = portfolio(
        {"servers": None, "platform": "ops", "needs": NEEDS},
        platforms=[TEAM | {"skills": GROUPS}],
    )
    assert [fault.path for fault in idle(case)] == [("platforms", 0, "skills")]


def test_what_no_plan_sees():
    """A plan says what only the simulation knows; of a scenario without any of it, nothing."""
    assert unseen_by_plans(load("insurer")) == []
    assert unseen_by_plans(load("shared-services")) == ["waits for shared services"]
    assert unseen_by_plans(load("tribes-and-platforms")) == [
        "help from other value streams", "waits for platform teams", "runway and debt",
    ]  # fmt: skip
