"""``tiny`` under both presets and with each mechanism switched alone: the hand calculation of docs/tiny.md."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from scenarios.language.funding_model import MECHANISMS, FundingModel
from scenarios.loader import load
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.run import Run
from sim.outcomes.timeline import timelines
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.ledger import KINDS
from sim.world.world import World
from tests.sim.cases import dates, money

PAGE = Path(__file__).parents[2] / "docs" / "tiny.md"
PAYROLL = 52 * 20_000
PER_WEEK = {"a1": 10_000, "a2": 6_000, "b1": 8_000, "b2": 5_000}
PROJECT, STREAM = load("tiny").funding_models.values()


@dataclass(frozen=True)
class Hand:
    """What pencil and paper give: weeks by MMP (a1, a2, b1, b2) and amounts in currency."""

    funded: tuple[int, int, int, int]
    completed: tuple[int, int, int, int]
    released: tuple[int, int, int, int]
    governance: int
    business_case: int
    work: int
    moves: list[tuple[float, int, int]] = field(default_factory=list)

    @property
    def benefits(self) -> int:
        """Each MMP earns its weekly amount from its release to week 104."""
        return sum((104 - week) * rate for week, rate in zip(self.released, PER_WEEK.values(), strict=True))

    @property
    def cost(self) -> int:
        """Payroll of the year, rounds and business cases."""
        return PAYROLL + self.governance + self.business_case


def all_at(week: int) -> tuple[int, int, int, int]:
    return week, week, week, week


STREAM_WEEKS = (17, 29, 31, 11)
STREAM_ROUNDS = 46_000 + 44_500 + 43_000 + 40_000
AT_41 = [(41.0, 0, -1), (41.0, 1, 1)]

BY_STREAM = {
    "": Hand(all_at(1), STREAM_WEEKS, STREAM_WEEKS, STREAM_ROUNDS, 5_800, 580_000),
    "cadence": Hand(all_at(1), STREAM_WEEKS, STREAM_WEEKS, 46_000, 5_800, 580_000),
    "approval": Hand(
        all_at(10), (26, 38, 40, 20), (26, 38, 40, 20), 46_000 + 46_000 + 43_000 + 41_500, 5_800, 580_000
    ),
    "funding_unit": Hand(
        all_at(1), (17, 29, 21, 31), (17, 29, 21, 31), 43_000 + 46_000 + 43_000 + 40_000, 5_800, 580_000
    ),
    "release_unit": Hand(all_at(1), STREAM_WEEKS, (29, 29, 31, 31), STREAM_ROUNDS, 5_800, 580_000),
    "mmp_wip_limit": Hand(all_at(1), STREAM_WEEKS, STREAM_WEEKS, STREAM_ROUNDS, 5_800, 580_000),
    "selection": Hand(all_at(1), STREAM_WEEKS, STREAM_WEEKS, 46_000 + 3 * 40_000, 5_800, 580_000),
    "stop_rule": Hand(all_at(1), STREAM_WEEKS, STREAM_WEEKS, STREAM_ROUNDS, 5_800, 580_000),
    "formation": Hand(
        all_at(1), (20, 32, 34, 14), (20, 32, 34, 14), 46_000 + 46_000 + 43_000 + 40_000, 5_800, 640_000
    ),
    "business_case": Hand(all_at(1), STREAM_WEEKS, STREAM_WEEKS, STREAM_ROUNDS, 29_000, 580_000),
    "overrun": Hand(all_at(1), STREAM_WEEKS, STREAM_WEEKS, STREAM_ROUNDS, 5_800, 580_000),
    "staffing": Hand(
        (1, 1, 14, 1),
        (15, 25, 31, 11),
        (15, 25, 31, 11),
        46_000 + 44_500 + 41_500 + 40_000,
        5_800,
        580_000,
        [(11.0, 1, -1), (11.0, 0, 1), (15.0, 0, -1), (15.0, 1, 1), (25.0, 0, -1), (25.0, 1, 1)],
    ),
    "governance": Hand(all_at(1), STREAM_WEEKS, STREAM_WEEKS, STREAM_ROUNDS + 80_000, 5_800, 580_000),
}
"""value_stream with one mechanism set as in project; "" = the preset itself."""

PROJECT_WEEKS, HANDED_OVER = (29, 41, 33, 43), (41, 41, 43, 43)

BY_PROJECT = {
    "": Hand(all_at(10), PROJECT_WEEKS, HANDED_OVER, 63_000, 29_000, 640_000, AT_41),
    "cadence": Hand(all_at(10), PROJECT_WEEKS, HANDED_OVER, 63_000 + 3 * 60_000, 29_000, 640_000, AT_41),
    "approval": Hand(
        all_at(1), (20, 32, 24, 34), (32, 32, 34, 34), 63_000, 29_000, 640_000, [(32.0, 0, -1), (32.0, 1, 1)]
    ),
    "funding_unit": Hand(all_at(10), (29, 41, 43, 23), HANDED_OVER, 66_000, 29_000, 640_000, AT_41),
    "release_unit": Hand(all_at(10), PROJECT_WEEKS, PROJECT_WEEKS, 63_000, 29_000, 640_000, AT_41),
    "mmp_wip_limit": Hand(all_at(10), PROJECT_WEEKS, HANDED_OVER, 63_000, 29_000, 640_000, AT_41),
    "selection": Hand(all_at(10), PROJECT_WEEKS, HANDED_OVER, 63_000, 29_000, 640_000, AT_41),
    "stop_rule": Hand(all_at(10), PROJECT_WEEKS, HANDED_OVER, 63_000, 29_000, 640_000, AT_41),
    "formation": Hand(
        all_at(10), (26, 38, 30, 40), (38, 38, 40, 40), 63_000, 29_000, 580_000, [(38.0, 0, -1), (38.0, 1, 1)]
    ),
    "business_case": Hand(all_at(10), PROJECT_WEEKS, HANDED_OVER, 63_000, 5_800, 640_000, AT_41),
    "overrun": Hand(all_at(10), PROJECT_WEEKS, HANDED_OVER, 63_000, 29_000, 640_000, AT_41),
    "staffing": Hand(all_at(10), PROJECT_WEEKS, HANDED_OVER, 63_000, 29_000, 640_000),
    "governance": Hand(all_at(10), PROJECT_WEEKS, HANDED_OVER, 43_000, 29_000, 640_000, AT_41),
}
"""project with one mechanism set as in value_stream."""


@pytest.fixture(scope="module")
def world() -> World:
    return World(Blueprint(load("tiny")), 1, 0)


def switched(base: FundingModel, other: FundingModel, mechanism: str) -> FundingModel:
    """``base`` with the settings of one mechanism taken from ``other``."""
    settings = MECHANISMS[mechanism] if mechanism else ()
    return base.replace(**{setting: getattr(other, setting) for setting in settings})


def check(run: Run, hand: Hand) -> None:
    """Every date and every amount of a run equals the hand calculation."""
    for what in ("funded", "completed", "released"):
        assert dates(run, what) == dict(zip(PER_WEEK, getattr(hand, what), strict=True)), what
    assert money(run) == {
        "work": hand.work,
        "bench": PAYROLL - hand.work,
        "business_case": hand.business_case,
        "governance": hand.governance,
    }
    assert run.moves == hand.moves
    outcomes = run.result.outcomes
    assert outcomes["benefits"] == hand.benefits
    assert outcomes["cost"] == hand.cost
    assert outcomes["npv"] == hand.benefits - hand.cost
    assert outcomes["roi"] == pytest.approx((hand.benefits - hand.cost) / hand.cost, rel=1e-14)


@pytest.mark.parametrize("mechanism", BY_STREAM, ids=lambda name: name or "preset")
def test_value_stream_by_hand(world, mechanism):
    """value_stream, also with one mechanism of project funding, gives the dates and amounts of the page."""
    check(simulate(world, switched(STREAM, PROJECT, mechanism)), BY_STREAM[mechanism])


@pytest.mark.parametrize("mechanism", BY_PROJECT, ids=lambda name: name or "preset")
def test_project_by_hand(world, mechanism):
    """project, also with one mechanism of value-stream funding, gives the dates and amounts of the page."""
    check(simulate(world, switched(PROJECT, STREAM, mechanism)), BY_PROJECT[mechanism])


def test_every_mechanism_is_calculated():
    """The hand calculation covers every mechanism in which the models differ, once for each of them."""
    different = [name for name in MECHANISMS if switched(STREAM, PROJECT, name) != STREAM]
    assert set(BY_STREAM) == set(BY_PROJECT) == {"", *different}


def test_presets_differ_only_in_the_mechanisms():
    """With every mechanism switched, one preset is the other."""
    model = STREAM
    for mechanism in MECHANISMS:
        model = switched(model, PROJECT, mechanism)
    assert model.replace(base="project", name=PROJECT.name) == PROJECT


def test_the_page_says_the_same():
    """docs/tiny.md states the result of every calculation above."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip().strip("*`") for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    tables = {"value_stream": BY_STREAM, "project": BY_PROJECT}
    said = {(row[0], row[1]): row[2:] for row in rows if row[0] in tables and len(row) == 11}
    expected = {}
    for base, table in tables.items():
        for mechanism, hand in table.items():
            weeks = [str(week) for week in hand.released]
            amounts = [hand.benefits, hand.governance, hand.business_case, hand.cost, hand.benefits - hand.cost]
            expected[base, mechanism or "none"] = weeks + [f"{amount:,}".replace(",", " ") for amount in amounts]
    assert said == expected


FORMING = [14, 17, 19, 21, 23, 25, 27, 29]
"""Features of a1 under project funding: two weeks of work take four at half speed, the second one ends formed."""


def test_features_by_hand(world):
    """Each feature of a1 under project funding is finished in the week the page says, and the next starts then."""
    visits = simulate(world, PROJECT).visits
    a1 = visits[visits[:, 0] == 0]
    assert a1[:, 7].tolist() == FORMING
    assert a1[:, 5].tolist() == [10, *FORMING[:-1]]


def test_ledger_by_hand(world):
    """Under value_stream every week pays 20 000: work until week 29 in alpha and 31 in beta, then bench."""
    book = simulate(world, STREAM).ledger
    table = book.by_week(104) // 100
    work = np.zeros(104, dtype=int)
    work[1:29] += 10_000
    work[1:31] += 10_000
    assert (table[0] == work).all()
    assert (table[1][:52] == 20_000 - work[:52]).all()
    assert not table[1][52:].any()
    rounds = table[KINDS.index("governance")]
    assert {week: amount for week, amount in enumerate(rounds.tolist()) if amount} == {
        0: 46_000,
        13: 44_500,
        26: 43_000,
        39: 40_000,
    }
    cases = table[KINDS.index("business_case")]
    assert {week: amount for week, amount in enumerate(cases.tolist()) if amount} == {0: 5_800}


def test_cost_by_mmp(world):
    """What is booked on an MMP is its work and its business case."""
    cost = {line.mmp: line.cost for line in timelines(simulate(world, PROJECT))}
    assert cost == {"a1": 190_000 + 8_000, "a2": 120_000 + 6_000, "b1": 230_000 + 10_000, "b2": 100_000 + 5_000}


def test_portfolio_kanban(world):
    """a1 under project funding: analysis to week 10, implementation to 41, done; no time in the other columns."""
    a1, *_ = timelines(simulate(world, PROJECT))
    assert a1.spans(104) == [("analysis", 0, 10), ("implementation", 10, 41), ("done", 41, 104)]


CLAIMED = 10_000 * (104 - 16) + 6_000 * (104 - 12) + 8_000 * (104 - 20) + 5_000 * (104 - 10)
"""What is claimed for the four MMPs, each begun in week 0: the same under every model."""

MEASURES = {
    "project": {
        "time_to_first_value_weeks": 41,
        "lead_time_weeks": 42,
        "idea_to_funding_weeks": 10,
        "longest_gap_weeks": 42,  # 41 in alpha, 43 in beta
        "worst_gap_weeks": 43,
        "three_month_rule_share": 2 / 8,  # the last quarter of each stream
        "days_per_release": 7 * 52 * 2 / 2,
        "cost_per_release": 1_132_000 / 2,
        "releases": 2,
        "governance_share": (63_000 + 29_000) / 1_132_000,
        "budget_used_share": 1_132_000 / 1_200_000,
        "bench_share": 400 / 1_040,
        "utilisation": 64 / 104,
        "throughput": 29 / 52,
        "flow_efficiency": (31 + 33) / (4 + sum(range(7, 32, 2)) + 4 + sum(range(7, 34, 2))),
        "realised_share": 1_801_000 / CLAIMED,
        "realised_of_funded": 1_801_000 / (10_000 * 78 + 6_000 * 82 + 8_000 * 74 + 5_000 * 84),
        "unreleased_share": 0,
        "mmps_released": 4,
        "mmps_unfinished": 0,
        "mmps_not_chosen": 0,
        "sunk_unfinished": 0,
        "work_item_age_weeks": 0,
    },
    "value_stream": {
        "time_to_first_value_weeks": 11,
        "realised_share": 2_369_000 / CLAIMED,
        "lead_time_weeks": (17 + 29 + 11 + 31) / 4,
        "idea_to_funding_weeks": 1,
        "longest_gap_weeks": (23 + 21) / 2,  # after week 29 in alpha, after week 31 in beta
        "worst_gap_weeks": 23,
        "three_month_rule_share": 4 / 8,  # alpha weeks 17 and 29: quarters 2 and 3; beta 11 and 31: 1 and 3
        "days_per_release": 7 * 52 * 2 / 4,
        "cost_per_release": 1_219_300 / 4,
        "releases": 4,
        "governance_share": (173_500 + 5_800) / 1_219_300,
        "budget_used_share": 1_219_300 / 1_200_000,
        "bench_share": 460 / 1_040,
        "utilisation": 58 / 104,
        "throughput": 29 / 52,
        "flow_efficiency": 58 / (2 * (14 * 15 / 2) + 2 * (15 * 16 / 2)),
        "cycle_time_weeks": (2 * (14 * 15 / 2) + 2 * (15 * 16 / 2)) / 29,
        "wip": (2 * (14 * 15 / 2) + 2 * (15 * 16 / 2)) / 52,
        "mmps_released": 4,
        "mmps_unfinished": 0,
        "mmps_not_chosen": 0,
    },
}  # fmt: skip


@pytest.mark.parametrize("base", MEASURES)
def test_outcomes_by_hand(world, base):
    """Every outcome of the two presets, from its definition."""
    outcomes = simulate(world, {"project": PROJECT, "value_stream": STREAM}[base]).result.outcomes
    assert {name: outcomes[name] for name in MEASURES[base]} == pytest.approx(MEASURES[base], rel=1e-12)
    assert list(outcomes) == list(OUTCOMES)
