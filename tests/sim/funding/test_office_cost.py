"""The office that decides is paid out of the budget: what that leaves for people and for decisions, by hand."""

import pytest

from scenarios.language.funding_model import FundingModel
from sim.world.ledger import OFFICE
from tests.sim.cases import DIRECT, dates, funding, mmp, money, run, scenario, stage, stream

TEN = stream("s", stage(servers=10))
"""Ten people, 10 000 a week, 130 000 a quarter."""


def test_the_budget_pays_fewer_people():
    """2 000 a week for the office leave 8 000 for people: 8 of 10 stay, and all is spent as before."""
    case = scenario([mmp("m", 1000)], TEN, budget={"per_quarter": 130_000}, calendar={"run_off": False})
    outcome = run(case, funding(office_per_year=104_000))
    assert money(outcome)["office"] == outcome.result.outcomes["office_cost"] == 104_000
    assert sum(change for _, _, change in outcome.moves) == -2
    assert outcome.result.outcomes["cost"] == 520_000
    assert money(outcome)["work"] == 416_000


def test_money_to_spare_pays_the_office():
    """Where the budget holds more than the payroll nobody has to go, and the office comes on top."""
    case = scenario([mmp("m", 1000)], TEN, budget={"per_quarter": 200_000}, calendar={"run_off": False})
    outcome = run(case, funding(office_per_year=104_000))
    assert not outcome.moves
    assert outcome.result.outcomes["cost"] == 520_000 + 104_000


@pytest.mark.parametrize(("office", "chosen"), [(0, 0), (12_000, 13)])
def test_there_is_less_to_decide_on(office, chosen):
    """A quarter has 13 000; the first MMP takes 10 000 of it and the office the other 3 000."""
    case = scenario([mmp("p", 10), mmp("q", 1)], budget={"per_quarter": 13_000})
    assert dates(run(case, funding(office_per_year=office)), "chosen") == {"p": 0, "q": chosen}


def test_each_office_costs_the_share_of_its_streams():
    """Two streams of equal payroll under different rules: each office costs half of what it would cost for both."""
    case = scenario(
        [mmp("p", on="a"), mmp("q", on="b")],
        stream("a"),
        stream("b"),
        funding_models={
            "mine": DIRECT | {"office_per_year": 10_400, "streams": {"b": "theirs"}},
            "theirs": DIRECT | {"office_per_year": 5_200, "cadence_weeks": 26},
        },
    )
    outcome = run(case, case.funding_models["mine"])
    assert money(outcome)["office"] == 5_200 + 2_600
    ledger = outcome.ledger
    paid = (ledger.mmp < 0) & (ledger.kind == OFFICE)
    own = {stream: ledger.cents[paid & (ledger.stream == stream)].sum() for stream in (0, 1)}
    assert own == {0: 520_000, 1: 260_000}


def test_no_office_is_neutral():
    """Nothing is booked, nothing is taken, and nothing is measured by default."""
    assert FundingModel.preset("value_stream").office_per_year == 0
    assert "office" not in money(run(scenario([mmp("m")])))
