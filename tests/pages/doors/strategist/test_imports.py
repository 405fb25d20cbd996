"""A table of projects, dropped on the page."""

import pytest

import vmo
from pages.doors.strategist.imports import Answers
from pages.doors.strategist.tasks import accepted, imported
from tests.pages.site import visited
from workplace.jobs.bench import Bench

API = "/strategist/api"
FILE = {"content-type": "application/octet-stream"}
TABLE = b"id,name,value_stream,spend,value_per_quarter\na,Portal,sales,100000,50000\nb,Robot,service,200000,60000\n"


@pytest.fixture
def come(tmp_path):
    """A client that has come in."""
    with visited(tmp_path) as (client, _):
        yield client


def drop(client, name, content=TABLE):
    return client.post(f"{API}/upload", params={"name": name}, content=content, headers=FILE)


def test_a_dropped_table_is_put_into_the_folder_once(come, tmp_path):
    """The same file again is the same table; another one of the same name gets another."""
    assert drop(come, "projects.csv").json() == {"table": "projects.csv"}
    assert drop(come, "projects.csv").json() == {"table": "projects.csv"}
    assert drop(come, "projects.csv", TABLE + b"c,Bot,sales,1,1\n").json() == {"table": "projects-2.csv"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["projects-2.csv", "projects.csv"]


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("../../evil.csv", "evil.csv"),
        ("/etc/cron.d/evil.csv", "evil.csv"),
        ("..\\..\\evil.csv", "evil.csv"),
        (".hidden.csv", "hidden.csv"),
    ],
)
def test_a_hostile_name_stays_inside(come, tmp_path, name, inside):
    """Of a path only the last part counts."""
    assert drop(come, name).json() == {"table": inside}
    assert [path.name for path in tmp_path.iterdir()] == [inside]


@pytest.mark.parametrize("name", ["", "evil.sh", "a.html", "x.csv.exe", "a\x00.csv", "x" * 300 + ".csv"])
def test_what_is_no_table_is_refused(come, tmp_path, name):
    """By its name, before anything is written."""
    assert drop(come, name).status_code in (400, 422)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_and_a_too_large_file_are_refused(come, tmp_path):
    """Nothing is written."""
    assert drop(come, "a.csv", b"").status_code == 422
    assert drop(come, "a.csv", b"x" * 20_000_001).status_code == 413
    assert come.post(f"{API}/upload", params={"name": "a.csv"}, json={}).status_code == 415
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"\x00\x01\x02" * 50, b"PK\x03\x04 not a zip", b"<script>alert(1)</script>"])
def test_hostile_content_is_told_in_words(tmp_path, content):
    """What is no table has faults, or is refused; it never becomes a portfolio."""
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"a.{ending}"
        path.write_bytes(content)
        faults = []
        try:
            found = imported(Bench(print, print), table=str(path), shown=path.name, answers={})
            faults = found["document"]["faults"]
        except vmo.ScenarioError as error:
            faults = error.faults
        assert faults


def test_the_mapping_is_that_of_the_api_and_corrections_reach_it(come, tmp_path):
    """What the page shows is the document of ``vmo.import_table`` with the same answers."""
    drop(come, "projects.csv")
    path = str(tmp_path / "projects.csv")
    answers = Answers(columns={"value_per_quarter": "ignore"}, budget=80000.0).given()
    for given in ({}, answers):
        found = imported(Bench(print, print), table=path, shown="projects.csv", answers=given)
        assert found["document"] == vmo.import_table(path, **given).document()
    fields = {column["heading"]: column["field"] for column in found["document"]["columns"]}
    assert fields["value_per_quarter"] != "value_per_quarter"


def test_an_accepted_table_becomes_a_portfolio(tmp_path):
    """The folder that the command shown would make."""
    (tmp_path / "projects.csv").write_bytes(TABLE)
    found = accepted(
        Bench(print, print),
        table=str(tmp_path / "projects.csv"),
        target=str(tmp_path / "mine"),
        name="mine",
        answers={},
        again=["vmo import projects.csv --out mine"],
    )
    assert found["scenario"] == "mine"
    assert len(vmo.load(tmp_path / "mine").mmps) == 2


def test_answers_are_options_of_the_command():
    """Only those that are given."""
    assert Answers().options() == ""
    given = Answers(columns={"Cost (k)": "spend"}, decimals="comma", budget=1_200_000, quarters=8)
    assert given.options() == "--map 'Cost (k)=spend' --decimals comma --budget 1200000 --quarters 8"
    assumed = Answers(assume="people_share=0.4, payback_quarters=12")
    assert assumed.options() == "--assume people_share=0.4 --assume payback_quarters=12"
    assert assumed.given() == {"assume": ["people_share=0.4", "payback_quarters=12"]}


def test_a_portfolio_that_is_there_is_not_replaced(come, tmp_path):
    """Another name is asked for before any work is done."""
    drop(come, "projects.csv")
    (tmp_path / "mine").mkdir()
    asked = {"tab": "t", "table": "projects.csv", "name": "mine"}
    assert come.post(f"{API}/import/accept", json=asked).status_code == 409
    assert come.post(f"{API}/import/accept", json={**asked, "name": "../mine"}).status_code == 400
    assert come.post(f"{API}/import", json={"tab": "t", "table": "../projects.csv"}).status_code == 400
