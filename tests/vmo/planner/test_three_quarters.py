"""Three quarters by hand, every number worked out: plan, actuals, roll, plan again, and why the value differs."""

from pathlib import Path
from typing import Any

import pytest

import vmo
from scenarios.scenario import Scenario

FIRST: dict[str, Any] = {
    "calendar": {"quarters": 4, "starts": "2027-Q1", "benefit_quarters": 8, "discount_rate": 0},
    "budget": {"per_quarter": 100, "carry_over": 0.5},
    "mmps": [
        {"id": "a", "spend": [60], "value_per_quarter": 40},
        {"id": "b", "spend": [50, 50], "value_per_quarter": 50, "requires": ["a"], "urgency": "closing: 7"},
        {"id": "c", "spend": [40], "value_per_quarter": 12, "urgency": "decaying: 2"},
        {"id": "d", "spend": [30], "value": 35, "latest_quarter": 2},
    ],
}
HEAD = "quarter,id,status,done_share,spent,spend_to_go,value\n"


def rolled(scenario: Scenario, folder: Path, rows: str, to: str) -> vmo.RollResult:
    file = folder / "actuals.csv"
    file.write_text(HEAD + rows)
    return vmo.roll(scenario, file, to)


def filed(scenario: Scenario, folder: Path) -> vmo.PlanResult:
    found = vmo.plan(scenario, gap=0)
    folder.mkdir()
    (folder / "manifest.json").write_text(found.manifest())
    return found


def test_three_quarters_by_hand(tmp_path: Path) -> None:
    """Released work fulfils what required it, nothing is lost or counted twice, and both bridges add up."""
    # 2027-Q1. b needs two quarters and may come out with a: b starts in Q1 beside d, a in Q2.
    #   a: out at the end of Q2, 6 quarters x 40 - 60 = 180
    #   b: out at the end of Q2, window to Q7: 5 x 50 - 100 = 150
    #   d: 35 - 30 = 5      c: at best 12 x 2 / ln 2 x (0.5^0.5 - 0.5^4) = 22.3 for 40: never
    first = filed(Scenario.model_validate(FIRST), tmp_path / "1")
    assert first.data.value == pytest.approx(335)
    assert first.data.starts is not None
    assert first.data.starts["b"] == 1

    # What happened: a was done first and cost 70, b is half done for 40 with 55 to go, d did not begin.
    # Money: 100 there, 110 spent: nothing to carry, 10 too much.
    rows = "2027-Q1,a,released,,70,,0\n2027-Q1,b,running,0.5,40,55,0\n"
    roll = rolled(first.whole, tmp_path, rows, "2027-Q2")
    assert roll.data.purses[0].overspent == 10
    assert roll.scenario.budget.in_quarter(1) == 100

    # 2027-Q2. a earns outside: 7 quarters x 40 = 280. b: out at the end of Q2, 5 x 50 - 55 = 195. d: 5.
    second = filed(roll.scenario, tmp_path / "2")
    assert second.data.starts == {"b": 1, "d": 1}
    assert second.data.value == pytest.approx(200)
    assert [(row.id, row.value_to_come) for row in second.outside] == [("a", pytest.approx(280))]
    # The bridge from 335. Time: what b and d were to spend in Q1 is behind, 50 + 30 = 80.
    # Actuals: a is early and paid, 280 - 180; b has 55 to go, not 50; d has its 30 before it: 100 - 5 - 30.
    bridge = vmo.changes(tmp_path / "1", tmp_path / "2").data
    assert (bridge.value_before, bridge.value_now) == (33500, 48000)
    assert (bridge.step("time"), bridge.step("actuals")) == (8000, 6500)

    # What happened: b is out for 60, d is cancelled after 10, a has brought its first 40.
    # Money: 100 there, 70 spent, 30 left: half of it is carried, half lapses.
    rows = "2027-Q2,a,released,,0,,40\n2027-Q2,b,released,,60,,0\n2027-Q2,d,cancelled,,10,,0\n"
    roll = rolled(second.whole, tmp_path, rows, "2027-Q3")
    assert (roll.data.purses[0].carried_out, roll.data.purses[0].lapsed) == (15, 15)
    assert roll.scenario.budget.in_quarter(1) == 115
    assert [mmp.spent_to_date for mmp in roll.scenario.mmps] == [70, 100, 0, 10]  # 110 + 70 in all
    assert roll.scenario.mmp("a").value_to_date == 40

    # 2027-Q3. a is worth 30 a quarter now, and e is new: 90 - 50 = 40. c is worth even less than before.
    # Outside: a 6 x 30 = 180, b to the end of its window 5 x 50 = 250.
    mmps = [m.replace(value_per_quarter=30) if m.id == "a" else m for m in roll.scenario.mmps]
    new = type(mmps[0]).model_validate({"id": "e", "spend": [50], "value": 90, "requires": ["b"]})
    third = filed(roll.scenario.replace(mmps=(*mmps, new)), tmp_path / "3")
    assert third.data.starts == {"e": 1}
    assert third.data.value == pytest.approx(40)
    assert [row.value_to_come for row in third.outside] == [pytest.approx(180), pytest.approx(250), 0]

    # The bridge from 480. Time: a has earned 40, b has paid 55 and d 30: -40 + 55 + 30 = 45. d is cancelled: its
    # 35 of benefit are gone. Estimates: a 6 x -10 = -60. New: e 40. Nothing else: 480 + 45 - 35 - 60 + 40.
    bridge = vmo.changes(tmp_path / "2", tmp_path / "3").data
    assert (bridge.value_before, bridge.value_now) == (48000, 47000)
    steps = {
        step: bridge.step(step) for step in ("time", "actuals", "estimates", "cancelled", "new", "re-optimised")
    }
    assert steps == {
        "time": 4500, "actuals": 0, "estimates": -6000, "cancelled": -3500, "new": 4000, "re-optimised": 0,
    }  # fmt: skip
    assert bridge.value_before + sum(steps.values()) == bridge.value_now
    assert {row.id: row.what for row in bridge.rows} == {
        "a": "released", "b": "released", "c": "left out", "d": "cancelled", "e": "new, in",
    }  # fmt: skip


def test_staying_near_has_a_price(tmp_path: Path) -> None:
    """A new MMP worth 40 is not taken when nothing may change: that is the price; with one change it is in."""
    case = Scenario.model_validate(FIRST)
    filed(case, tmp_path / "1")
    new = type(case.mmps[0]).model_validate({"id": "e", "spend": [50], "value": 90})
    more = case.replace(mmps=(*case.mmps, new))
    near = vmo.plan(more, gap=0, keep=tmp_path / "1", most_changes=0)
    assert near.near is not None
    assert near.data.value == pytest.approx(335)
    assert near.near.price(near.data) == pytest.approx(40)
    assert vmo.plan(more, gap=0, keep=tmp_path / "1", most_changes=1).data.value == pytest.approx(375)
    with pytest.raises(vmo.VmoError, match="which plan"):
        vmo.plan(more, frozen=1)
