"""What people may write, and what it means."""

import csv
import datetime
import shutil
from pathlib import Path

import openpyxl
import pytest

from scenarios import shipped
from scenarios.faults import ScenarioError
from scenarios.language.mmps import Decaying, FixedDate
from scenarios.loader import load, load_table

PORTFOLIO = Path(__file__).parent / "portfolio"


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_with_tables_is_one_scenario():
    """Every spelling a table allows means what it says."""
    scenario = load(PORTFOLIO)
    portal, app, rules, answer, pilot = scenario.mmps
    assert (portal.name, portal.value_per_quarter, portal.success_probability) == (
        "Portal, first release",
        250000.5,
        0.4,
    )
    assert portal.urgency == Decaying(kind="decaying", half_life_quarters=2)
    assert (app.value_per_quarter, app.team_sprints, app.requires, app.mandatory) == (
        1_500_000,
        {"claims": 6.0},
        ("portal",),
        True,
    )
    assert rules.urgency == FixedDate(kind="fixed_date", quarter=3, penalty=400_000)
    assert rules.effort == {"claims": 6.0, "platform": 4.5}
    assert (answer.id, answer.spend, answer.value_by_quarter) == ("42", (10, 20), (5, None, -7.5))
    assert (answer.success_probability, answer.mandatory) == (0.137, False)
    assert (pilot.name, pilot.spend, pilot.value_by_quarter) == ("Größe", (7,), (1,))
    assert [project.mmps for project in scenario.projects] == [("portal",), ("app", "rules")]
    claims = scenario.stream("claims")
    assert claims.stages[0].wip_limit is None
    assert claims.switching_loss == (0.0, 0.1)
    assert claims.blockers is not None
    assert claims.blockers.duration.mean == pytest.approx(7 / 3)
    assert list(scenario.funding_models) == ["project", "value_stream", "quarterly"]
    assert scenario.funding_models["quarterly"].approval_weeks == scenario.funding_models["project"].approval_weeks


def typed(cell: str) -> object:
    """What a spreadsheet makes of a typed cell."""
    if cell.endswith("%"):
        return float(cell[:-1]) / 100
    if cell in ("TRUE", "FALSE"):
        return cell == "TRUE"
    try:
        return float(cell.replace(",", ""))
    except ValueError:
        return cell or None


def test_a_workbook_and_a_csv_of_the_same_cells_are_equal_scenarios(tmp_path):
    """CSV and XLSX are two spellings of one table, wherever the sheet stands in the workbook."""
    folder = tmp_path / "portfolio"
    shutil.copytree(PORTFOLIO, folder)
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["This sheet is for people."])
    sheet = book.create_sheet("MMPs")
    with (folder / "mmps.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            sheet.append([typed(cell) for cell in row])
    book.save(folder / "mmps.xlsx")
    main = folder / "scenario.yaml"
    main.write_text(main.read_text(encoding="utf-8").replace("mmps.csv", "mmps.xlsx"), encoding="utf-8")
    assert load(folder) == load(PORTFOLIO)


@pytest.mark.parametrize(
    "content",
    [
        "id,value,success_probability,requires\na,1500000.5,0.5,\nb,2,40%,a;c\nc,3,1,\n",
        '\ufeffid;value;success_probability;requires\r\na;1.500.000,5;0,5;\r\nb;2;40 %;"a;c"\r\nc;3;1;\r\n',
        'id;value;success_probability;requires\na;1 500 000,5;,5;\nb;2,0;0,4;"a; c"\nc;3;1;\n',
        "id\tvalue\tsuccess_probability\trequires\na\t1'500'000.5\t0.5\t\nb\t2\t40%\ta;c;\nc\t3\t1\t\n",
        'sep=;\nID;Value;Success probability;Requires\n a ;1500000,5;50%;\n;;;\nb;2;0,40;"a;c"\nc;3,000;1,0;\n',
        'id,value,success_probability,requires,,\na,"1,500,000.5", .5,,,\nb,2,40%,a; c,,\nc,3,100%,,,\n,,,,,\n',
    ],
    ids=["plain", "european", "french", "swiss-tabs", "sep-line", "stray-columns"],
)
def test_tables_of_many_countries_mean_the_same(content, tmp_path):
    """Delimiters, decimal signs, thousands marks, blanks and byte order marks do not change a table."""
    path = tmp_path / "plan.csv"
    path.write_bytes(content.encode("utf-8"))
    scenario = load_table(path, budget=100)
    assert [(m.id, m.value, m.success_probability, m.requires) for m in scenario.mmps] == [
        ("a", 1_500_000.5, 0.5, ()),
        ("b", 2, 0.4, ("a", "c")),
        ("c", 3, 1, ()),
    ]


def test_utf_16_tables_are_read(tmp_path):
    """A spreadsheet's "Unicode text" is UTF-16 with tabs."""
    path = tmp_path / "plan.txt"
    path.write_bytes("id\tname\na\tGröße\n".encode("utf-16"))
    assert load_table(path, budget=1).mmps[0].name == "Größe"


def test_a_bare_table_takes_budget_and_quarters_from_the_caller(tmp_path):
    """One amount per quarter says how many quarters there are."""
    path = written(tmp_path, "id,value\na,1\n", "my plan.csv")
    assert load_table(path, budget=5, quarters=6, currency="CHF").calendar.quarters == 6
    scenario = load_table(path, budget=[1, 2, 3])
    assert (scenario.calendar.quarters, scenario.budget.per_quarter, scenario.name) == (3, (1, 2, 3), "my-plan")
    with pytest.raises(ScenarioError) as raised:
        load_table(path, budget=[1, -2], quarters=0)
    assert [str(fault) for fault in raised.value.faults] == [
        "--budget: budget.per_quarter[2]: -2 is below 0; write 0 or more",
        "--quarters: calendar.quarters: 0 is below 1; write 1 or more",
    ]


def test_budget_and_mmps_are_a_whole_planner_file(tmp_path):
    """Everything else has a default; the file's name is the scenario's; a budget per quarter counts them."""
    path = written(tmp_path, "budget: {per_quarter: [1, 2]}\nmmps: [{id: a, value: 3, spend: [1]}]\n")
    scenario = load(path)
    assert (scenario.name, scenario.calendar.quarters, scenario.value_streams) == ("mine", 2, ())


def test_anchors_may_be_used_again(tmp_path):
    """A whole value may be repeated by an alias."""
    text = "budget: {per_quarter: 9}\nmmps:\n  - {id: a, benefits: &b [1, 2]}\n  - {id: c, benefits: *b}\n"
    scenario = load(written(tmp_path, text))
    assert scenario.mmps[0].benefits == scenario.mmps[1].benefits == (1, 2)


def test_yaml_12_words_stay_words(tmp_path):
    """``no`` is a text where a text belongs and false where a switch belongs; numbers may be quoted."""
    text = 'budget: {per_quarter: "9"}\nmmps:\n  - {id: "no", name: no, mandatory: no, value: 1_000}\n'
    mmp = load(written(tmp_path, text)).mmps[0]
    assert (mmp.id, mmp.name, mmp.mandatory, mmp.value) == ("no", "no", False, 1000)


def test_what_is_on_disk_comes_before_what_ships(tmp_path, monkeypatch):
    """A folder with scenario.yaml is meant, not the shipped scenario of its name; any other folder is not."""
    monkeypatch.chdir(tmp_path)
    name = shipped.names()[0]
    assert load(name).name == name
    (tmp_path / name).mkdir()
    assert load(name).title == load(shipped.path(name)).title
    written(tmp_path / name, "title: mine\nbudget: {per_quarter: 9}\nmmps: [{id: a}]\n", "scenario.yaml")
    assert load(name).title == "mine"
    assert load(name).name == name


def test_a_misspelt_name_gets_a_suggestion():
    """The nearest shipped scenario is named."""
    with pytest.raises(ScenarioError, match='did you mean "insurer"'):
        load("insurrer")


@pytest.mark.parametrize("name", ["x\x00y", "a" * 5000, "no/such/file.yaml", ""])
def test_impossible_names_are_faults(name):
    """A name that no file can have is told like any other."""
    with pytest.raises(ScenarioError):
        load(name)


def test_huge_files_are_refused(tmp_path):
    """Five megabytes are enough for a scenario, twenty for a table."""
    with pytest.raises(ScenarioError, match=r"big\.yaml: is larger than 5 MB"):
        load(written(tmp_path, "#" * 5_000_001, "big.yaml"))
    with pytest.raises(ScenarioError, match=r"big\.csv: is larger than 20 MB"):
        load_table(written(tmp_path, "#" * 20_000_001, "big.csv"), budget=1)


def test_a_table_alone_is_no_scenario(tmp_path):
    """A table says nothing about money, and the message says who reads it."""
    with pytest.raises(ScenarioError, match="vmo plan FILE --budget"):
        load(written(tmp_path, "id\na\n", "plan.csv"))


def test_devices_and_folders_are_no_files(tmp_path):
    """Only ordinary files are read."""
    (tmp_path / "plan.csv").mkdir()
    with pytest.raises(ScenarioError, match="is a folder"):
        load_table(tmp_path / "plan.csv", budget=1)
    with pytest.raises(ScenarioError, match="is not a table that can be read"):
        load_table(tmp_path / "plan.ods", budget=1)
    with pytest.raises(ScenarioError, match="not an ordinary file"):
        load("/dev/null")


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    """What a scenario names lies in its folder, links included."""
    inside = tmp_path / "inside"
    inside.mkdir()
    written(tmp_path, "id\na\n", "mmps.csv")
    (inside / "mmps.csv").symlink_to(tmp_path / "mmps.csv")
    with pytest.raises(ScenarioError, match="outside the scenario's folder"):
        load(written(inside, "budget: {per_quarter: 1}\nmmps: mmps.csv\n"))


def test_a_thousand_rows_with_the_same_fault_are_all_told(tmp_path):
    """Each row has its own line."""
    path = written(tmp_path, "id,value\n" + "".join(f"m{i},x\n" for i in range(1000)), "plan.csv")
    with pytest.raises(ScenarioError) as raised:
        load_table(path, budget=1)
    assert [fault.line for fault in raised.value.faults] == list(range(2, 1002))


@pytest.mark.parametrize(
    ("written_as", "message"),
    [
        ("300,000", '"300,000" can mean 300000 or 300; write 300000, or 300'),
        ("300.000", '"300.000" can mean 300000 or 300; write 300000, or 300.0000'),
        ("[300.000, 1]", '"300.000" can mean 300000 or 300; write 300000, or 300.0000'),
    ],
)
def test_money_with_three_digits_after_a_separator_is_refused(tmp_path, written_as, message):
    """No remedy leads to an amount a thousand times too small."""
    path = written(
        tmp_path, f"budget: {{per_quarter: {written_as}}}\nmmps: [{{id: a}}]\n".replace("300,000", '"300,000"')
    )
    with pytest.raises(ScenarioError, match="can mean") as raised:
        load(path)
    assert [fault.message for fault in raised.value.faults] == [message]


def test_machines_write_json_with_one_meaning(tmp_path):
    """In JSON 300.125 is a number like any other."""
    path = written(tmp_path, '{"budget": {"per_quarter": 300.125}, "mmps": [{"id": "a"}]}', "mine.json")
    assert load(path).budget.per_quarter == 300.125


def observed(folder, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "times.xlsx")
    return written(
        folder,
        "value_streams: [{id: s, arrivals: {kind: poisson, rate: 0.15}, stages: [{id: w, servers: 1, "
        "effort: {distribution: empirical, file: times.xlsx, column: ct}}]}]",
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["id", "ct"], ["a", 2], ["b", "=1+9"], ["c", 4]], "cell B3 holds a formula without a stored result"),
        ([["id", "ct"], ["a", 2], ["b", datetime.date(2026, 5, 1)]], "cell B3 holds a date (2026-05-01 00:00:00)"),
        ([["id", "ct"], ["a", datetime.date(2026, 5, 1)]], "cell B2 holds a date (2026-05-01 00:00:00)"),
        ([["ct", "ct"], [1, 9]], '"ct" is there twice'),
    ],
)
def test_observations_are_never_left_out_in_silence(tmp_path, rows, message):
    """A column of a workbook with a cell that is no number, or two columns of its name, is refused."""
    with pytest.raises(ScenarioError) as raised:
        load(observed(tmp_path, rows))
    assert message in raised.value.faults[0].message
