"""The planner's door without a browser: its answers are those of the API, its commands ask the same."""

import json
import shlex

import pytest
from typer.testing import CliRunner

import vmo
from cli import app  # noqa: TID251 - the commands that are shown are run
from pages.doors.planner import tasks
from pages.doors.planner.questions import Question, Writing
from tests.pages.portfolios import small
from tests.pages.site import visited
from workplace.files.folder import Folder
from workplace.jobs.bench import Attachment, Bench

API = "/planner/api"
ASK = {
    "scenario": "mine",
    "changes": {"mmps.a2.earliest_quarter": 2, "mmps.a2.latest_quarter": 2, "plan_rules.mmp_wip_limit": 1},
    "budget": [300000.0, 300000.0, 250000.5, 300000.0],
    "include": ["b2"],
    "exclude": ["b1"],
    "gap": "0",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one portfolio, ``mine``."""
    found = tmp_path_factory.mktemp("planner")
    small(found)
    return found


@pytest.fixture(scope="module")
def come(folder):
    """A client that has come in."""
    with visited(folder) as (client, _):
        yield client


def ended(client, address, document):
    """How a job ended, and with what."""
    started = client.post(f"{API}/{address}", json={"tab": "t", **document})
    assert started.status_code == 200, started.json()
    number = started.json()["job"]
    lines = client.get(f"/api/jobs/{number}/events").text.strip().split("\n\n")
    last = dict(line.split(": ", 1) for line in lines[-1].split("\n"))
    return last["event"], json.loads(last["data"]), number


def expected(folder):
    scenario = vmo.changed(folder / "mine", ASK["changes"])
    return vmo.plan(scenario, budget=ASK["budget"], include=["b2"], exclude=["b1"], gap="0")


def plain(document):
    return {key: value for key, value in document.items() if key != "seconds"}


def test_a_portfolio_is_told_with_everything_that_can_be_turned(come):
    """Money, teams and rules as the scenario has them; a rule that it has not stands there without a value."""
    found = come.get(f"{API}/portfolio", params={"scenario": "mine"}).json()
    assert [mmp["id"] for mmp in found["mmps"]] == ["a1", "a2", "b1", "b2"]
    assert found["budget"] == [300000.0] * 4
    assert [(stream["id"], stream["teams"]) for stream in found["streams"]] == [("alpha", 1), ("beta", 1)]
    assert [(rule["path"], rule["value"]) for rule in found["rules"]] == [
        ("plan_rules.mmp_wip_limit", None),
        ("plan_rules.largest_bet", None),
        ("plan_rules.three_month_rule", None),
    ]


def test_a_plan_its_reasons_curve_and_prices_are_those_of_the_api(come, folder):
    """The same numbers and words as from Python: plan, changes, explanation, frontier, price of a rule."""
    last = {"scenario": "mine", "gap": "0"}
    state, told, _ = ended(come, "plan", {"question": ASK, "last": last})
    plan, before = expected(folder), vmo.plan(folder / "mine", gap=0)
    assert (state, told["found"], told["headline"]) == ("finished", True, plan.headline())
    assert plain(told["document"]) == plain(plan.document())
    assert (told["value"], told["cost"]) == (plan.data.value, plan.data.cost)
    assert told["against"]["last"]["document"] == vmo.changes(before, plan).document()
    assert told["against"]["pinned"] is None

    _, told, _ = ended(come, "explain", {"question": ASK, "mmp": "a2"})
    assert told["words"] == vmo.explain(plan, ["a2"]).data[0].words

    _, told, _ = ended(come, "frontier", {"question": last})
    assert told["document"] == vmo.frontier(folder / "mine", gap=0).document()

    off = {"id": "wip", "path": "plan_rules.mmp_wip_limit", "value": None}
    never = {"id": "never", "path": "mmps.b2.earliest_quarter", "value": 4}
    _, told, _ = ended(come, "prices", {"question": ASK, "rules": [off, never]})
    free = vmo.changed(folder / "mine", {**ASK["changes"], "plan_rules.mmp_wip_limit": "none"})
    other = vmo.plan(free, budget=ASK["budget"], include=["b2"], exclude=["b1"], gap="0")
    price = told["prices"]["wip"]
    assert (price["value"], price["more"]) == (other.data.value, other.data.value - plan.data.value)
    assert "plan_rules.mmp_wip_limit=none" in price["commands"][0]
    assert told["prices"]["never"]["plan"] is True


def test_the_commands_shown_give_the_plan(tmp_path, monkeypatch):
    """What stands below a result is run as it stands, in the folder, and gives the same plan."""
    small(tmp_path)
    monkeypatch.chdir(tmp_path)
    for line in Question.model_validate(ASK).commands("plan", "--json"):
        ran = CliRunner().invoke(app, shlex.split(line)[1:])
        assert ran.exit_code == 0, ran.output
    assert plain(json.loads(ran.stdout)) == plain(expected(tmp_path).document())


def test_where_there_is_no_plan_every_way_out_leads_to_one(come, folder):
    """Two MMPs are wanted for which there is no money: each remedy, asked as it is told, gives a plan."""
    ask = {"scenario": "mine", "include": ["a1", "b1"], "budget": [100000.0], "gap": "0"}
    _, told, _ = ended(come, "plan", {"question": ask})
    assert (told["found"], told["document"]["status"]) == (False, "infeasible")
    remedies = told["document"]["conflict"]["remedies"]
    assert [remedy["words"] for remedy in remedies] == told["document"]["conflict"]["ways_out"]
    assert len(remedies) == 2
    for remedy in remedies:
        include = [mmp for mmp in ask["include"] if mmp not in remedy["no_longer_include"]]
        budget = remedy["budget"] or ask["budget"]
        assert vmo.plan(folder / "mine", include=include, budget=budget, gap=0).data.starts


def test_papers_are_files_and_a_plan_is_saved_whole(come, folder):
    """The workbook opens as one, the saved folder is one that vmo changes reads; neither is written twice."""
    _, told, number = ended(come, "write", {"question": ASK, "kind": "workbook"})
    file = come.get(f"/api/jobs/{number}/files/{told['file']}", params={"download": ""})
    assert file.content[:2] == b"PK"
    assert told["commands"][-1].startswith("vmo plan changed.yaml --out plan --budget")
    state, _, _ = ended(come, "save", {"question": ASK, "name": "kept"})
    assert state == "finished"
    found = vmo.changes(folder / "kept", folder / "kept").document()
    assert found["value_now"] == pytest.approx(expected(folder).data.value)
    again = come.post(f"{API}/save", json={"tab": "t", "question": ASK, "name": "kept"})
    assert (again.status_code, again.json()["faults"][0]["message"]) == (
        409,
        "kept is there already; choose another name",
    )


def test_the_packet_says_what_changed_since_another_plan(come, folder, monkeypatch):
    """A plan of the page, or one saved in the folder: the packet's numbers are those of vmo changes."""
    before = {"scenario": "mine", "gap": "0"}
    place = Folder(folder)
    earlier, now = Question.model_validate(before).arguments(place), Question.model_validate(ASK).arguments(place)
    vmo.plan(folder / "mine", gap="0").save(folder / "earlier")
    assert "earlier" in come.get(f"{API}/portfolio", params={"scenario": "mine"}).json()["plans"]
    told = vmo.changes(folder / "earlier", expected(folder)).document()
    made: list[Attachment] = []
    bench = Bench(tell=lambda *_: None, attach=made.append)
    monkeypatch.setattr(tasks, "WORLDS", 2)
    packets: list[vmo.PacketResult] = []
    real = vmo.packet
    monkeypatch.setattr(vmo, "packet", lambda *given, **more: packets.append(real(*given, **more)) or packets[-1])
    for since in (earlier, str(folder / "earlier")):
        tasks.written(bench, asked=now, kind="packet", name="mine", since=since, again=[])
        assert packets[-1].document()["changes"] == told
        assert made.pop().content.decode() == packets[-1].html()
    asked = {"tab": "t", "question": ASK, "kind": "packet"}
    lines = Writing.model_validate(asked | {"since": before}).words(2)
    assert lines[0] == "vmo plan mine --out last --gap 0"
    assert lines[-1].startswith("vmo packet changed.yaml -n 2 --seed 1 --since last --out packet.html")
    lines = Writing.model_validate(asked | {"since_folder": "earlier"}).words(2)
    assert "--since earlier" in lines[-1]
    assert come.post(f"{API}/write", json=asked | {"since_folder": "../x"}).status_code == 400


def test_purses_and_resources_are_told_with_their_paths(tmp_path):
    """Each number that the portfolio states can be changed by its path, and is called as the plan calls its use."""
    (tmp_path / "two.yaml").write_text(
        """\
calendar: {quarters: 2}
budget: {per_quarter: 100, purses: {capital: [60, 80], expense: 50}, running_purse: expense}
amounts: {architect: {per_quarter: 1}, risk: {total: 9}}
mmps:
  - {id: a, value: 500, purse: {capital: [50], expense: [10]}, need: {architect: 1, risk: 3}}
  - {id: b, value: 200, purse: {capital: [30], expense: [10]}, need: {architect: 1, risk: 3}}
"""
    )
    with visited(tmp_path) as (client, _):
        limits = client.get(f"{API}/portfolio", params={"scenario": "two.yaml"}).json()["limits"]
        assert [(each["path"], each["quarter"], each["value"]) for each in limits] == [
            ("budget.purses.capital.1", 1, 60.0),
            ("budget.purses.capital.2", 2, 80.0),
            ("budget.purses.expense", None, 50.0),
            ("amounts.architect.per_quarter", None, 1.0),
            ("amounts.risk.total", None, 9.0),
        ]
        question = {"scenario": "two.yaml", "gap": "0"}
        _, whole, _ = ended(client, "plan", {"question": question})
        assert {row["purse"] for row in whole["document"]["purses"]} == {"capital", "expense"}
        for each in limits:
            less = question | {"changes": {each["path"]: 0.0}}
            _, told, _ = ended(client, "plan", {"question": less})
            assert told["value"] < whole["value"], each["path"]


def test_money_of_services_is_told_with_what_plans_take_of_their_people(tmp_path):
    """Two lawyers at 100 a year each; two visits of four weeks; half of the money buys one, who is enough."""
    (tmp_path / "law.yaml").write_text(
        """\
calendar: {quarters: 2}
budget: {per_quarter: 100}
value_streams: [{id: s, teams: 1, team_cost_per_sprint: 1, stages: [{id: build, servers: 2, effort: 1}]}]
services: [{id: law, per_year: 200, person_cost_per_year: 100, visits: [{at: start, effort: 4}]}]
mmps:
  - {id: a, value_stream: s, features: 4, value_per_quarter: 50}
  - {id: b, value_stream: s, features: 4, value_per_quarter: 50}
"""
    )
    with visited(tmp_path) as (client, _):
        (law,) = client.get(f"{API}/portfolio", params={"scenario": "law.yaml"}).json()["limits"]
        assert (law["kind"], law["name"], law["path"]) == ("service", "law", "services.law.per_year")
        for money, limit in ((200.0, 26), (100.0, 13)):
            question = {"scenario": "law.yaml", "gap": "0", "changes": {law["path"]: money}}
            _, told, _ = ended(client, "plan", {"question": question})
            first = told["document"]["services"][0]
            assert (first["service"], first["used"], first["limit"]) == ("law", 8, limit)


def test_the_quarter_is_rolled_from_cells_or_every_fault_is_told_at_its_cell(come, folder):
    """What is entered makes the scenario that vmo roll makes; with a fault nothing is written."""
    cells = come.get(f"{API}/actuals", params={"scenario": "mine", "to": "2"}).json()
    rows = [cells["head"], *cells["rows"]]
    assert rows[1][:3] == ["1", "a1", "idea"]
    rows[1] = ["1", "a1", "released", "", "160000", "", "0"]
    rows[3] = ["1", "b1", "running", "much", "80000", "", "0"]
    asked = {"scenario": "mine", "to": "2", "rows": rows, "name": "mine-2"}
    refused = come.post(f"{API}/roll", json=asked)
    assert refused.status_code == 422
    faults = refused.json()["faults"]
    assert [(fault["file"], fault["line"], fault["path"][-1]) for fault in faults] == [
        ("actuals.csv", 4, "done_share")
    ]
    assert not (folder / "mine-2").exists()

    rows[3][3] = "0.4"
    told = come.post(f"{API}/roll", json=asked).json()
    assert told["commands"][0] == "vmo roll mine --actuals mine-2/actuals.csv --to 2 --out mine-2"
    made = vmo.load(folder / "mine-2")
    assert made == vmo.roll(folder / "mine", folder / "mine-2" / "actuals.csv", 2).scenario
    assert (made.mmp("a1").status, made.calendar.quarters) == ("released", 3)
    assert come.post(f"{API}/roll", json=asked).status_code == 409


@pytest.mark.parametrize(
    ("address", "document", "words"),
    [
        ("plan", {"question": {"scenario": "../x"}}, "leads out of the folder"),
        ("plan", {"question": {"scenario": "nowhere"}}, "no such scenario"),
        ("plan", {"question": {"scenario": "mine", "gap": "-1"}}, "gap"),
        ("plan", {"question": {"scenario": "mine", "budget": [-1.0]}}, "budget"),
        ("save", {"question": {"scenario": "mine"}, "name": "a/b"}, "name"),
        ("roll", {"scenario": "mine", "to": "9", "rows": [["id"]], "name": "next"}, "cannot be the next quarter"),
    ],
)
def test_nonsense_is_refused_in_words(come, address, document, words):
    """Neither a path out of the folder nor a number out of range starts anything."""
    asked = document if address == "roll" else {"tab": "t", **document}
    refused = come.post(f"{API}/{address}", json=asked)
    assert refused.status_code in (400, 404, 422)
    assert words in json.dumps(refused.json())


def test_a_laboratory_scenario_is_refused(come):
    """What has no MMPs cannot be planned."""
    refused = come.get(f"{API}/portfolio", params={"scenario": "littles-law"})
    assert (refused.status_code, "no MMPs to plan" in refused.json()["faults"][0]["message"]) == (422, True)
