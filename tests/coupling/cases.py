"""Rounds and small problems, written by hand, and an enumeration of everything the office could do."""

from hypothesis import strategies as st

from coupling.round_problem import Problem
from sim.funding.selection_rules import Candidate, Round
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import mmp, scenario


def on_the_table(units, *, money=None, income=(), now=0.0, **more):
    """A round: units as name -> (cost, expected benefit, benefit lost per week, further fields of the MMP).

    A unit without cost that has appeared was chosen before.
    """
    case = scenario(
        [mmp(name, **dict(rest)) for name, (_, _, _, *others) in units.items() for rest in others or [{}]]
    )
    world = World(Blueprint(case.replace(**more)), 1, 0)
    candidates = [
        Candidate(name, (index,), 0.0, cost, {0: cost}, 1.0, expected, expected, delay, 1.0, 0.5)
        for index, (name, (cost, expected, delay, *_)) in enumerate(units.items())
        if cost is not None
    ]
    later = tuple({0: amount} for amount in income)
    waiting = {m for candidate in candidates for m in candidate.mmps}
    there = frozenset(plan.index for plan in world.mmps if plan.appears <= now and plan.index not in waiting)
    return Round(now, {0: money}, candidates, [1.0] * len(units), world, later, 13.0, there)


def steps(problem, funded, k):
    """Bundles that the office could fund next in round k, when ``funded`` (bundle -> round) are."""
    spent = [0.0] * len(problem.money)
    for unit in funded:
        for purse, cost in problem.costs[unit]:
            spent[purse] += cost
    left = [sum(amounts[: k + 1]) - used for amounts, used in zip(problem.money, spent, strict=True)]
    for unit, values in enumerate(problem.values):
        if (
            unit not in funded
            and values[k] is not None
            and all(left[purse] > 0 for purse, _ in problem.costs[unit])
            and all(needed in funded for u, needed in problem.needs if u == unit)
            and all(set(others) & funded.keys() for u, others in problem.alternatives if u == unit)
            and not any(unit in pair and set(pair) & funded.keys() for pair in problem.excludes)
        ):
            yield unit


def worth(problem, funded):
    """What a choice earns, less what it spends beyond the money of all rounds."""
    over = [-sum(amounts) for amounts in problem.money]
    for unit in funded:
        for purse, cost in problem.costs[unit]:
            over[purse] += cost
    start = sum(max(0.0, -sum(amounts)) for amounts in problem.money)
    return sum(problem.values[unit][k] for unit, k in funded.items()) - sum(max(0.0, x) for x in over) + start


def best_worth(problem, funded=None, k=0):
    """The most that any sequence of steps earns, by trying every one."""
    funded = funded or {}
    if k == problem.rounds:
        return worth(problem, funded)
    values = [best_worth(problem, funded, k + 1)]
    values += [best_worth(problem, {**funded, unit: k}, k) for unit in steps(problem, funded, k)]
    return max(values)


def replay(problem, rounds):
    """What a choice earns when the office follows its order; fails where the office would not."""
    funded = {}
    for unit, k in rounds.items():
        assert unit in list(steps(problem, funded, k)), (unit, k, funded)
        funded[unit] = k
    assert list(rounds.values()) == sorted(rounds.values())
    return worth(problem, funded)


@st.composite
def problems(draw, purses=1, most=5):
    """Problems with every kind of link, in whole numbers; the first money may be owed."""
    n, rounds = draw(st.integers(1, most)), draw(st.integers(1, 3))
    amount = st.integers(0, 12)
    values = []
    for _ in range(n):
        start, lost = draw(st.integers(0, 20)), draw(st.integers(0, 5))
        window = draw(st.integers(1, rounds))
        values.append(tuple(float(max(0, start - lost * k)) if k < window else None for k in range(rounds)))
    owners = [sorted(draw(st.sets(st.integers(0, purses - 1), min_size=1))) for _ in range(n)]
    costs = tuple(tuple((p, float(draw(st.integers(1, 9)))) for p in owner) for owner in owners)
    money = [
        (float(draw(st.integers(-4, 12))), *(float(draw(amount)) for _ in range(rounds - 1))) for _ in range(purses)
    ]
    needs, alternatives, excludes = [], [], []
    for unit in range(1, n):
        kind = draw(st.sampled_from(["none", "none", "needs", "alternatives", "excludes"]))
        others = sorted(draw(st.sets(st.integers(0, unit - 1), min_size=1, max_size=2)))
        if kind == "needs":
            needs += [(unit, other) for other in others]
        elif kind == "alternatives":
            alternatives.append((unit, tuple(others)))
        elif kind == "excludes":
            excludes += [(other, unit) for other in others]
    return Problem(tuple(values), costs, tuple(money), tuple(needs), tuple(alternatives), tuple(excludes))
