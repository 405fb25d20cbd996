"""Rounds and small problems, written by hand, and an enumeration of everything the office could do."""

from itertools import permutations

import numpy as np
from hypothesis import strategies as st

from coupling.rounds.outlook import Curves
from coupling.rounds.problem import Problem
from coupling.rounds.worth import ALWAYS, Worth
from sim.funding.selection_rules import Candidate, Queue, Round
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import mmp, scenario, stage, stream


def on_the_table(units, *, money=1e9, income=(), now=0.0, promised=0.0, there=(), **more):
    """A round of one stream with one server at 1 000 a week; a feature takes a week.

    Units as name -> (features, benefit per week, further fields of the MMP); what is ``there`` was chosen before.
    """
    mmps = [mmp(name, features, earns=earns, **dict(*rest)) for name, (features, earns, *rest) in units.items()]
    case = scenario(mmps, stream("s", stage()), **more)
    world = World(Blueprint(case), 1, 0)
    candidates = [_candidate(plan, now) for plan in world.mmps if plan.appears <= now and plan.id not in there]
    return Round(
        now=now,
        money={0: money},
        candidates=candidates,
        beliefs=[1.0] * len(world.mmps),
        world=world,
        income=tuple({0: amount} for amount in income),
        there=frozenset(plan.index for plan in world.mmps if plan.id in there),
        queues={0: Queue(1.0, promised, (0,))},
        plans=world.mmps,
    )


def _candidate(plan, now):
    release = min(int(now + plan.duration), len(plan.discounted) - 1)
    expected = plan.discounted[release] + plan.penalties[-1] - plan.penalties[release]
    later = min(release + 13, len(plan.discounted) - 1)
    lost = expected - plan.discounted[later] - plan.penalties[-1] + plan.penalties[later]
    return Candidate(
        unit=plan.id,
        mmps=(plan.index,),
        appeared=plan.appears,
        cost=plan.estimated_cost,
        stream_costs=plan.stream_costs,
        duration=plan.duration,
        claimed=expected,
        expected=expected,
        cost_of_delay=lost / 13,
        sponsor=1.0,
        lottery=0.5,
        mandatory=plan.data.mandatory,
        due=float("inf") if plan.earnings.due is None else plan.earnings.due,
    )


def small(work, worth, *, cost=None, money=((1e9,),), arrivals=(0,), base=(0,), needs=(), unrest=None, **more):
    """A problem of one queue: work in slots, worth of every unit by slot, (unit, what it needs)."""
    units = len(work)
    chained = {}
    for unit in range(units):
        before = [v for u, needed in needs if u == unit for v in chained[needed]]
        chained[unit] = (*dict.fromkeys(before), unit)
    empty = ((),) * units
    columns = np.array(work).reshape(units, -1)
    return Problem(
        work=columns.tolist(),
        cost=np.array(work if cost is None else cost, dtype=np.float64).reshape(units, -1).tolist(),
        worth=table(worth),
        chains=tuple(chained[unit] for unit in range(units)),
        alternatives=more.get("alternatives", empty),
        excludes=more.get("excludes", empty),
        forced=tuple(more.get("forced", [False] * units)),
        money=money,
        arrivals=arrivals,
        base=base,
        promised=more.get("promised", base),
        price=more.get("price", (1.0,) * len(money)),
        unrest=unrest or (np.zeros(1),) * len(money),
    )


def table(worth, **more):
    """Worth of units by slot, as written down; ``more`` replaces fields."""
    units, slots = len(worth), len(worth[0])
    return Worth(
        **{
            "curves": [Curves(np.array(row, float)) for row in worth],
            "factors": (1.0,) * units,
            "now": 0,
            "last": slots - 1,
            "growth": 1.0,
            "fixed": (0.0,) * units,
            "horizon": ALWAYS,
            "loads": ((),) * units,
            "needs": (0,) * units,
            "begins": (0,) * units,
            "closes": (ALWAYS,) * units,
            **more,
        }
    )


def tried(problem):
    """The most that any sequence of steps is worth, by trying every order of every set and every break in it."""
    best = -np.inf
    for order in (o for k in range(problem.units + 1) for o in permutations(range(problem.units), k)):
        for pause in range(len(order) + 1):
            found = told(problem, order[:pause], order[pause:])
            best = max(best, -np.inf if found is None else found)
    return best


def told(problem, now, later):
    """What it is worth to make the steps of these units now and later; None where the office would not."""
    inside, total, queues = [], 0.0, range(len(problem.money))
    for heads, this_round in ((now, True), (later, False)):
        for head in heads:
            step = [v for v in problem.chains[head] if v not in inside]
            if head in inside or not _allowed(problem, inside, step, head):
                return None
            turns = []
            for p in queues:
                spent = sum(problem.cost[v][p] for v in inside)
                left = [k for k, money in enumerate(np.cumsum(problem.money[p])) if money > spent + 1e-4]
                turns.append(left[0] if left else len(problem.arrivals))
            used = [p for p in queues if any(problem.work[v][p] for v in step)]
            if any(turns[p] if this_round else max(turns[p], 1) >= len(problem.arrivals) for p in used):
                return None
            free = [problem.base[p] + sum(problem.work[v][p] for v in inside) for p in queues]
            if not this_round:
                free = [max(free[p], problem.arrivals[max(turns[p], 1)]) if p in used else free[p] for p in queues]
            for v in step:
                for p in queues:
                    free[p] += problem.work[v][p]
                through = max(free[p] for p in queues if problem.work[v][p])
                total += problem.worth.at(v)(through)
                inside.append(v)
        if this_round:
            load = [problem.promised[p] + sum(problem.work[v][p] for v in inside) for p in queues]
            priced = zip(problem.price, problem.unrest, load, strict=True)
            total -= sum(price * curve[min(own, len(curve) - 1)] for price, curve, own in priced)
    return total


def _allowed(problem, inside, step, head):
    if not problem.forced[head] and not all(v in inside for v in np.flatnonzero(problem.forced)):
        return False
    for v in step:
        if any(o in inside for o in problem.excludes[v]):
            return False
        if not all(set(group) & set(inside) for group in problem.alternatives[v]):
            return False
    return True


@st.composite
def problems(draw, most=4, queues=2):
    """Problems with every kind of link, in whole numbers; the first money may be owed."""
    n, columns, rounds = draw(st.integers(1, most)), draw(st.integers(1, queues)), draw(st.integers(1, 3))
    work = np.zeros((n, columns), dtype=np.int64)
    for unit in range(n):
        for p in draw(st.sets(st.integers(0, columns - 1), min_size=1)):
            work[unit, p] = draw(st.integers(1, 4))
    cost = np.where(work > 0, work + draw(st.integers(0, 2)), 0)
    slots = 14
    worth = []
    for _ in range(n):
        start, lost = draw(st.integers(0, 40)), draw(st.integers(0, 5))
        worth.append([start - lost * t for t in range(slots)])
    needs, alternatives, excludes = [], [()] * n, [()] * n
    for unit in range(1, n):
        other = draw(st.integers(0, unit - 1))
        match draw(st.sampled_from(["none", "needs", "needs", "alternatives", "excludes"])):
            case "needs":
                needs.append((unit, other))
            case "alternatives":
                alternatives[unit] = ((other,),)
            case "excludes":
                excludes[unit], excludes[other] = (*excludes[unit], other), (*excludes[other], unit)
    forced = [False] * n
    if draw(st.booleans()):
        forced[0] = True
    money = [
        [draw(st.integers(-3, 8)), *(draw(st.integers(1, 6)) for _ in range(rounds - 1))] for _ in range(columns)
    ]
    base = [draw(st.integers(0, 3)) for _ in range(columns)]
    unrest = tuple(np.array([draw(st.integers(0, 3)) * max(0, 8 - j) for j in range(9)], float) for _ in base)
    return small(
        work,
        worth,
        cost=cost,
        money=money,
        arrivals=[0, *(3 * k + 2 for k in range(rounds - 1))],
        base=base,
        needs=needs,
        unrest=unrest,
        alternatives=tuple(alternatives),
        excludes=tuple(excludes),
        forced=forced,
    )
