"""The planner's commands: output, files, exit codes, words."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from commands.planner import alternatives, explain, frontier, plan, robust
from commands.shared import planning_options as planning
from optimiser.checker import check
from optimiser.optimisation import optimise
from optimiser.solving import Effort
from scenarios.loader import load, load_table

pytestmark = pytest.mark.usefixtures("unpainted")

FILE = Path(__file__).parents[3] / "docs" / "portfolio.csv"
TABLE = [str(FILE), "--budget", "1000000", "--quarters", "4"]


@pytest.fixture
def run() -> Callable[..., Result]:
    app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)
    for module in (plan, explain, frontier, alternatives, robust):
        module.register(app)
    runner = CliRunner()
    return lambda *words: runner.invoke(app, [str(word) for word in words], catch_exceptions=False)


def broken(folder: Path, text: str) -> Path:
    file = folder / "broken.yaml"
    file.write_text(text)
    return file


def test_plan_of_a_table_reads_like_an_answer(run: Callable[..., Result]) -> None:
    """A bare table and a budget are enough for a roadmap, use of budgets and rankings."""
    result = run("plan", *TABLE)
    assert result.exit_code == 0
    assert "8 MMPs, expected value" in result.stdout
    assert "Proven optimal" in result.stdout
    assert "Instant quotes" in result.stdout
    assert "==>" in result.stdout
    assert "Highest value first" in result.stdout
    assert "Loudest sponsor first" not in result.stdout  # nobody's voice is stated
    assert "breaks even" in result.stdout


def test_json_is_what_was_promised(run: Callable[..., Result]) -> None:
    """The JSON document has the documented keys, and its plan passes the independent check."""
    result = run("plan", *TABLE, "--gap", "0", "--json")
    document = json.loads(result.stdout)
    assert {"status", "objective", "bound", "gap", "seconds", "mmps", "budgets", "baselines"} <= set(document)
    assert document["status"] == "optimal"
    keys = {"id", "chosen", "start_quarter", "release_quarter", "cost", "expected_value"}
    assert all(set(mmp) == keys for mmp in document["mmps"])
    assert all(set(entry) == {"quarter", "stream", "used", "limit"} for entry in document["budgets"])
    starts = {mmp["id"]: mmp["start_quarter"] for mmp in document["mmps"] if mmp["chosen"]}
    audit = check(load_table(FILE, budget=1e6, quarters=4), starts)
    assert (audit.broken, audit.value) == ((), pytest.approx(document["objective"]))
    assert all(value is None or value <= document["objective"] + 1e-6 for value in document["baselines"].values())
    out = [mmp for mmp in document["mmps"] if not mmp["chosen"]]
    assert all(mmp["start_quarter"] is None and mmp["expected_value"] is None for mmp in out)


def test_include_and_exclude(run: Callable[..., Result]) -> None:
    """Forced MMPs are in or out, whatever they are worth."""
    result = run("plan", *TABLE, "--include", "chatbot", "--exclude", "sso,bundles", "--json")
    chosen = {mmp["id"] for mmp in json.loads(result.stdout)["mmps"] if mmp["chosen"]}
    assert "chatbot" in chosen
    assert not chosen & {"sso", "quotes", "renewals", "bundles"}


def test_files_answer_one_question_each(run: Callable[..., Result], tmp_path: Path) -> None:
    """Tables, a workbook with a sheet per question, figures, and a manifest that was written last."""
    folder = tmp_path / "deep" / "results"
    result = run("plan", *TABLE, "--out", folder)
    assert result.exit_code == 0, result.output
    names = {file.name for file in folder.iterdir()}
    assert {"plan.csv", "plan.xlsx", "manifest.json", "why_not.csv", "budgets.csv", "baselines.csv"} <= names
    assert {"roadmap.png", "roadmap.svg", "value.png", "budgets.png"} <= names
    book = load_workbook(folder / "plan.xlsx")
    assert book.sheetnames == [
        "Summary",
        "Roadmap",
        "Plan",
        "Budgets",
        "Why not",
        "Baselines",
        "Objectives",
        "Cash",
    ]
    header = [cell.value for cell in book["Plan"][1]]
    assert header[:9] == [
        "id", "name", "value stream", "objective", "in the plan", "start quarter", "release quarter",
        "cost (EUR)", "expected value (EUR)",
    ]  # fmt: skip
    document = json.loads((folder / "manifest.json").read_text())
    assert document["answer"]["status"] == "optimal"
    assert document["wishes"]["objective"] == "net"
    assert not [name for name in names if name.endswith(".part")]


def test_formulas_in_names_stay_text(run: Callable[..., Result], tmp_path: Path) -> None:
    """A name that looks like a formula is not one in the workbook or in the table."""
    table = tmp_path / "bad.csv"
    table.write_text('id,name,spend,value\na,"=HYPERLINK(1)",10,99\n')
    assert run("plan", table, "--budget", "100", "--out", tmp_path / "out").exit_code == 0
    cell = load_workbook(tmp_path / "out" / "plan.xlsx")["Plan"]["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert "'=HYPERLINK(1)" in (tmp_path / "out" / "plan.csv").read_text()


def test_capacity_has_its_own_sheet(run: Callable[..., Result], tmp_path: Path) -> None:
    """Where teams are described their use is shown."""
    assert run("plan", "tiny", "--out", tmp_path).exit_code == 0
    assert "Capacity" in load_workbook(tmp_path / "plan.xlsx").sheetnames
    assert "team-sprints" in run("plan", "tiny").stdout


INFEASIBLE = """\
budget: {per_quarter: 10}
calendar: {quarters: 1}
mmps:
  - {id: a, spend: [6], mandatory: true}
  - {id: b, spend: [6], mandatory: true}
"""


def test_infeasible_is_exit_code_1_with_reasons(run: Callable[..., Result], tmp_path: Path) -> None:
    """No plan: the conflict and the ways out in words, exit code 1, nothing written."""
    result = run("plan", broken(tmp_path, INFEASIBLE), "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "the portfolio has 10 EUR in quarter 1" in result.stdout
    assert "give the portfolio 2 EUR more: 2 in quarter 1" in result.stdout
    assert not (tmp_path / "out").exists()
    document = json.loads(run("plan", broken(tmp_path, INFEASIBLE), "--json").stdout)
    assert (document["status"], document["objective"], document["mmps"]) == ("infeasible", None, [])
    assert "a is mandatory" in document["conflict"]["rules"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([FILE], "a table has no budget; give --budget AMOUNT"),
        (["nowhere.csv"], "nowhere.csv: there is no such file"),
        ([FILE, "--budget", "lots"], '--budget: "lots" is not money per quarter'),
        ([FILE, "--budget", "-5"], '--budget: "-5" is not money per quarter'),
        ([*TABLE, "--gap", "2"], '--gap: "2" is not a share below 1'),
        ([*TABLE, "--include", "qotes"], 'no MMP is called "qotes"; did you mean "quotes"?'),
        ([*TABLE, "--include", "sso", "--exclude", "sso"], '"sso" is also included; keep one of the two'),
        ([*TABLE, "--solver", "NoSuch"], '--solver: solver "NoSuch" is not installed; installed:'),
        ([*TABLE, "--reach"], "none has a target to reach"),
        (["tiny", "--currency", "USD"], "--currency: only for tables"),
        (["tiny", "--budget", "1,2,3"], "has 3 amounts for 4 quarters"),
        (["nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_wrong_input_is_exit_code_2(run: Callable[..., Result], words: list[object], message: str) -> None:
    """One clear line on stderr with the remedy, exit code 2, nothing on stdout."""
    result = run("plan", *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_work_without_a_described_stream_has_no_silent_cost(run: Callable[..., Result], tmp_path: Path) -> None:
    """Features without a stream to build them are a fault, not free."""
    file = broken(tmp_path, "budget: {per_quarter: 10}\nmmps: [{id: a, value_stream: s, features: 3}]\n")
    result = run("plan", file)
    assert result.exit_code == 2
    assert 'cost of "a" is unknown' in result.stderr


def test_a_scenario_may_get_another_budget_and_calendar(run: Callable[..., Result]) -> None:
    """The budget and the quarters of a scenario can be replaced on the command line."""
    document = json.loads(run("plan", "tiny", "--budget", "150000,160000", "--quarters", "2", "--json").stdout)
    limits = [entry["limit"] for entry in document["budgets"]]
    assert limits == [150000, 160000]


def test_reach_is_the_cheapest_way(run: Callable[..., Result], tmp_path: Path) -> None:
    """Targets are reached at least cost, and the text says what rankings would have paid too much."""
    text = """\
budget: {per_quarter: 20}
calendar: {quarters: 1, discount_rate: 0}
objectives: [{id: o, target: 10}]
mmps:
  - {id: dear, objective: o, spend: [9], value_by_quarter: [20]}
  - {id: cheap, objective: o, spend: [2], value_by_quarter: [11]}
"""
    result = run("plan", broken(tmp_path, text), "--reach")
    assert result.exit_code == 0
    assert "too much" in result.stdout
    assert json.loads(run("plan", broken(tmp_path, text), "--reach", "--json").stdout)["objective"] == 2


def test_explain_one_in_words_and_all_in_a_table(run: Callable[..., Result]) -> None:
    """One MMP is told in plain words, all in a table, and JSON holds the same figures."""
    words = " ".join(run("explain", *TABLE[:1], "chatbot", *TABLE[1:]).stdout.split())
    assert words.startswith("Service chatbot is out.")
    assert "It enters when its expected value rises by" in words
    table = run("explain", *TABLE).stdout
    assert "Left out: what it would cost to force them in" in table
    document = json.loads(run("explain", *TABLE, "--json").stdout)
    assert {mmp["id"] for mmp in document["mmps"]} == {m.id for m in load_table(FILE, budget=1.0).mmps}
    assert all(
        m["state"] != "solved" or m["loss_at_least"] <= m["loss"] <= m["loss_at_most"] for m in document["mmps"]
    )


def test_explain_names_unknown_ids(run: Callable[..., Result]) -> None:
    """An unknown id is a fault with a suggestion."""
    result = run("explain", *TABLE[:1], "chatbox", *TABLE[1:])
    assert result.exit_code == 2
    assert 'no MMP is called "chatbox"; did you mean "chatbot"?' in result.stderr


def test_frontier_shows_value_and_price(run: Callable[..., Result], tmp_path: Path) -> None:
    """Value against budget, the smallest budget, marginal values, a figure and a table."""
    result = run("frontier", *TABLE, "--budgets", "20,50,100,150", "--marginal", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert "Smallest budget at which a plan keeps every rule: 25.0%" in result.stdout
    assert "no plan" in result.stdout
    assert "budget of quarter 1" in result.stdout
    assert "audit is mandatory" in result.stdout
    assert {"frontier.csv", "frontier.png", "frontier.svg"} == {file.name for file in tmp_path.iterdir()}
    document = json.loads(run("frontier", *TABLE, "--budgets", "100%,150%", "--json").stdout)
    assert [point["factor"] for point in document["points"]] == [1.0, 1.5]
    assert run("frontier", *TABLE, "--budgets", "much").exit_code == 2


def test_alternatives_in_words_and_json(run: Callable[..., Result]) -> None:
    """Plans nearly as good, or a sentence that there are none."""
    assert "in instead" in run("alternatives", *TABLE, "--tolerance", "0.9").stdout
    document = json.loads(run("alternatives", *TABLE, "--tolerance", "0.9", "-k", "2", "--json").stdout)
    assert len(document["plans"]) == 2
    assert "No other plan" in run("alternatives", *TABLE, "--differ", "50").stdout


def test_robust_tells_how_sure_each_pick_is(run: Callable[..., Result]) -> None:
    """Picks in words, budgets that hold, and what guarding costs."""
    result = run("robust", *TABLE, "--samples", "10", "--gamma", "1", "--value-tail", "0.3", "--cost-cv", "0.2")
    assert result.exit_code == 0, result.output
    assert "always" in result.stdout
    assert "Guarding costs" in result.stdout
    document: dict[str, Any] = json.loads(run("robust", *TABLE, "--samples", "5", "--json").stdout)
    assert document["guarded"] is None
    assert {pick["verdict"] for pick in document["picks"]} <= {"always", "mostly", "toss-up", "never"}


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["plan", *TABLE], "NOT proven: an interrupt ended the search"),
        (["explain", *TABLE], "not solved"),
        (["alternatives", *TABLE], "No other plan"),
        (["frontier", *TABLE, "--marginal"], "Interrupted: the smallest budget was not looked for."),
    ],
)
def test_ctrl_c_keeps_what_is_finished(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, words: list[str], shown: str
) -> None:
    """An interrupt ends the searches, not the program: the rest is shown, and the exit code says it."""

    @contextmanager
    def pressed() -> Iterator[Event]:
        stop = Event()
        stop.set()
        yield stop

    monkeypatch.setattr(planning, "stopping", pressed)
    result = run(*words)
    assert result.exit_code == 130
    assert shown in result.stdout
    assert "Interrupted: what was finished by then is shown." in result.stderr


def test_threads_give_a_plan_as_good(run: Callable[..., Result]) -> None:
    """Two threads prove the same value, also where one thread was used before in the same process."""
    values = [
        json.loads(run("plan", *TABLE, "--gap", "0", "--threads", n, "--json").stdout)["objective"]
        for n in (1, 2, 1)
    ]
    assert values == [values[0]] * 3


@pytest.mark.parametrize("name", ["insurer", "regulated", "telecom-releases", "tiny"])
def test_every_shipped_scenario_can_be_planned(name: str) -> None:
    """No rules of a shipped scenario are in conflict."""
    assert optimise(load(name), effort=Effort(gap=0.2, seconds=60)).found


def test_an_unproven_plan_says_so(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that a limit ended is never called optimal."""
    from optimiser import optimisation as module
    from optimiser.solving import Answer

    def cut(_program: object, _effort: object, _warm: dict[str, int]) -> Answer:
        return Answer("no plan found", "time limit", None, None, 1.0)

    monkeypatch.setattr(module, "solve", cut)
    result = run("plan", *TABLE)
    assert result.exit_code == 0
    assert "NOT proven: the time limit ended the search" in result.stdout
    result = run("plan", *TABLE, "--json")
    document = json.loads(result.stdout)
    assert (document["status"], document["bound"], document["gap"]) == ("feasible", None, None)
