"""From a scenario to a plan: prepare, rank, improve, solve, settle ties, check."""

from dataclasses import replace
from math import inf
from time import perf_counter

from optimiser.data import Data, Wishes
from optimiser.improvement import improve
from optimiser.packing import Packing
from optimiser.plan import Plan, make_plan, no_plan
from optimiser.preparation import prepare
from optimiser.program import build
from optimiser.rules_of_thumb import baselines, packed
from optimiser.solving import Answer, Effort, solve
from scenarios.open_work import still_open
from scenarios.scenario import Scenario

RANKING_SHARE, SEARCH_SHARE = 0.25, 0.35
"""Shares of the time limit by whose end rankings, and local search on the best of them, have ended."""
SETTLING_SHARE = 0.05
"""Share of the solver's time that is kept for local search on its plan."""


def optimise(scenario: Scenario, wishes: Wishes | None = None, effort: Effort | None = None) -> Plan:
    """The best plan of a scenario, proven to the asked gap.

    Raises ``ScenarioError`` when the scenario cannot be planned and ``SolverMissingError`` when the solver is not
    installed. An infeasible scenario is an answer (status ``infeasible``), not an error.
    """
    begin = perf_counter()
    scenario = still_open(scenario)
    wishes, effort = wishes or Wishes(), effort or Effort()
    data = prepare(scenario, wishes)
    ranked = baselines(data, begin + RANKING_SHARE * effort.seconds)
    warm = warm_start(data, ranked, begin + SEARCH_SHARE * effort.seconds)
    left = max(0.0, effort.seconds - (perf_counter() - begin))
    answer, starts = best(data, replace(effort, seconds=left), warm)
    seconds = perf_counter() - begin
    effort = replace(effort, watch=None)  # who watched this search does not watch what is done with the plan
    if starts is None:
        return no_plan(scenario, wishes, effort, answer.status, answer.termination, answer.bound, seconds)
    return make_plan(
        scenario,
        data,
        starts,
        effort=effort,
        status=answer.status,
        termination=answer.termination,
        bound=answer.bound,
        seconds=seconds,
        baseline_plans=ranked,
    )


def warm_start(
    data: Data, ranked: dict[str, dict[str, int] | None], deadline: float = inf
) -> dict[str, int] | None:
    """The best baseline, or doing nothing, improved by local search; None when none of them keeps every rule."""
    plans = [plan for plan in ranked.values() if plan is not None]
    plans += [{}] if Packing(data).complete() else []
    if not plans:
        return None
    score = (lambda plan: -data.cost(plan)) if data.wishes.reach else data.value
    return improve(data, max(plans, key=score), deadline=deadline)


def first_plan(data: Data, order: list[str], effort: Effort) -> dict[str, int] | None:
    """A plan to start a search from: an order of preference, packed and improved, in a share of the time limit."""
    deadline = perf_counter() + SEARCH_SHARE * effort.seconds
    plan = packed(data, order, deadline)
    return None if plan is None else improve(data, plan, deadline=deadline)


def best(
    data: Data, effort: Effort | None = None, warm: dict[str, int] | None = None
) -> tuple[Answer, dict[str, int] | None]:
    """The solver's answer and its start quarters with ties settled; the starts are None when there is no plan.

    When the solver stops without a plan, the one it started from still stands. Where it says that there is none and
    the one it started from keeps every rule, it is not believed: it is asked again without its presolve, and if it
    insists the known plan stands, without a bound. Building, solving and settling together keep the time limit.
    """
    effort = effort or Effort()
    begin = perf_counter()
    program = build(data)
    left = effort.seconds - (perf_counter() - begin)
    answer = solve(program, replace(effort, seconds=max(0.05, (1.0 - SETTLING_SHARE) * left)), warm)
    starts = answer.starts
    if answer.status == "infeasible" and warm is not None and Packing(data).keeps(warm):
        left = max(0.05, effort.seconds - (perf_counter() - begin))
        answer = solve(build(data), replace(effort, seconds=left, presolve=False), warm)
        starts = answer.starts
        if starts is None:
            answer = Answer("feasible", "other limit", warm, None, answer.seconds)
            starts = warm
    if starts is None and answer.status == "no plan found" and warm is not None:
        answer = Answer("feasible", answer.termination, warm, answer.bound, answer.seconds)
        starts = warm
    deadline = begin + max(effort.seconds, 0.1)
    return answer, None if starts is None else improve(data, starts, deadline=deadline)
