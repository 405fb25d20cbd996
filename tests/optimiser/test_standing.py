"""Laws of what is released, running or cancelled before a plan begins."""

from typing import Any

import pytest

import vmo
from optimiser.checker import check
from optimiser.economics import figures
from optimiser.optimisation import optimise
from optimiser.outside import outside
from optimiser.solving import Effort
from scenarios.faults import ScenarioError
from scenarios.open_work import settled, still_open
from scenarios.writing.fingerprint import scenario_hash
from tests.optimiser.cases import scenario

EXACT = Effort(gap=0)


def mmp(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "spend": [50], "value": 100, **more}


def test_released_work_satisfies_what_required_it_and_costs_nothing() -> None:
    """What is out fulfils requires, requires_any and after at once, and takes no money and no row of the plan."""
    out = mmp("a", status="released")
    case = scenario([out, mmp("b", requires=["a"], after=["a"]), mmp("c", requires_any=["a", "d"]), mmp("d")], 100)
    plan = optimise(case, effort=EXACT)
    assert plan.starts == {"b": 1, "c": 1, "d": 2}
    assert plan.value == pytest.approx(3 * (100 - 50))  # and nothing for a
    assert [line.id for line in plan.lines] == ["b", "c", "d"]
    assert not check(case, plan.starts).broken


def test_released_work_earns_outside_the_plan() -> None:
    """10 a quarter, out one quarter ago, benefits counted for 4: 40 to come; the 10 already earned are not."""
    case = scenario([mmp("a", status="released", released="-1", value=0, value_per_quarter=10), mmp("b")])
    (row,) = outside(case)
    assert (row.id, row.status, row.value_to_come) == ("a", "released", pytest.approx(40))


def test_cancelled_work_blocks_what_cannot_do_without_it() -> None:
    """Blocking runs along requires, after and with; an alternative saves an MMP."""
    case = scenario(
        [
            mmp("a", status="cancelled", spent_to_date=7),
            mmp("b", requires=["a"]),
            mmp("c", after=["b"]),
            mmp("d", requires_any=["a", "e"]),
            mmp("e", excludes=["a"]),
        ]
    )
    assert {entry.mmp.id: entry.status for entry in settled(case)} == {
        "a": "cancelled",
        "b": "blocked",
        "c": "blocked",
    }
    assert {m.id for m in still_open(case).mmps} == {"d", "e"}
    assert sum(row.spent_to_date for row in outside(case)) == 7


def test_a_mandatory_mmp_that_is_blocked_is_refused() -> None:
    """No plan could hold it, and the message says why."""
    case = scenario([mmp("a", status="cancelled"), mmp("b", requires=["a"], mandatory=True)])
    with pytest.raises(ScenarioError, match="b is mandatory and requires a, which is cancelled"):
        optimise(case)


def test_partners_follow_and_rivals_are_out() -> None:
    """Who goes with a released MMP has to be in; who excludes one cannot be."""
    case = scenario([mmp("a", status="released"), mmp("b", **{"with": ["a"]}, value=0), mmp("c", excludes=["a"])])
    assert optimise(case, effort=EXACT).starts == {"b": 1}


def test_running_work_keeps_work_and_money_apart() -> None:
    """Half of the work is done but 80 of 40 are still to be spent: half the quarters, all of the 80."""
    begun = {"status": "running", "done_share": 0.5}
    case = scenario([mmp("a", **begun, spend=[20, 20], spend_to_go=80), mmp("b", **begun, spend=[20, 20])])
    numbers = {m.id: figures(m, case) for m in still_open(case).mmps}
    assert numbers["a"].duration == numbers["b"].duration == 1
    assert [sum(map(sum, numbers[name].spend.values())) for name in "ab"] == [80, 20]


def test_a_synergy_needs_no_released_member() -> None:
    """The extra value of a pair comes with the second one when the first is out."""
    case = scenario(
        [mmp("a", status="released"), mmp("b", value=40)], synergies=[{"mmps": ["a", "b"], "value": 15}]
    )
    assert optimise(case, effort=EXACT).value == pytest.approx(40 - 50 + 15)


def test_neutral_standing_leaves_everything_as_it_was() -> None:
    """An idea has the fingerprint it had before MMPs knew where they stand, and nothing is copied."""
    case = scenario([mmp("a")])
    assert still_open(case) is case
    assert scenario_hash(scenario([mmp("a", status="idea", spent_to_date=0)])) == scenario_hash(case)
    assert scenario_hash(scenario([mmp("a", status="planned")])) != scenario_hash(case)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"status": "running", "underway": 0.5}, "drop underway"),
        ({"done_share": 0.5}, "write status running"),
        ({"spend_to_go": 5}, "write status running"),
        ({"released": "0"}, "write status released"),
        ({"status": "cancelled", "mandatory": True}, "drop mandatory"),
        ({"status": "released", "released": "1"}, "not before quarter 1"),
        ({"status": "released", "released": "2026-Q4"}, "calendar.starts"),
    ],
)
def test_contradictions_are_refused_with_the_remedy(fields: dict[str, Any], message: str) -> None:
    """Every field of standing says once what it says, and a release lies before week 0."""
    with pytest.raises(ValueError, match=message):
        scenario([mmp("a", **fields)])


def test_settled_work_is_not_called_unknown() -> None:
    """Asked about what is cancelled, released or blocked, a command says so; all that is wrong is said at once."""
    mmps = [mmp("a"), mmp("b", status="cancelled"), mmp("c", requires=["b"]), mmp("d", status="released")]
    case = scenario(mmps, 100)
    with pytest.raises(vmo.VmoError) as found:
        vmo.plan(case, include=["b", "c", "z"], exclude=["d"])
    assert [str(fault) for fault in found.value.faults] == [
        'include: "b" is cancelled; nothing is left to decide about it',
        'include: "c" is blocked: it requires b, which is cancelled; nothing is left to decide about it',
        'include: no MMP is called "z"; known: a',
        'exclude: "d" is released; nothing is left to decide about it',
    ]
    with pytest.raises(vmo.VmoError, match='"d" is released; nothing is left'):
        vmo.explain(case, ["d"])


def test_what_follows_released_work_is_said_to_and_cannot_be_let_go() -> None:
    """C goes with b, which is out, and costs 200 of 100: that is said, and no way out does without c."""
    mmps = [mmp("b", status="released"), mmp("c", spend=[200], **{"with": ["b"]})]
    with pytest.raises(vmo.NoPlanError) as found:
        vmo.plan(scenario(mmps, 100, 1))
    assert found.value.why is not None
    assert found.value.why.words == (
        "the portfolio has 100 EUR in quarter 1",
        "c has to follow b, which is released and goes with it",
    )
    assert found.value.why.ways_out == ("give the portfolio 100 EUR more: 100 in quarter 1",)


def test_a_variant_that_follows_released_work_settles_which_one() -> None:
    """C goes with a, which is out: d, another way of doing the same, can no longer be done."""
    mmps = [mmp("a", status="released", **{"with": ["c"]}), mmp("c", variant_of="x"), mmp("d", variant_of="x")]
    case = scenario(mmps, 100)
    assert optimise(case, effort=EXACT).starts == {"c": 1}
    assert [(entry.mmp.id, entry.reason) for entry in settled(case)] == [
        ("a", ""),
        ("d", "is another variant of x, of which c has to follow a"),
    ]
    must = scenario([m | {"mandatory": True} if "variant_of" in m else m for m in mmps], 100)
    assert optimise(must, effort=EXACT).starts == {"c": 1}


def test_work_that_has_begun_is_not_blocked_by_what_should_have_come_before() -> None:
    """B comes after a, which is cancelled: begun, it is finished; as an idea, it can no longer be done."""
    case = scenario([mmp("a", status="cancelled"), mmp("b", after=["a"], underway=0.5), mmp("c")], 100)
    assert "b" in optimise(case, effort=EXACT).starts
    idea = scenario([mmp("a", status="cancelled"), mmp("b", after=["a"]), mmp("c")], 100)
    assert [entry.mmp.id for entry in settled(idea)] == ["a", "b"]
