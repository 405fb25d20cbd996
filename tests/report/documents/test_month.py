"""The monthly page: by hand on four MMPs, of which one came out and one runs late."""

import io
import shutil
from pathlib import Path

import openpyxl
import pytest

import vmo
from report.documents.content import Cell
from report.documents.scorecard import NOT_RECORDED, SCORED
from scenarios.writing.fingerprint import dump
from tests.report.documents.test_documents import Tags, numbers_in

ROLLING = Path(__file__).resolve().parents[3] / "docs" / "rolling"
ACTUALS = (
    "quarter,id,status,done_share,spent,spend_to_go,value\n"
    "2027-Q1,a,released,,70,,5\n2027-Q1,b,running,0.5,40,55,0\n2027-Q2,b,released,,60,,9\n"
)
SPEND = (
    "month,kind,spent,budget\n2027-02,people,30,35\n2027-03,people,40,35\n2027-03,office,10,\n2027-04,people,9,9\n"
)
LEARNT = "2027-02: [before]\n2027-03: ['<img src=x onerror=alert(1)>', \"=cmd|' /C calc'!A0\"]\n"
HISTORY = (
    "id,started,done\n1,2027-01-04,2027-01-08\n2,2027-03-01,2027-03-02\n3,2027-03-01,2027-03-04\n4,2027-02-01,\n"
    "5,2027-03-20,2027-04-10\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """docs/rolling with what a folder may hold besides."""
    place = tmp_path_factory.mktemp("month") / "mine"
    (place / "plan").mkdir(parents=True)
    shutil.copy(ROLLING / "scenario.yaml", place)
    shutil.copy(ROLLING / "plan" / "manifest.json", place / "plan")
    (place / "actuals.csv").write_text(ACTUALS, encoding="utf-8")
    (place / "spend.csv").write_text(SPEND, encoding="utf-8")
    (place / "learnings.yaml").write_text(LEARNT, encoding="utf-8")
    (place / "history.csv").write_text(HISTORY, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def page(folder):
    return vmo.month(folder, "2027-03")


def scores(found):
    return {row["outcome"]: row["values"]["to date"] for row in found.document()["scorecard"]}


def test_every_number_is_in_the_json(page):
    """Whoever doubts a number finds it in the document for machines."""
    known = numbers_in(page.document())
    for _, table in page.data.tables():
        for row in table.rows:
            for entry in row:
                if isinstance(entry, Cell) and entry.value is not None:
                    assert any(abs(abs(entry.value) - x) <= 1e-9 * max(1.0, x) for x in known), (table.name, entry)


def test_delivered_against_plan(page):
    """By the plan d was due in the first quarter and a in the second: d is late, a came early."""
    found = {row["id"]: (row["due"], row["released"], row["status"]) for row in page.document()["delivered"]}
    assert found == {"d": (1, None, "idea"), "a": (2, 1, "released")}
    assert page.data.sections[0].finding == "0 of 1 MMP due by the end of 2027-Q1 came out; 1 came out early."


def test_spend_against_budget_by_quarter_and_kind(page):
    """70 and 40 of 100 in the quarter; kinds to date, later months left out, no budget is no zero."""
    (quarter,) = page.document()["money"]
    assert (quarter["spent"], quarter["budget"], quarter["share"]) == (110, 100, 1.1)
    kinds = {row["kind"]: row for row in page.document()["kinds"]}
    assert kinds["people"]["to_date"] == 70
    assert kinds["people"]["to_date_budget"] == 70
    assert kinds["office"]["month_budget"] is None


def test_the_scorecard_to_date(page):
    """One release in 91 days for 110; planning is not in spend.csv, so it is not recorded."""
    found = scores(page)
    assert list(found) == list(SCORED)
    assert (found["days_per_release"], found["cost_per_release"], found["releases"]) == (91.0, 110.0, 1.0)
    assert (found["worst_gap_weeks"], found["three_month_rule_share"]) == (0.0, 1.0)
    assert found["pv_governance"] == 10
    assert found["governance_share"] is None
    assert found["realised_share"] is None
    table = next(table for _, table in page.data.tables() if table.name == "Scorecard")
    assert {row[0]: row[2] for row in table.rows}["Load above 90 %"] == NOT_RECORDED


def test_a_quarter_later_value_is_measured_against_its_claim(folder):
    """A claims 40 a quarter, is out since the end of the first and brought 5: an eighth; b is out at the end."""
    later = vmo.month(folder, "2027-06")
    assert scores(later)["realised_share"] == pytest.approx((5 + 9) / 40)
    assert scores(later)["cost_per_release"] == (110 + 60) / 2


def test_decisions_due(page):
    """B shows evidence at half of its features; d may not start after the second quarter and was due."""
    found = {(row["id"], row["what"]) for row in page.document()["decisions"]}
    assert ("b", "keep it, change it or stop it") in found
    assert ("d", "begin it, or give it up") in found
    assert ("d", "plan it anew, or give it up") in found
    assert not any(mmp == "a" for mmp, _ in found)


def test_flow_in_the_month(page):
    """Two items done in March within 2 and 4 days, one in January; at the end of March two are under way."""
    flow = page.document()["flow"]
    assert (flow["month"]["finished"], flow["month"]["cycle_p50"], flow["month"]["cycle_p85"]) == (2, 2, 4)
    assert flow["before"]["finished"] == 1
    assert flow["under_way"] == 2


def test_what_comes_next_without_teams(page):
    """The next MMPs stand in the order of the plan; without value streams there is no chance, and that is said."""
    coming = page.document()["next"]
    assert [row["id"] for row in coming] == ["d", "b"]
    assert all(row["chance"] is None for row in coming)
    assert any("Chances are not recorded: value_streams" in t.note for _, t in page.data.tables())


def test_chances_are_those_of_the_plan_carried_on(tmp_path):
    """Nothing has happened and the plan is as it was: the chances are those of the stress test of the plan."""
    scenario = vmo.load("tiny")
    scenario = scenario.replace(calendar=scenario.calendar.replace(starts="2027-Q1"))
    plan = vmo.plan(scenario, gap=0, stress=True, replications=2, workers=1)
    place = tmp_path / "plan"
    place.mkdir()
    (place / "manifest.json").write_text(plan.manifest(), encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(dump(scenario), encoding="utf-8")
    chances = {strain.id: strain.in_time for strain in plan.stress.strains()}
    found = vmo.month(tmp_path, "2027-01", replications=2, workers=1).document()["next"]
    assert len(found) == 3
    assert all(row["chance"] == chances[row["id"]] for row in found)


def test_what_is_not_there_is_said(tmp_path):
    """A folder with a scenario alone has a page, without a number that nobody wrote down."""
    shutil.copy(ROLLING / "scenario.yaml", tmp_path)
    found = vmo.month(tmp_path, "2027-01")
    for section in (*found.data.sections[:3], *found.data.sections[4:7]):
        assert "ot recorded" in section.finding, section.title
    assert all(value is None for value in scores(found).values())


def test_made_twice_it_is_the_same_file(page, folder):
    """Every form."""
    again = vmo.month(folder, "2027-03")
    assert (page.html(), page.workbook(), page.slides()) == (again.html(), again.workbook(), again.slides())


def test_learnings_are_shown_and_never_run(page):
    """Whatever people write down."""
    tags = Tags()
    tags.feed(page.html())
    assert not [tag for tag, _ in tags.found if tag == "img"]
    book = openpyxl.load_workbook(io.BytesIO(page.workbook()))
    assert {at.data_type for sheet in book.worksheets for row in sheet.iter_rows() for at in row} <= {"s", "n"}
    assert page.document()["learnings"][0].startswith("<img")


WRONG = {
    "month": ("2027-13", r'month: "2027-13" is no month; write 2027-03'),
    "before": ("2026-12", r"month: 2026-12 is not in the quarters of rolling, 2027-Q1 to 2027-Q4"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_month_that_is_not_there_is_refused(name, folder):
    """In words, with what there is."""
    asked, said = WRONG[name]
    with pytest.raises(vmo.VmoError, match=said):
        vmo.month(folder, asked)


def test_the_faults_of_every_file_are_told_at_once(folder, tmp_path):
    """With row, key and remedy."""
    shutil.copytree(folder, tmp_path / "mine")
    rows = "month,kind,spent\n2027-3,people,1\n2027-03,peple,2\n2027-03,office,x\n"
    (tmp_path / "mine" / "spend.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "mine" / "learnings.yaml").write_text("March: [one]\n", encoding="utf-8")
    with pytest.raises(vmo.ScenarioError) as told:
        vmo.month(tmp_path / "mine", "2027-03")
    words = str(told.value)
    assert 'spend.csv:2: rows[1].month: "2027-3" is no month; write 2027-03' in words
    assert 'did you mean "people"?' in words
    assert "spend.csv:4" in words
    assert "learnings.yaml:1: March: is no month; write a list of sentences under each month" in words


def test_without_a_first_day_no_month_can_be_told(tmp_path):
    """The scenario has to say when it begins."""
    (tmp_path / "scenario.yaml").write_text(dump(vmo.load("tiny")), encoding="utf-8")
    with pytest.raises(vmo.VmoError, match=r"tiny does not say when quarter 1 starts; add calendar\.starts"):
        vmo.month(tmp_path, "2027-03")


def test_the_example_of_the_documentation_is_what_is_printed():
    """Word for word."""
    page = (ROLLING.parent / "documents.md").read_text(encoding="utf-8")
    assert vmo.month("docs/rolling", "2027-03").text().strip() in page
