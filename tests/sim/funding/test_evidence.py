"""Signals, beliefs and the stop rule: what is stopped when, what that saves and what it loses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.language.funding_model import FundingModel
from sim.funding.estimates import posterior
from sim.funding.office import Office
from sim.funding.portfolio import Portfolio
from sim.funding.selection_rules import RULES
from sim.kanban.network.layout import straight_line
from sim.kanban.simpy_calendar import Calendar
from sim.kanban.staffing import Staffing
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.examples import examples
from tests.sim.cases import dates, funding, mmp, money, run, scenario, served, stage, stream

STOP = funding(stop_rule="evidence")
SIGNALS = {"evidence": {"sensitivity": 0.8, "specificity": 0.6, "share": 0.5}}
WORLDS = range(30)

shares = st.floats(0, 1)


def bet(earns, **more):
    """26 weeks of work at even odds, with another MMP behind it."""
    return scenario(
        [mmp("m", 26, earns=earns, success_probability=0.5, **more), mmp("n", 5, earns=10)], uncertainty=SIGNALS
    )


def test_posterior_by_hand():
    """Even odds: a good signal (0.8 against 0.4) makes them 2 to 1, a bad one (0.2 against 0.6) 1 to 3."""
    assert posterior(0.5, True, 0.8, 0.6) == pytest.approx(2 / 3)
    assert posterior(0.5, False, 0.8, 0.6) == pytest.approx(1 / 4)


@settings(max_examples=examples(20), derandomize=True, deadline=None)
@given(prior=shares, sensitivity=shares, specificity=shares)
def test_posterior_is_a_probability(prior, sensitivity, specificity):
    """A posterior lies in [0, 1], and the average over the signals to come is the prior."""
    good = prior * sensitivity + (1 - prior) * (1 - specificity)
    beliefs = [posterior(prior, signal, sensitivity, specificity) for signal in (True, False)]
    assert all(0 <= belief <= 1 for belief in beliefs)
    assert good * beliefs[0] + (1 - good) * beliefs[1] == pytest.approx(prior, abs=1e-9)


def test_signal_shows_after_its_share():
    """Half of seven features is four: the signal shows in week 4; with release unit project it never does."""
    case = scenario([mmp("m", 7)], uncertainty=SIGNALS)
    assert dates(run(case), "signalled") == {"m": 4}
    assert dates(run(case, funding(release_unit="project")), "signalled") == {"m": None}


@pytest.mark.parametrize(("earns", "stopped"), [(240, "all"), (600, "bad"), (720, "none")])
def test_stop_rule_by_hand(earns, stopped):
    """In week 13 what is left costs 13 000 and earns for 78 weeks at most at the chance that is believed."""
    # at a chance of 1/4: 720 x 78 / 4 = 14 040, 600 x 78 / 4 = 11 700; of 2/3: 600 x 78 x 2/3 = 31 200,
    # 240 x 78 x 2/3 = 12 480
    signals = set()
    for replication in WORLDS:
        outcome = run(bet(earns), STOP, replication=replication)
        signal = outcome.world.fates[0].signal
        signals.add(signal)
        expected = stopped == "all" or (stopped == "bad" and not signal)
        assert dates(outcome, "stopped") == {"m": 13 if expected else None, "n": None}
        assert dates(outcome, "completed")["n"] == (18 if expected else 31)
    assert signals == {True, False}


def test_what_stopping_costs():
    """What was spent on a stopped MMP is sunk; a stop of what would have succeeded is counted as false."""
    seen = set()
    for replication in WORLDS:
        outcome = run(bet(240, direct_cost=500), STOP, replication=replication)
        outcomes, success = outcome.result.outcomes, outcome.world.fates[0].success
        assert outcomes["sunk_stopped"] == 13_000 + 500
        assert outcomes["time_to_stop_weeks"] == 13
        assert outcomes["false_stops"] == success
        assert outcomes["mmps_stopped"] == 1
        seen.add(success)
    assert seen == {True, False}


def test_stopping_frees_servers_at_once():
    """The feature in service is cut off in week 13, paid up to there, and the next MMP starts."""
    case = scenario([mmp("m", 12, earns=1, success_probability=0.5), mmp("n", 1)], stream("s", stage(effort=2)),
                    uncertainty=SIGNALS)  # fmt: skip
    outcome = run(case, STOP)
    assert served(outcome, "m")[-1] == (12, 13)
    assert served(outcome, "n") == [(13, 15)]
    assert money(outcome) == {"work": 15_000, "bench": 37_000}


@pytest.mark.parametrize("blocking", ["card", "server"])
def test_stopping_clears_the_board(blocking):
    """Waiting, served, blocked and done features of a stopped MMP all leave; the next one has the line."""
    line = stream("s", stage("one", servers=2, blockers={"probability": 0.5, "duration": 4}),
                  stage("two", effort=3, wip_limit=2), blocking=blocking)  # fmt: skip
    case = scenario([mmp("m", 30, earns=1, success_probability=0.5), mmp("n", 4, appears_quarter=2)], line,
                    uncertainty={"evidence": {"share": 0.05}})  # fmt: skip
    outcome = run(case, STOP)
    assert dates(outcome, "stopped")["m"] == 13
    assert [start for start, _ in served(outcome, "n", "one")][:2] == [13, 13]
    own = outcome.visits[outcome.visits[:, 0] == 0]
    assert own[:, 7].max() == 13


@pytest.mark.parametrize("more", [{"mandatory": True}, {}])
def test_what_must_go_on_goes_on(more):
    """A mandatory MMP is not stopped, nor one that another requires, comes after, or is chosen with."""
    links = [{}] if more else [{"requires": ["m"]}, {"after": ["m"]}, {"with": ["m"]}]
    for link in links:
        case = scenario(
            [mmp("m", 26, earns=1, success_probability=0.5, **more), mmp("n", 30, **link)], uncertainty=SIGNALS
        )
        outcome = run(case, STOP)
        assert dates(outcome, "stopped") == {"m": None, "n": None}
        assert dates(outcome, "released")["n"] is not None


def test_the_last_alternative_goes_on():
    """The only one of the alternatives that another needs is not stopped; one of two may be."""
    bets = [mmp("m", 26, on="a", earns=1, success_probability=0.5), mmp("k", 26, on="b", earns=10_000)]
    for others, expected in ((["m"], None), (["m", "k"], 13)):
        case = scenario(
            [*bets, mmp("n", 30, on="c", earns=10_000, requires_any=others)],
            stream("a"),
            stream("b"),
            stream("c"),
            uncertainty=SIGNALS,
        )
        outcome = run(case, STOP)
        assert dates(outcome, "stopped")["m"] == expected
        assert dates(outcome, "released")["n"] == 30


@pytest.mark.parametrize(("factor", "stopped"), [(10, 13), (40, None)])
def test_opportunity(factor, stopped):
    """Going on earns 7 800 for 13 000 (0.6), the one that waits 86 000 for 5 000 (17): 29 times as much."""
    case = scenario([mmp("m", 26, earns=100), mmp("q", 5, earns=1000)], budget={"per_quarter": 13_000})
    outcome = run(case, funding(stop_rule="evidence", stop_hurdle=0, opportunity=factor))
    assert dates(outcome, "stopped")["m"] == stopped


def test_opportunity_is_what_the_same_people_could_do():
    """Better work that waits in another stream stops nothing: the people and the purse here could not serve it."""
    two_weeks = {"team_cost_per_sprint": 10_000}
    case = scenario(
        [
            mmp("a", 20, on="alpha", earns=10_000, success_probability=0.9),
            mmp("b1", 30, on="beta", earns=20_000),
            mmp("b2", 3, on="beta", earns=20_000, appears_quarter=3),
        ],
        stream("alpha", stage(effort=2), **two_weeks),
        stream("beta", stage(effort=2), **two_weeks),
        calendar={"benefit_quarters": 8},
        budget={"per_quarter": 300_000},
        uncertainty={"value": 1, "evidence": {"sensitivity": 0.9, "specificity": 0.9, "share": 0.5}},
    )
    settings = {"approval_weeks": 1, "commit_ahead_weeks": 1, "release_cost": 0, "release_effort": 0,
                "governance_per_round": 40_000, "opportunity": 1.0}  # fmt: skip
    outcome = run(case, FundingModel.model_validate({"base": "value_stream", **settings}))
    # b2 waits from week 26 on and earns more for its cost than what is left of a or b1. Only beta can build it: a
    # goes on, and b1, whose evidence shows in week 31, makes room in week 39.
    assert dates(outcome, "stopped") == {"a": None, "b1": 39, "b2": None}
    assert dates(outcome, "released") == {"a": 41, "b1": None, "b2": 46}
    benefits = (104 - 41) * 10_000 + (104 - 46) * 20_000
    rounds = 4 * 40_000 + (2 + 2 + 3 + 3) * 1_500  # two candidates; a and b1 active; from week 26 on b2 as well
    cases = (400_000 + 600_000 + 60_000) // 100
    assert outcome.result.outcomes["npv"] == benefits - 52 * 20_000 - rounds - cases == 564_400


@pytest.mark.parametrize("changes", [{"release_unit": "project"}, {"reestimate": False}])
def test_stop_rule_alone_does_nothing(changes):
    """Without incremental release, or where estimates are never renewed, a stop rule changes nothing."""
    for replication in range(8):
        outcome = run(bet(240), funding(stop_rule="evidence", **changes), replication=replication)
        without = run(bet(240), funding(**changes), replication=replication)
        assert list(outcome.result.outcomes.values()) == pytest.approx(
            list(without.result.outcomes.values()), abs=0, rel=0, nan_ok=True
        )


def test_stopping_with_idle_people_and_weak_evidence_loses():
    """Where nobody has anything better to do, stopping saves no payroll and gives away what might have come."""
    weak = {"evidence": {"sensitivity": 0.6, "specificity": 0.6, "share": 0.5}}
    case = scenario([mmp("m", 26, earns=400, success_probability=0.5)], uncertainty=weak)
    lost = []
    for replication in range(60):
        stopping, going_on = (run(case, model, replication=replication).result for model in (STOP, funding()))
        assert stopping.outcomes["cost"] == going_on.outcomes["cost"]
        lost.append(going_on.outcomes["npv"] - stopping.outcomes["npv"])
    assert min(lost) == 0
    assert set(lost) == {0, 400 * 78}
    assert sum(lost) > 0


def test_stopping_a_queue_of_bad_bets_on_good_evidence_gains():
    """Where better work waits and evidence is sure, stopping what fails brings the rest forward, in every world."""
    sure = {"evidence": {"sensitivity": 1, "specificity": 1, "share": 0.1}}
    bets = [mmp(f"m{k}", 20, earns=1000, success_probability=0.4) for k in range(4)]
    gained = []
    for replication in range(30):
        stopping, going_on = (
            run(scenario(bets, uncertainty=sure), model, replication=replication).result
            for model in (STOP, funding())
        )
        gained.append(stopping.outcomes["benefits"] - going_on.outcomes["benefits"])
    assert min(gained) >= 0
    assert max(gained) > 0


def stop_at(case, model, weeks):
    """Run a portfolio in which MMPs are stopped by hand at given weeks; the states at the end."""
    world, env, log = World(Blueprint(case), 1, 0), Calendar(), []
    lines = [straight_line(env, plan, 1.0, log.extend) for plan in world.blueprint.streams]
    portfolio = Portfolio(env, world, [model], [0] * len(lines), lines, log)
    office = Office(env, portfolio, Staffing(lines, 0.0, []), RULES[model.selection])

    def stopping():
        for state in sorted(portfolio.states, key=lambda s: weeks.get(s.plan.id, 99)):
            if state.plan.id in weeks:
                yield env.timeout(weeks[state.plan.id] - env.now)
                portfolio.stop(state)

    env.process(office.rounds())
    env.process(stopping())
    env.run(until=104)
    return {state.plan.id: state.released for state in portfolio.states}


def test_bundle_with_a_stopped_member():
    """A bundle is released without a stopped MMP: when the rest is complete, or at once when it is."""
    case = scenario(
        [mmp("p", 4, on="a"), mmp("q", 20, on="b"), mmp("r", 9, on="c")],
        *(stream(name) for name in "abc"),
        projects=[{"id": "P", "mmps": ["p", "q", "r"]}],
    )
    model = funding(release_unit="project", funding_unit="project")
    assert stop_at(case, model, {}) == {"p": 20, "q": 20, "r": 20}
    assert stop_at(case, model, {"q": 6}) == {"p": 9, "q": None, "r": 9}
    assert stop_at(case, model, {"q": 12}) == {"p": 12, "q": None, "r": 12}
    assert stop_at(case, model, {"q": 2, "p": 3, "r": 5}) == {"p": None, "q": None, "r": None}


@pytest.mark.parametrize(("earns", "stopped"), [(1000, None), (10, 13)])
def test_what_waits_for_it_counts(earns, stopped):
    """Hopeless by itself in week 13, an MMP goes on for an idea that needs it and is worth 1 000 a week, not 10."""
    idea = mmp("n", 5, earns=earns, requires=["m"], appears_quarter=2)
    case = scenario([mmp("m", 26, earns=240, success_probability=0.5), idea], uncertainty=SIGNALS)
    assert dates(run(case, STOP), "stopped")["m"] == stopped


def test_a_follower_counts_with_what_else_it_needs():
    """The idea needs a second MMP, which costs more than the idea will earn: nothing to go on for."""
    dear = mmp("dear", 200, appears_quarter=2)
    idea = mmp("n", 5, earns=1000, requires=["m", "dear"], appears_quarter=2)
    case = scenario([mmp("m", 26, earns=240, success_probability=0.5), idea, dear], uncertainty=SIGNALS)
    assert dates(run(case, STOP), "stopped")["m"] == 13
