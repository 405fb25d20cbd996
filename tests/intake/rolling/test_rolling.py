"""Laws of rolling: nothing is lost or counted twice, dates stay where they are, and all faults come at once."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vmo
from intake.rolling.actuals import Actual, read_actuals, template
from intake.rolling.lengthening import lengthen
from intake.rolling.rolling import roll
from intake.rolling.writing import write_rolled
from optimiser.economics import expected_value, figures, work
from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.open_work import still_open
from scenarios.variation.shifting import shifted
from tests.examples import examples
from tests.optimiser.cases import scenario, stream

STARTS = {"starts": "2027-Q1", "benefit_quarters": 8}


def actual(quarter: int, name: str, status: str, **more: Any) -> Actual:
    return Actual.model_validate({"quarter": quarter, "id": name, "status": status, **more})


def file_of(folder: Path, text: str) -> Path:
    path = folder / "actuals.csv"
    path.write_text(text)
    return path


@settings(max_examples=examples(20), deadline=None)
@given(st.data())
def test_money_and_work_are_conserved(data: st.DataObject) -> None:
    """There = spent + carried + lapsed - overspent; spent to date grows by what was spent; done + left = all."""
    quarters = data.draw(st.integers(1, 3))
    carry = data.draw(st.sampled_from([0.0, 0.5, 1.0]))
    cents = st.integers(0, 20_000).map(lambda n: n / 100)
    mmps = [{"id": f"m{i}", "value_stream": f"s{i % 2}", "effort": 4, "spent_to_date": i} for i in range(4)]
    budget = {"per_quarter": 100, "carry_over": carry, "streams": {"s0": 40}}
    case = scenario(mmps, budget, 4, value_streams=[stream("s0", 2, 5), stream("s1", 2, 5)])
    rows = []
    for i in range(4):
        done = 0.0
        for quarter in range(1, quarters + 1):
            done = data.draw(st.floats(done, 1))
            rows.append(actual(quarter, f"m{i}", "running", done_share=done, spent=data.draw(cents)))
    rolled = roll(case, rows, quarters)
    for purse in rolled.purses:
        there = purse.amount + purse.carried_in + purse.overspent
        assert there == pytest.approx(purse.spent + purse.carried_out + purse.lapsed)
    whole = [purse for purse in rolled.purses if not purse.stream]
    assert sum(p.spent for p in whole) == pytest.approx(sum(row.spent for row in rows))
    assert rolled.scenario.budget.in_quarter(1) == pytest.approx(100 + whole[-1].carried_out)
    assert sum(m.spent_to_date for m in rolled.scenario.mmps) == pytest.approx(6 + sum(row.spent for row in rows))
    for mmp in still_open(rolled.scenario).mmps:
        left = sum(map(sum, figures(mmp, rolled.scenario).use.values()))
        assert left + (mmp.underway or 0) * sum(work(mmp, rolled.scenario).values()) == pytest.approx(4)


def test_dates_and_the_benefit_horizon_stay_in_the_calendar() -> None:
    """Two of four quarters over: closing 4 is closing 2, 8 quarters of benefit are 6, a decaying idea goes on."""
    mmps = [
        {"id": "a", "urgency": "closing: 4", "earliest_quarter": 2, "latest_quarter": 3},
        {"id": "b", "urgency": "fixed_date: 3, 9"},
        {"id": "c", "urgency": "decaying: 2", "appears_quarter": 2, "value_per_quarter": 1},
        {"id": "d", "status": "released"},
        {"id": "e", "latest_quarter": 2},
        {"id": "f", "urgency": "fixed_date: 2, 9, 1"},
    ]
    case = scenario(mmps, [1, 2, 3, 4], 4, calendar=STARTS)
    found = shifted(case, 2)
    later = found.scenario
    assert (later.calendar.starts, later.calendar.quarters, later.calendar.benefit_quarters) == ("2027-Q3", 2, 6)
    assert later.budget.per_quarter == (3, 4)
    by = {mmp.id: mmp for mmp in later.mmps}
    assert by["a"].urgency.last_quarter == 2  # type: ignore[union-attr]
    assert (by["a"].earliest_quarter, by["a"].latest_quarter) == (None, 1)
    assert by["b"].urgency.quarter == 1  # type: ignore[union-attr]
    assert by["c"].urgency.age_quarters == 1  # type: ignore[union-attr]
    assert by["d"].released == "-2"
    assert by["e"].status == "cancelled"
    assert (by["f"].urgency.quarter, by["f"].urgency.penalty) == (0, 0)  # type: ignore[union-attr]
    assert len(found.notes) == 2


@pytest.mark.parametrize("urgency", ["standard", "decaying: 2", "closing: 4", "fixed_date: 3, 9, 2"])
def test_the_same_release_is_worth_the_same_later(urgency: str) -> None:
    """A start in quarter 3 is worth what one in quarter 1 is two quarters later, but for the discount."""
    mmp = {"id": "a", "value_per_quarter": 10, "ramp_quarters": 1, "spend": [5], "urgency": urgency}
    case = scenario([mmp], 100, 4, calendar={"discount_rate": 0.104})
    later = shifted(case, 2).scenario

    def worth(which: Any, start: int) -> float:
        return expected_value(which.mmps[0], which, figures(which.mmps[0], which), start, "net")

    half_a_year = 1.0533757  # exp(0.104 * 26 / 52)
    assert worth(later, 1) == pytest.approx(worth(case, 3) * half_a_year)


def test_all_faults_of_the_actuals_come_at_once_with_their_rows(tmp_path: Path) -> None:
    """Six rows, six faults, and the MMP that was under way and is not mentioned."""
    case = scenario(
        [{"id": "a"}, {"id": "b"}, {"id": "c", "underway": 0.5}, {"id": "d", "mandatory": True}],
        100,
        4,
        calendar=STARTS,
    )
    text = (
        "quarter,id,status,done_share,spent\n"
        "2027-Q1,aa,released,,1\n"
        "2027-Q3,a,released,,1\n"
        "2027-Q1,b,running,,1\n"
        "1,b,running,0.5,1\n"
        "1,d,cancelled,,-1\n"
        "2,d,cancelled,,1\n"
    )
    with pytest.raises(ScenarioError) as caught:
        read_actuals(file_of(tmp_path, text), case, 2)
    words = [str(fault).removeprefix(str(tmp_path)) for fault in caught.value.faults]
    assert len(words) == 6
    assert 'c" was under way and has no row for quarter 2027-Q2' in words[0]
    assert ':2: rows.aa.id: no MMP is called "aa"' in words[1]
    assert ":3: rows.a.quarter: quarter 2027-Q3 is not over" in words[2]
    assert ":4: rows.b.done_share: is empty" in words[3]
    assert ":5: rows.b.id" in words[4]
    assert ":6: rows.d.spent" in words[5]


def test_money_without_an_mmp_is_sent_to_its_file(tmp_path: Path) -> None:
    """Rows of suppliers, of nobody, and of an MMP that is not there: each is told where such money belongs."""
    text = "quarter,id,status,spent\n1,suppliers,,400\n1,,,50\n1,overheads,idea,7\n1,a,idea,0\n"
    with pytest.raises(ScenarioError) as caught:
        read_actuals(file_of(tmp_path, text), scenario([{"id": "a"}], 100, 4, calendar=STARTS), 1)
    words = [str(fault) for fault in caught.value.faults]
    assert [f":{row}:" in said for row, said in zip((2, 3, 4), words, strict=True)] == [True] * 3
    assert all("spend.csv (month,kind,spent,budget)" in said for said in words)
    assert 'no MMP is called "suppliers"' in words[0]


def test_the_template_reads_back_as_nothing_happened(tmp_path: Path) -> None:
    """Filled in with nothing, it moves the calendar and leaves MMPs as they are."""
    case = scenario([{"id": "a"}, {"id": "b", "status": "running", "done_share": 0.5}], 100, 4, calendar=STARTS)
    rows = read_actuals(file_of(tmp_path, template(case, 2)), case, 2)
    rolled = roll(case, rows, 2).scenario
    assert [(mmp.status, mmp.done_share) for mmp in rolled.mmps] == [("idea", None), ("running", 0.5)]


@pytest.mark.parametrize("name", ["insurer", "regulated", "tiny"])
def test_what_is_written_reads_back_the_same(name: str, tmp_path: Path) -> None:
    """A rolled scenario in a folder is the rolled scenario."""
    case = load(name)
    rolled = roll(case, [actual(1, case.mmps[0].id, "running", done_share=0.5, spent=1.5)], 1).scenario
    source = file_of(tmp_path, "quarter,id,status\n")
    assert load(write_rolled(rolled, tmp_path / "next", source, "said")) == rolled
    assert (tmp_path / "next" / "mmps.csv").exists()


def test_added_quarters_have_the_money_of_the_last_one() -> None:
    """Two quarters of 10 and 20 and one of a stream: two more have 20 each; benefits end no earlier than they."""
    mmps = [{"id": "a", "value_stream": "s"}, {"id": "b", "value_by_quarter": [1, 2]}]
    budget = {"per_quarter": [10, 20], "streams": {"s": [1, 2]}}
    calendar = {"benefit_quarters": 3}
    case = scenario(mmps, budget, 2, calendar=calendar, value_streams=[stream("s", 2, 5)])
    found = lengthen(case, 2)
    longer = found.scenario
    assert (longer.calendar.quarters, longer.calendar.benefit_quarters) == (4, 4)
    assert longer.budget.per_quarter == (10, 20, 20, 20)
    assert longer.budget.streams == {"s": (1, 2, 2, 2)}
    assert ["2 quarters added" in found.notes[0], "until quarter 4" in found.notes[1]] == [True, True]
    assert "value_by_quarter of b" in found.notes[2]
    assert lengthen(case, 0).scenario is case
    for wrong in (-1, 79):
        with pytest.raises(ValueError, match="not between 0 and 78"):
            lengthen(case, wrong)


def test_the_last_quarter_can_be_over_when_there_are_more(tmp_path: Path) -> None:
    """A scenario of one quarter rolls on when a second one is added, and only then."""
    file = file_of(tmp_path, "quarter,id,status,spent\n1,a,released,4\n")
    case = scenario([{"id": "a", "spend": [4]}], {"per_quarter": 10, "carry_over": 1}, 1)
    with pytest.raises(vmo.VmoError, match="to: 2 cannot be"):
        vmo.roll(case, file, 2)
    later = vmo.roll(case, file, 2, add_quarters=1).scenario
    assert (later.calendar.quarters, later.budget.in_quarter(1), later.mmps[0].status) == (1, 16, "released")


def test_purses_and_other_amounts_roll_on() -> None:
    """Lists of purses and resources begin with the quarter that is quarter 1 now, and grow with the calendar."""
    budget = {"per_quarter": [9, 9, 9], "purses": {"capex": [1, 2, 3]}}
    more = {"people": {"per_quarter": [4, 5, 6]}, "carbon": {"total": 7}}
    case = scenario([{"id": "a"}], budget, 3, amounts=more)
    later = shifted(case, 1).scenario
    assert later.budget.purses == {"capex": (2, 3)}
    assert (later.amounts["people"].per_quarter, later.amounts["carbon"].total) == ((5, 6), 7)
    longer = lengthen(later, 1).scenario
    assert longer.budget.purses == {"capex": (2, 3, 3)}
    assert longer.amounts["people"].per_quarter == (5, 6, 6)
