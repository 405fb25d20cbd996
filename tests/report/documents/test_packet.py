"""The big-room packet: every number is in its JSON, strings are never run, equal plans give equal bytes."""

import io

import openpyxl
import pytest

import vmo
from coupling.attainment import lost
from report.documents.content import Cell, Picture
from report.documents.scorecard import NOT_RECORDED, SCORED
from tests.report.documents.test_documents import Tags, numbers_in

IMAGE, FORMULA, MATHS = "<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", r"$\frac{"
ASKED = {"gap": 0, "replications": 3, "workers": 1, "checklist": True}


def portfolio():
    """Two streams: b2 needs a1 of the other one, b1 is not worth its cost; names that want to be run."""
    scenario = vmo.load("tiny")
    names = {"a1": IMAGE, "a2": MATHS, "b1": FORMULA}
    changes = {"b1": {"value_per_quarter": 100.0}, "b2": {"requires": ("a1",)}}
    mmps = tuple(mmp.replace(name=names.get(mmp.id, mmp.name), **changes.get(mmp.id, {})) for mmp in scenario.mmps)
    objective = scenario.objectives[0].replace(target=2_000_000.0)
    return scenario.replace(mmps=mmps, objectives=(objective,))


@pytest.fixture(scope="module")
def last(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packet") / "last"
    vmo.plan(portfolio(), gap=0, exclude="a2").save(folder)
    return folder


@pytest.fixture(scope="module")
def packet(last):
    return vmo.packet(portfolio(), since=last, quarter=2, **ASKED)


def rows_of(found, name):
    return next(table for _, table in found.data.tables() if table.name == name).rows


def test_every_number_is_in_the_json(packet):
    """A manager who doubts a number finds it in the document for machines."""
    known = numbers_in(packet.document())
    for _, table in packet.data.tables():
        for row in table.rows:
            for entry in row:
                if isinstance(entry, Cell) and entry.value is not None:
                    assert any(abs(abs(entry.value) - x) <= 1e-9 * max(1.0, x) for x in known), (table.name, entry)


def test_the_numbers_are_those_of_the_commands(packet, last):
    """The packet asks the same questions as plan, explain and changes, and gets the same answers."""
    numbers, plan = packet.document(), vmo.plan(portfolio(), gap=0)
    assert numbers["plan"]["objective"] == plan.data.objective
    explained = {each["id"]: each["loss"] for each in vmo.explain(plan).document()["mmps"]}
    assert {each["id"]: each["loss"] for each in numbers["left_out"]} == {"b1": explained["b1"]}
    assert numbers["changes"] == vmo.changes(last, plan).document()
    assert any(row["change"] == "in" and row["id"] == "a2" for row in numbers["changes"]["mmps"])
    stressed = vmo.plan(portfolio(), gap=0, stress=True, replications=3, workers=1)
    assert numbers["stress"] == stressed.document()["stress"]


def test_made_twice_it_is_the_same_file(packet, last):
    """Every form, whenever and however often it is made: no clock of the search is in it."""
    again = vmo.packet(portfolio(), since=last, quarter=2, **ASKED)
    assert packet.to_json() == again.to_json()
    assert packet.html() == again.html()
    assert packet.workbook() == again.workbook()
    assert packet.slides() == again.slides()


def test_names_are_shown_and_never_run(packet):
    """An element, a formula and mathematics as names of MMPs."""
    tags = Tags()
    page = packet.html()
    tags.feed(page)
    assert not [tag for tag, _ in tags.found if tag == "img"]
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert MATHS in page
    assert next(a["content"] for _, a in tags.found if "http-equiv" in a).startswith("default-src 'none'")
    book = openpyxl.load_workbook(io.BytesIO(packet.workbook()))
    cells = [at for sheet in book.worksheets for row in sheet.iter_rows() for at in row if at.value is not None]
    assert {at.data_type for at in cells} <= {"s", "n"}
    assert FORMULA in {at.value for at in cells}


def test_a_dependency_says_when_it_is_needed_and_how_likely_it_is_there(packet):
    """b2 of beta needs a1 of alpha no later than its own release; without luck the chance is 0 or 1."""
    (link,) = packet.document()["links"]
    starts = {mmp["id"]: mmp for mmp in packet.document()["plan"]["mmps"]}
    assert (link["mmp"], link["needs"], link["kind"], link["across"]) == ("b2", "a1", "requires", True)
    assert link["due"] == starts["a1"]["release_quarter"]
    assert link["needed"] == starts["b2"]["release_quarter"]
    assert link["in_time"] in (0.0, 1.0)
    pictures = [part for section in packet.data.sections for part in section.parts if isinstance(part, Picture)]
    assert [picture.name for picture in pictures] == ["dependencies"]


def test_what_is_lost_by_being_late_is_what_is_not_earned_meanwhile():
    """130 000 a quarter without discount: a week after the planned one loses 10 000, a week before gains."""
    stress = vmo.plan("tiny", gap=0, stress=True, replications=1, workers=1).stress
    place = stress.mmps.index("a1")
    weeks = stress.due[place] - stress.released[0, place]
    assert lost(stress, "a1") == pytest.approx(-130_000 / 13 * weeks)


def test_the_forecast_of_an_objective_is_its_plan_less_what_is_lost(packet):
    """And its share of the target is that over 2 million."""
    (objective,) = [each for each in packet.document()["objectives"] if each["id"]]
    losses = [risk["lost"] for risk in packet.document()["risks"]]
    assert objective["forecast_share"] == pytest.approx(objective["forecast"] / 2_000_000)
    if not losses:
        assert objective["forecast"] >= objective["planned"]


def test_what_a_plan_does_not_hold_is_said(packet):
    """The scorecard has every measure; the office costs nothing in a plan, which is no number."""
    rows = {row[0]: row for row in rows_of(packet, "Scorecard")}
    assert list(rows) == list(SCORED.values())
    assert rows["Cost of the office itself"][2] == NOT_RECORDED
    assert "vmo compare" in rows["Cost of the office itself"][-1]


def test_without_value_streams_chances_are_not_recorded():
    """A table of a planner has a packet all the same, which says what is missing."""
    found = vmo.packet("docs/rolling", gap=0, quarter="2027-Q2")
    assert found.document()["stress"] is None
    assert "not recorded" in found.data.sections[4].finding
    assert found.data.title.startswith("Big-room packet for 2027-Q2")
    page = found.html()
    assert "not recorded" in page


def test_an_empty_plan_is_called_empty():
    """A plan without MMPs is not called free of limits, and serves no objective."""
    found = vmo.packet("tiny", gap=0, exclude="a1,a2,b1,b2", replications=1, workers=1)
    findings = {section.title: section.finding for section in found.data.sections}
    assert findings["What leaders can change"].endswith("brings an MMP into the plan, which has none.")
    objectives = findings["Objectives, and how far they will be attained"]
    assert objectives == "The plan serves none of the objectives: Growth."


def test_a_quarter_that_is_not_planned_is_refused():
    """In words, with what there is."""
    with pytest.raises(vmo.VmoError, match="quarter: 9 is not one of the 4 quarters of tiny"):
        vmo.packet("tiny", quarter=9, replications=1, workers=1)
    with pytest.raises(vmo.VmoError, match=r"since: nowhere is no folder with a plan"):
        vmo.packet("tiny", since="nowhere", replications=1, workers=1)


def test_the_check_list_answers_what_the_plan_knows(packet):
    """Every MMP serves an objective; what only people know is to be asked."""
    checks = {check["question"]: check["state"] for check in packet.document()["checks"]}
    assert checks["Does every MMP of the quarter serve an objective?"] == "yes"
    assert "ask" in checks.values()
