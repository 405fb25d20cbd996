"""From a scenario to a plan: prepare, rank, improve, solve, settle ties, check."""

from time import perf_counter

from optimiser.data import Data, Wishes
from optimiser.improvement import improve
from optimiser.plan import Plan, make_plan, no_plan
from optimiser.preparation import prepare
from optimiser.program import build
from optimiser.rules_of_thumb import baselines
from optimiser.solving import Answer, Effort, solve
from scenarios.open_work import still_open
from scenarios.scenario import Scenario


def optimise(scenario: Scenario, wishes: Wishes | None = None, effort: Effort | None = None) -> Plan:
    """The best plan of a scenario, proven to the asked gap.

    Raises ``ScenarioError`` when the scenario cannot be planned and ``SolverMissingError`` when the solver is not
    installed. An infeasible scenario is an answer (status ``infeasible``), not an error.
    """
    begin = perf_counter()
    scenario = still_open(scenario)
    wishes, effort = wishes or Wishes(), effort or Effort()
    data = prepare(scenario, wishes)
    ranked = baselines(data)
    answer, starts = best(data, effort, warm_start(data, ranked))
    seconds = perf_counter() - begin
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


def warm_start(data: Data, ranked: dict[str, dict[str, int] | None]) -> dict[str, int] | None:
    """The best baseline, improved by local search; None when no baseline keeps every rule."""
    plans = [plan for plan in ranked.values() if plan is not None]
    if not plans:
        return None
    score = (lambda plan: -data.cost(plan)) if data.wishes.reach else data.value
    return improve(data, max(plans, key=score))


def best(
    data: Data, effort: Effort | None = None, warm: dict[str, int] | None = None
) -> tuple[Answer, dict[str, int] | None]:
    """The solver's answer and its start quarters with ties settled; the starts are None when there is no plan.

    When the solver stops without a plan, the one it started from still stands.
    """
    answer = solve(build(data), effort, warm)
    starts = answer.starts
    if starts is None and answer.status == "no plan found" and warm is not None:
        answer = Answer("feasible", answer.termination, warm, answer.bound, answer.seconds)
        starts = warm
    return answer, None if starts is None else improve(data, starts)
