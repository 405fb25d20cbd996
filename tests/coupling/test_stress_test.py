"""A plan in the simulator: certain when there is room, hopeless when there is none; joint and single chances."""

import csv
import io
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line prints the test
from coupling.planned import as_planned
from coupling.stress_test import stress
from optimiser.optimisation import optimise
from optimiser.plan import make_plan
from optimiser.preparation import prepare
from report.plan.stress import sentence, stress_csv
from scenarios.faults import ScenarioError
from scenarios.loader import load
from tests.sim.cases import mmp, scenario, stream

pytestmark = pytest.mark.usefixtures("unpainted")


def planned(case, **starts):
    """A plan with these start quarters."""
    return make_plan(case, prepare(case), starts)


def two(features, **more):
    """Two MMPs of so many features each, on one server that does 13 in a quarter; planned for one quarter each."""
    return scenario([mmp(name, features, earns=100, duration_quarters=1) for name in ("a", "b")], **more)


def growing(factor):
    """Work turns out to be so many times what was estimated."""
    return {"uncertainty": {"scope_growth": factor}}


def test_enough_capacity_is_in_time():
    """6 + 6 features in a quarter of 13 weeks, without luck: out in week 6 and 12, in every world."""
    result = stress(planned(two(6), a=1, b=1), replications=3)
    assert result.released.tolist() == [[6.0, 12.0]] * 3
    assert result.whole == 1.0
    assert sentence(result).startswith("The whole plan is out in time with a probability of >99 %.")


def test_half_the_capacity_is_late():
    """Twice the features make it 24 weeks of work for one quarter: the second is out in week 24, never in time."""
    result = stress(planned(two(6, **growing(2)), a=1, b=1), replications=3)
    assert result.released.tolist() == [[12.0, 24.0]] * 3
    assert result.whole == 0.0
    assert "<1 %" in sentence(result)
    assert "1 of 2 MMPs are more likely to be late: b" in sentence(result)


def test_nothing_starts_before_its_quarter():
    """Planned for quarter 2, done in weeks 13 to 19, though the server is free before."""
    result = stress(planned(two(6), a=2, b=1), replications=1)
    assert result.released.tolist() == [[19.0, 6.0]]


def test_what_is_due_first_is_done_first():
    """Of two that start together the one planned to come out earlier does, whatever the order of the file."""
    long = mmp("long", 12, earns=1, duration_quarters=2)
    case = scenario([long, mmp("short", 6, earns=1, duration_quarters=1)], stream(teams=2))
    result = stress(planned(case, long=1, short=1), replications=1)
    assert result.released.tolist() == [[18.0, 6.0]]
    assert result.whole == 1.0


def test_only_the_plan_is_done_whatever_the_budget():
    """An MMP that is not in the plan takes no time; a budget of nothing stops nobody."""
    case = two(6).replace(budget=two(6).budget.replace(per_quarter=12_000))
    result = stress(planned(case, b=1), replications=1)
    assert result.mmps == ("b",)
    assert result.released.tolist() == [[6.0]]


def test_what_is_needed_may_appear_later():
    """An MMP of two quarters starts before what it requires is known; both are out in time."""
    mmps = [
        mmp("goal", 3, duration_quarters=2, requires=["base"]),
        mmp("base", 3, duration_quarters=1, appears_quarter=2),
    ]
    result = stress(planned(scenario(mmps), goal=1, base=2), replications=1)
    assert result.released.tolist() == [[16.0, 16.0]]
    assert result.whole == 1.0


def test_progress_counts_worlds():
    """Worlds are reported as they are finished, ten at a time."""
    seen = []
    stress(planned(two(1), a=1), replications=12, progress=seen.append)
    assert seen == [10, 12]


def test_value_and_spend_by_hand():
    """6 features at 1 000 each; out in week 6, it earns 100 a week to week 104."""
    result = stress(planned(two(6), a=1), replications=1)
    assert result.amounts.tolist() == [[9800 - 6000, 9800, 6000]]
    assert result.utilisation.tolist() == [[6 / 52]]


@pytest.fixture(scope="module")
def insurer():
    """The insurer's plan in 20 worlds."""
    return stress(optimise(load("insurer")), replications=20)


def test_joint_chance_is_below_every_single_one(insurer):
    """What holds for a quarter's whole set holds for each of its MMPs, and the plan is no surer than a quarter."""
    single = {strain.id: strain.in_time for strain in insurer.strains()}
    for due in insurer.together():
        assert due.in_time <= min(single[name] for name in due.mmps) == due.weakest
        assert insurer.whole <= due.in_time
    assert len({name for due in insurer.together() for name in due.mmps}) == len(insurer.mmps)


def test_table_for_a_spreadsheet(insurer):
    """A row per MMP, per quarter and for the plan; chances are never 0 % or 100 %."""
    rows = list(csv.DictReader(io.StringIO(stress_csv(insurer))))
    assert len(rows) == len(insurer.mmps) + len(insurer.together()) + 1
    chances = {row["probability in time"] for row in rows}
    assert not chances & {"0 %", "100 %"}
    assert all(row["worlds"] == "20" for row in rows)


def test_what_is_never_released_says_so():
    """Work that does not end before the benefit horizon has no week of release, and is not in time."""
    result = stress(planned(two(6, **growing(30)), a=1), replications=2)
    assert np.isnan(result.released).all()
    assert result.strains()[0].release[1] == float("inf")
    assert result.whole == 0.0


def test_needs_something_to_run():
    """A plan without MMPs, and a planner's file without value streams, cannot be run."""
    with pytest.raises(ValueError, match="nothing to run"):
        stress(planned(two(6)), replications=1)
    bare = scenario([{"id": "a", "spend": [5], "value": 100}]).replace(value_streams=())
    with pytest.raises(ScenarioError, match="the simulator needs teams and stages"):
        stress(planned(bare, a=1), replications=1)


def vmo(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_command_prints_and_writes(tmp_path, monkeypatch):
    """``vmo plan --stress`` adds a table to the text, a key to the document and a file to the folder."""
    monkeypatch.setattr("report.plan.figures.figures", lambda _: {})
    text = vmo("plan", "tiny", "--stress", "-n", 2, "--out", tmp_path)
    assert text.exit_code == 0, text.output
    assert "Stress test" in text.output
    assert (tmp_path / "stress.csv").read_text().startswith("id,name,start quarter")
    assert json.loads((tmp_path / "manifest.json").read_text())["stress"] == {"replications": 2, "seed": 1}
    document = json.loads(vmo("plan", "tiny", "--stress", "-n", 2, "--seed", 0, "--json").stdout)["stress"]
    assert document["replications"] == 2
    assert document["seed"] == 0
    assert document["in_time"] == 1.0


def test_command_keeps_finished_worlds(tmp_path):
    """With --checkpoint the second run takes over what the first one did, and says the same."""
    words = ["plan", "tiny", "--stress", "-n", 2, "--json", "--checkpoint", tmp_path]
    first = json.loads(vmo(*words).stdout)["stress"]
    kept = {path.name for path in tmp_path.iterdir()}
    assert len(kept) == 2  # what the folder is, and one block of worlds
    assert json.loads(vmo(*words).stdout)["stress"] == first
    assert {path.name for path in tmp_path.iterdir()} == kept
    clash = vmo("plan", "tiny", "--stress", "--workers", 1, "--cluster", "tcp://127.0.0.1:1")
    assert clash.exit_code == 2
    assert "--workers: not with --cluster" in clash.stderr
    assert "only with --stress" in vmo("plan", "tiny", "--checkpoint", tmp_path).stderr


def test_command_says_what_is_missing(tmp_path):
    """A file without value streams: exit code 2, one line with the file, nothing written."""
    file = tmp_path / "bare.yaml"
    file.write_text("budget: {per_quarter: 100}\nmmps:\n  - {id: a, spend: [50], value: 100}\n")
    result = vmo("plan", file, "--stress", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "bare.yaml: value_streams: none given" in result.output
    assert not (tmp_path / "out").exists()
    assert vmo("plan", "tiny", "--seed", 3).exit_code == 2


def test_money_in_purses_is_there_for_everything():
    """A plan whose money is kept in purses is simulated with plenty in each: four features take four weeks."""
    case = scenario(
        [mmp("a", 4, purse={"capital": [3000], "expense": [1000]})],
        stream("s"),
        budget={
            "per_quarter": 1e6,
            "purses": {"capital": 5e5, "expense": 5e5},
            "running_purse": "expense",
        },
    )
    assert stress(planned(case, a=1), replications=2).released.tolist() == [[4.0]] * 2


def test_people_live_as_they_do():
    """Services and plannings of the first model whose people stay are in the way of a plan as they would be."""
    legal = {"id": "legal", "per_year": 104_000, "person_cost_per_year": 52_000}
    legal["visits"] = [{"at": "start", "effort": 3}]
    models = {
        "p": {"base": "project"},
        "v": {"base": "value_stream", "services_budget": 0.5, "increment_weeks": 10},
    }
    rules = as_planned(planned(scenario([mmp("a", 4)], stream("s"), services=[legal], funding_models=models), a=1))
    (plan,) = rules.funding_models.values()
    assert (plan.services_budget, plan.increment_weeks, plan.approval_weeks) == (0.5, 10, 0)
