"""A scenario from a table: what is derived follows its rule, what is written loads, and answers are remembered."""

import shutil
from pathlib import Path

import pytest

from intake.tables.answers import Answers
from intake.tables.proposal import propose
from intake.tables.reading.table import read_table
from scenarios.faults import ScenarioError
from scenarios.loader import load

CASES = Path(__file__).parent / "cases"
GMPP = {
    "columns": {"wlc_baseline_incl_NCG": "spend_total"},
    "unit": "mGBP",
    "decimals": "point",
    "leave_out": ("unreadable",),
    "assume": {"payback_quarters": 12},
}


def table(folder, words, name="table.csv"):
    path = folder / name
    path.write_text(words, encoding="utf-8")
    return path


def test_teams_and_features_follow_from_money(tmp_path):
    """By hand: 8 quarters, 4,160,000 a quarter of which 96 % is payroll, in teams of about 260,000 a quarter."""
    path = table(tmp_path, "Name,Department,Cost,Benefit per quarter\na,x,8320000,5\nb,y,24960000,6\n")
    proposal = propose(path, Answers(assume={"work_over_capacity": 1}))
    assert proposal.numbers is not None
    assert proposal.numbers.budget == (4_160_000,)
    x, y = proposal.numbers.streams
    assert (x.teams, y.teams) == (4, 12)  # 998,400 and 2,995,200 over 260,000: 3.84 and 11.52
    assert x.team_cost_per_sprint == 38_400  # 998,400 / (4 x 6.5)
    assert [row.data["features"] for row in proposal.reading.rows] == [108, 325]  # cost / (2 x 38,400)
    assert sum(stage.servers for stage in x.stages) == 4
    assert sum(stage.effort for stage in x.stages) == pytest.approx(4, abs=0.01)  # two sprints of two weeks


def test_of_rows_that_cannot_be_read_nothing_else_is_said(tmp_path):
    """A benefit in words is a fault; that the row claims none, or got one by assumption, is not true."""
    path = table(tmp_path, "Name,Cost,Benefit per quarter\na,100,5\nb,100,much\nc,100,\n")
    found = propose(path)
    assert [fault.line for fault in found.faults] == [3]
    assert found.reading.findings.warnings == ["no benefit is claimed in row 4; nothing is earned there"]
    assumed = propose(path, Answers(assume={"payback_quarters": 2})).reading.findings
    assert [words for words in assumed.guesses if "pays the cost back" in words] == [
        "no benefit in the table: assumed so that it pays the cost back in 2 quarters (row 4)"
    ]


def test_what_is_written_loads_and_is_marked(tmp_path):
    """The folder holds a sound scenario whose derived and assumed numbers say so."""
    proposal = propose(CASES / "own_headings.csv")
    scenario = proposal.write(tmp_path / "mine")
    assert scenario == load(tmp_path / "mine")
    assert [mmp.spend for mmp in scenario.mmps] == [(100_000,) * 3, (100_000,), (125_000,) * 2]
    assert [mmp.success_probability for mmp in scenario.mmps] == [0.55] * 3
    assert scenario.uncertainty.value.mean == pytest.approx(0.95)
    assert scenario.currency == "USD"
    text = (tmp_path / "mine" / "scenario.yaml").read_text(encoding="utf-8")
    assert "per_quarter: 62500   # derived: cost of all rows / 8 quarters / 1.3" in text
    assert "derived" in (tmp_path / "mine" / "mmps.csv").read_text(encoding="utf-8").splitlines()[0]
    with pytest.raises(ScenarioError, match="exists and is not empty"):
        proposal.write(tmp_path / "mine")


def test_names_that_look_like_formulas_come_back_as_they_were(tmp_path):
    """In the files they are inert, in the scenario they are themselves."""
    scenario = propose(table(tmp_path, "id,name,spend,value_per_quarter\na,=1+1,5,1\nb,@x,6,1\n")).write(
        tmp_path / "o"
    )
    assert [mmp.name for mmp in scenario.mmps] == ["=1+1", "@x"]
    assert "a,'=1+1," in (tmp_path / "o" / "mmps.csv").read_text(encoding="utf-8")


def test_a_table_without_benefits_asks_and_takes_an_answer():
    """Nobody's benefit is made up; what may be assumed is said."""
    faults = propose(CASES / "gmpp_2022_ict.csv").faults
    assert any("--assume payback_quarters=12" in fault.message for fault in faults)
    assert len(faults) == 3  # no benefit, no colour, no date: one each


def test_a_column_of_benefits_that_is_asked_about_is_asked_about_once(tmp_path):
    """German headings, a total below: one question is left, which benefit it is; answered, there is none."""
    (tmp_path / "v.csv").write_text(
        "Vorhaben;Bereich;Kosten (TEUR);Nutzen;Erfolgschance\nA;X;400;200;70%\nB;Y;900;1;50%\n"
    )
    faults = propose(tmp_path / "v.csv").faults
    assert [fault.key for fault in faults] == ["Nutzen"]
    answered = propose(tmp_path / "v.csv", Answers(columns={"Nutzen": "value_per_year"}, unit="kEUR"))
    assert answered.faults == ()
    assert [row.data["success_probability"] for row in answered.reading.rows] == [0.7, 0.5]


def test_government_projects_become_a_scenario(tmp_path):
    """One command and the answers to its guesses; by hand, 85 million over four quarters, paid back in twelve."""
    scenario = propose(CASES / "gmpp_2022_ict.csv", Answers(**GMPP)).write(tmp_path / "gmpp")
    first = scenario.mmps[0]
    assert (len(scenario.mmps), len(scenario.value_streams), scenario.currency) == (25, 8, "GBP")
    assert first.spend == (21_250_000,) * 4
    assert first.value_per_quarter == pytest.approx(85e6 / 12, rel=1e-5)
    assert first.success_probability == 0.6  # amber
    assert 1200 < sum(mmp.features or 0 for mmp in scenario.mmps) < 1800


def test_answers_are_remembered_for_the_next_table_of_its_kind(tmp_path):
    """A table with the same headings beside the folder of an import needs no answer again."""
    shutil.copyfile(CASES / "gmpp_2022_ict.csv", tmp_path / "next.csv")
    assert propose(tmp_path / "next.csv").faults
    propose(tmp_path / "next.csv", Answers(**GMPP)).write(tmp_path / "first")
    again = propose(tmp_path / "next.csv")
    assert not again.faults
    assert again.reading.mapping == tmp_path / "first" / "mapping.yaml"
    other = table(tmp_path, "Name,Cost\na,5\n", "other.csv")
    assert read_table(other).mapping is None
    propose(tmp_path / "next.csv", Answers(assume={"payback_quarters": 8})).write(tmp_path / "second")
    assert len(propose(tmp_path / "next.csv").faults) == 1  # only the assumption is open again
    propose(tmp_path / "next.csv", Answers(unit="kGBP", assume={"payback_quarters": 8})).write(tmp_path / "third")
    with pytest.raises(ScenarioError, match="answer differently"):
        propose(tmp_path / "next.csv")
    assert not propose(tmp_path / "next.csv", mapping=tmp_path / "second" / "mapping.yaml").faults


def test_projects_are_sliced_on_request(tmp_path):
    """Three slices have a third of cost and benefit each, and build on each other; links follow them."""
    path = table(tmp_path, "id,spend,value_per_quarter,requires\na,90;90;90,30,\nb,30,9,a\n")
    scenario = propose(path, Answers(slices=3)).write(tmp_path / "o")
    assert [mmp.id for mmp in scenario.mmps] == ["a-1", "a-2", "a-3", "b-1", "b-2", "b-3"]
    assert [mmp.requires for mmp in scenario.mmps] == [(), ("a-1",), ("a-2",), ("a-3",), ("b-1",), ("b-2",)]
    assert [mmp.spend for mmp in scenario.mmps] == [(90,)] * 3 + [(10,)] * 3
    assert [mmp.value_per_quarter for mmp in scenario.mmps] == [10] * 3 + [3] * 3
    assert [project.mmps for project in scenario.projects] == [("a-1", "a-2", "a-3"), ("b-1", "b-2", "b-3")]


def test_benefits_in_all_and_net_present_values_become_benefits_per_quarter(tmp_path):
    """A total is spread over twelve quarters; a net present value is its benefit less its cost."""
    path = table(tmp_path, "Name,Cost,Total benefit\na,100,240\n")
    assert propose(path).reading.rows[0].data["value_per_quarter"] == 20
    path = table(tmp_path, "Name,Cost,NPV\na,100,140\n")
    row = propose(path).reading.rows[0].data
    assert (row["value_per_quarter"], row["value_by_quarter"]) == (20, [140] * 8)


def test_unknown_assumptions_and_fields_are_refused(tmp_path):
    """A misspelt name is no answer."""
    path = table(tmp_path, "id,spend,value_per_quarter\na,1,1\n")
    with pytest.raises(ScenarioError, match='did you mean "people_share"'):
        propose(path, Answers(assume={"people_shares": 0.5}))
    with pytest.raises(ScenarioError, match='no field is called "spends"'):
        propose(path, Answers(columns={"spend": "spends"}))
    (fault,) = propose(path, Answers(columns={"Cost": "spend"})).faults
    assert fault.message.startswith('no column is called "Cost"')


def test_what_no_quarter_can_pay_is_said(tmp_path):
    """Of three projects one costs 90 in one quarter, and there are 20: it is named; with 200 nobody is."""
    path = tmp_path / "table.csv"
    path.write_text("Name,Cost,Duration (months),Annual benefit\na,90,3,100\nb,10,3,100\nc,10,3,100\n")
    for budget, said in ((20.0, True), (200.0, False)):
        warnings = propose(path, Answers(budget=(budget,))).reading.findings.warnings
        assert any("row 2: more cost" in line and "never begin" in line for line in warnings) is said
