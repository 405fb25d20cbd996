"""Plans that stand bad luck: budgets that hold when costs overrun, and value that holds when MMPs fail.

Budgets, two ways:
    gamma   Bertsimas and Sim (2004, Operations Research 52): in every quarter any gamma MMPs may cost their high
            quantile at once. For each budget row:  sum cost start + gamma z + sum p[m] <= amount, and for every m
            z + p[m] >= sum extra[m] start[m], z, p >= 0.
    cvar    the mean of the worst (1 - level) share of sampled spends stays within the budget (Rockafellar and
            Uryasev 2000). For each budget row and sample s:  eta + sum u[s] / ((1 - level) S) <= amount,
            u[s] >= spend[s] - eta, u >= 0.
Value: maximise (1 - weight) mean (exact) + weight CVaR over sampled futures, where
CVaR = eta - sum u[s] / ((1 - level) S) with u[s] >= eta - value[s], u >= 0 is the mean of the worst
1 - level share.

A sample that was optimised over flatters the plan, so every figure is reported on fresh samples.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pulp

from optimiser.candidates import Kind
from optimiser.checker import demand_feasible
from optimiser.data import Data
from optimiser.economics import WHOLE
from optimiser.program import Program, build
from optimiser.sampled_futures import Doubt, Futures, mean_values, realised_values, sample
from optimiser.solving import Answer, Effort, solve
from scenarios.scenario import Scenario

Floats = npt.NDArray[np.float64]
FRESH = 10_000
"""Futures on which every plan is judged."""
FRESH_SEED = 1_000_003
"""Added to the seed: futures nobody has optimised over."""


@dataclass(frozen=True)
class Caution:
    """How much to guard against."""

    level: float = 0.9
    """Tail: the worst 1 - level share of futures, or the quantile of costs."""
    value_weight: float = 0.0
    """Weight of the tail of value in the objective, from 0 (mean only) to 1 (tail only)."""
    gamma: float | None = None
    """MMPs that may overrun at once in a quarter; None = not guarded this way."""
    cost_cvar: bool = False
    """Whether the mean of the worst spends has to stay within each budget."""
    samples: int = 300
    """Futures to optimise over."""


@dataclass(frozen=True)
class Judgement:
    """A plan on fresh futures."""

    starts: dict[str, int]
    expected_value: float
    """As the plan states it."""
    mean: float
    """Mean realised value."""
    tail: float
    """Mean of the worst 1 - level share."""
    p10: float
    p50: float
    p90: float
    loss_probability: float
    """Share of futures with a negative value."""
    holds: tuple[float, ...]
    """Share of futures in which the portfolio budget of each quarter holds."""
    all_hold: float
    """Share of futures in which all of them hold together."""


@dataclass(frozen=True)
class Cautious:
    """A guarded plan beside the plain one."""

    status: str
    plan: Judgement | None
    """None when no plan can be guarded like this."""
    flattered: float | None
    """Tail of value on the futures that were optimised over (when value was guarded)."""


def judge(
    scenario: Scenario, data: Data, starts: Mapping[str, int], doubt: Doubt, level: float, seed: int = 1
) -> Judgement:
    """What a plan brings in fresh futures."""
    futures = sample(scenario, doubt, FRESH, seed + FRESH_SEED)
    values = plan_values(scenario, data, futures, starts)
    tail = np.sort(values)[: max(1, round((1 - level) * len(values)))]
    low, middle, high = (float(x) for x in np.quantile(values, (0.1, 0.5, 0.9)))
    limit = data.limits[0]
    spends = plan_spends(data, futures, starts)
    left = np.zeros(futures.n)
    holds = []
    for quarter, amount in enumerate(limit.amounts):
        left = amount + limit.carry * np.maximum(left, 0.0) - spends[quarter]
        holds.append(left >= -1e-9 * max(1.0, amount))
    return Judgement(
        starts=dict(starts),
        expected_value=data.value(dict(starts)),
        mean=float(values.mean()),
        tail=float(tail.mean()),
        p10=low,
        p50=middle,
        p90=high,
        loss_probability=float((values < 0).mean()),
        holds=tuple(float(ok.mean()) for ok in holds),
        all_hold=float(np.logical_and.reduce(holds).mean()),
    )


def plan_values(scenario: Scenario, data: Data, futures: Futures, starts: Mapping[str, int]) -> Floats:
    """Value of a plan in every future: shape (futures,), currency."""
    values = realised_values(scenario, data, futures)
    total = np.zeros(futures.n)
    for candidate in data.candidates:
        start = starts.get(candidate.id)
        total += candidate.left_out if start is None else values[candidate.id, start]
    return total + sum(group.value for group in data.groups if all(m in starts for m in group.mmps))


def plan_spends(data: Data, futures: Futures, starts: Mapping[str, int]) -> Floats:
    """Spend of a plan in every quarter and future: shape (quarters, futures), currency."""
    spends = np.zeros((data.quarters, futures.n))
    for mmp, start in starts.items():
        for quarter, amount in enumerate(data.by_id[mmp].draw("budget", WHOLE), start):
            if quarter <= data.quarters:
                spends[quarter - 1] += amount * futures.cost[mmp]
    return spends


def cautious(
    scenario: Scenario, data: Data, caution: Caution, doubt: Doubt, effort: Effort | None = None, seed: int = 1
) -> Cautious:
    """The best plan that is guarded as asked, judged on fresh futures."""
    program = build(data)
    futures = sample(scenario, doubt, caution.samples, seed)
    if caution.gamma is not None:
        _guard_gamma(program, data, doubt, caution)
    if caution.cost_cvar:
        _guard_spend(program, data, futures, caution)
    if caution.value_weight > 0:
        _guard_value(
            program, data, caution, mean_values(scenario, data, doubt), realised_values(scenario, data, futures)
        )
    answer: Answer = solve(program, effort)
    if answer.starts is None:
        return Cautious(answer.status, None, None)
    demand_feasible(scenario, answer.starts, data.wishes)
    flattered = None
    if caution.value_weight > 0:
        seen = np.sort(plan_values(scenario, data, futures, answer.starts))
        flattered = float(seen[: max(1, round((1 - caution.level) * len(seen)))].mean())
    judged = judge(scenario, data, answer.starts, doubt, caution.level, seed)
    return Cautious(answer.status, judged, flattered)


def _money_rows(program: Program) -> list[tuple[tuple[Kind, str, int], pulp.LpConstraint]]:
    return [(at, row) for at, row in program.limits.items() if at[0] == "budget"]


def _draws(program: Program, data: Data, stream: str, quarter: int) -> list[tuple[str, pulp.LpVariable, float]]:
    """MMP, start variable and estimated spend of every start that spends in a quarter."""
    found = []
    for (mmp, start), variable in program.start.items():
        draw = data.by_id[mmp].draw("budget", stream)
        age = quarter - start
        if 0 <= age < len(draw) and draw[age]:
            found.append((mmp, variable, draw[age]))
    return found


def _guard_gamma(program: Program, data: Data, doubt: Doubt, caution: Caution) -> None:
    quantile = float(doubt.cost.from_uniform(np.array([caution.level]))[0])
    extra = max(0.0, quantile - 1.0)
    problem = program.problem
    for (_, stream, quarter), row in _money_rows(program):
        label = f"{stream or 'budget'}_Q{quarter}"
        z = problem.add_variable(program.name(f"overrun_{label}"), 0)
        row[z] = caution.gamma or 0.0
        by_mmp: dict[str, list[tuple[pulp.LpVariable, float]]] = {}
        for mmp, variable, amount in _draws(program, data, stream, quarter):
            by_mmp.setdefault(mmp, []).append((variable, -extra * amount))
        for mmp, terms in by_mmp.items():
            p = problem.add_variable(program.name(f"overrun_{label}_{mmp}"), 0)
            row[p] = 1.0
            program.at_least(f"guard_{label}_{mmp}", [(z, 1.0), (p, 1.0), *terms], 0)


def _guard_spend(program: Program, data: Data, futures: Futures, caution: Caution) -> None:
    share = 1.0 / ((1.0 - caution.level) * futures.n)
    problem = program.problem
    for (kind, stream, quarter), _ in _money_rows(program):
        amount = data.amount(kind, stream, quarter)
        label = f"{stream or 'budget'}_Q{quarter}"
        eta = problem.add_variable(program.name(f"eta_{label}"))
        over = problem.add_variable_dict(program.name(f"over_{label}") + "_%s", range(futures.n), lowBound=0)
        carried = program.carried.get((kind, stream, quarter), [])
        tail = [(eta, 1.0), *((u, share) for u in over.values()), *carried]
        program.at_most(f"tail_{label}", tail, amount)
        draws = _draws(program, data, stream, quarter)
        for s, u in over.items():
            terms = [(variable, -cost * float(futures.cost[mmp][s])) for mmp, variable, cost in draws]
            program.at_least(f"over_{label}_{s}", [(u, 1.0), (eta, 1.0), *terms], 0)


def _guard_value(
    program: Program,
    data: Data,
    caution: Caution,
    means: Mapping[tuple[str, int], float],
    values: Mapping[tuple[str, int], Floats],
) -> None:
    problem, weight = program.problem, caution.value_weight
    share = 1.0 / ((1.0 - caution.level) * caution.samples)
    eta = problem.add_variable(program.name("value_at_risk"))
    short = problem.add_variable_dict(program.name("shortfall") + "_%s", range(caution.samples), lowBound=0)
    constant = data.constant
    for s, u in short.items():
        terms = [(v, float(values[mmp, q][s]) - data.by_id[mmp].left_out) for (mmp, q), v in program.start.items()]
        program.at_least(f"future_{s}", [(u, 1.0), (eta, -1.0), *terms], -constant)
    mean = [(v, (1 - weight) * (means[mmp, q] - data.by_id[mmp].left_out)) for (mmp, q), v in program.start.items()]
    tail = [(eta, weight), *((u, -weight * share) for u in short.values())]
    problem.setObjective(pulp.lpSum_vars_coefs([*mean, *tail]) + (1 - weight) * constant)
