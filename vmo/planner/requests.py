"""What a planner asks for: the portfolio with its budget, wishes, and how hard to try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError

from optimiser.data import Wishes
from optimiser.solving import Effort
from scenarios.loader import load, load_table
from scenarios.reading.table_file import SUFFIXES
from scenarios.scenario import Scenario
from vmo.shared.errors import Problem, VmoError, wrong
from vmo.shared.inputs import Given, Names, split
from vmo.shared.running import Flag, Watching, Work

Objective = Literal["net", "gross"]
MOST_MONEY = 1e15
"""Largest budget of a quarter."""


class Planning(Watching, total=False):
    """What a planner asks for on top of the portfolio."""

    budget: str | float | Sequence[float] | None
    """Money per quarter, in currency: one amount, or one for each quarter; replaces the scenario's."""
    quarters: int | None
    """Quarters to plan."""
    currency: str | None
    """Currency of a table's amounts; default: EUR."""
    include: Names
    """MMPs that must be in."""
    exclude: Names
    """MMPs that must be out."""
    objective: Objective
    """``net`` (default): expected value less discounted cost; ``gross``: without cost."""
    gap: str | float
    """Stop when the plan is proven this close to the best possible: "0.5%" or 0.005; 0 proves it."""
    seconds: float
    """Time limit of one search; default: 30."""
    solver: str
    """Solver, by its name in PuLP; default: HiGHS."""
    threads: int
    """Threads of HiGHS, 1 to 8; equal inputs and threads give equal plans."""


@dataclass(frozen=True)
class Request:
    """``Planning`` understood."""

    scenario: Scenario
    wishes: Wishes
    effort: Effort
    work: Work


def understood(
    portfolio: Given, planning: Planning, *, gap: str | float = "0.5%", seconds: float = 30.0, reach: bool = False
) -> Request:
    """What a planner asks for; ``gap`` and ``seconds`` are the defaults of the question.

    Raises:
        VmoError: an argument that cannot be understood.
        ScenarioError: a portfolio that cannot be read.

    """
    options: dict[str, Any] = dict(planning)
    work = Work(progress=options.pop("progress", None), cancel=options.pop("cancel", None))
    effort = _effort(options, work, gap, seconds)
    wishes = Wishes(
        aim=_objective(options.pop("objective", "net")),
        include=frozenset(split(options.pop("include", None) or ())),
        exclude=frozenset(split(options.pop("exclude", None) or ())),
        reach=reach,
    )
    money = {name: options.pop(name, None) for name in ("budget", "quarters", "currency")}
    if options:
        raise TypeError(f"unexpected keyword argument {next(iter(options))!r}")
    return Request(_portfolio(portfolio, **money), wishes, effort, work)


def effort_of(planning: Mapping[str, Any], work: Work, given: Effort) -> Effort:
    """The effort of a plan that is there already, with what is asked for now.

    Raises:
        VmoError: something is asked for that the plan has settled.

    """
    options = dict(planning)
    settled = [
        name for name in options if name not in ("gap", "seconds", "solver", "threads", "progress", "cancel")
    ]
    if settled:
        raise wrong(settled[0], "is settled by the plan that is given; plan again to change it")
    rest = {"solver": given.solver, "threads": given.threads} | {
        name: value for name, value in options.items() if name not in ("progress", "cancel")
    }
    return _effort(rest, work, given.gap, given.seconds)


def _effort(options: dict[str, Any], work: Work, gap: str | float, seconds: float) -> Effort:
    """How hard to try; takes its options out of all options."""
    words = str(options.pop("gap", gap)).strip()
    try:
        value = float(words[:-1]) / 100 if words.endswith("%") else float(words)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise wrong("gap", f'"{words}" is not a share below 1; write 0.5% or 0.005, or 0 for a proof')
    limit = float(options.pop("seconds", seconds))
    if not 0 < limit <= 1e6:
        raise wrong("seconds", f"{limit:g} is no time limit; give seconds, more than 0 and at most 1,000,000")
    threads = int(options.pop("threads", 1))
    if not 1 <= threads <= 8:
        raise wrong("threads", f"{threads} is not between 1 and 8")
    solver = str(options.pop("solver", "HiGHS"))
    return Effort(gap=value, seconds=limit, solver=solver, threads=threads, stop=Flag(work))


def _objective(word: str) -> Objective:
    for known in get_args(Objective):
        if word == known:
            return known  # type: ignore[no-any-return]
    raise wrong("objective", f'"{word}" is neither net nor gross')


def _portfolio(given: Given, budget: Any, quarters: int | None, currency: str | None) -> Scenario:  # noqa: ANN401
    amounts = _amounts(budget)
    if quarters is not None and not 1 <= quarters <= 80:
        raise wrong("quarters", f"{quarters} is not between 1 and 80")
    if not isinstance(given, Scenario) and Path(given).suffix.lower() in SUFFIXES:
        if amounts is None:
            missing = [] if Path(given).exists() else ["there is no such file"]
            need = "a table has no budget; give `budget` AMOUNT (money per quarter)"
            raise wrong(str(given), *missing, need)
        single = amounts[0] if len(amounts) == 1 else list(amounts)
        counted = quarters or (len(amounts) if len(amounts) > 1 else None)
        return load_table(given, budget=single, quarters=counted, currency=currency)
    if currency is not None:
        raise wrong("currency", "only for tables; a scenario has its own currency")
    return _changed(given if isinstance(given, Scenario) else load(given), amounts, quarters)


def _amounts(given: object) -> tuple[float, ...] | None:
    if given is None:
        return None
    if isinstance(given, str):
        words = given
        parts: Sequence[Any] = [word for word in given.split(",") if word.strip()]
    else:
        parts = list(given) if isinstance(given, Sequence) else [given]
        words = ",".join(str(part) for part in parts)
    try:
        amounts = tuple(float(part) for part in parts)
    except (TypeError, ValueError):
        amounts = ()
    if not amounts or any(not 0 <= amount <= MOST_MONEY for amount in amounts):
        said = f'"{words}" is not money per quarter; write 6250000, or one amount per quarter: 6e6,6e6,5e6'
        raise wrong("budget", said)
    return amounts


def _changed(scenario: Scenario, amounts: tuple[float, ...] | None, quarters: int | None) -> Scenario:
    """The scenario with another budget or number of quarters."""
    if amounts is None and quarters is None:
        return scenario
    try:
        if quarters is not None:
            calendar = scenario.calendar
            benefit = calendar.benefit_quarters
            longer = None if benefit is None else max(benefit, quarters)
            scenario = scenario.model_copy(
                update={"calendar": calendar.replace(quarters=quarters, benefit_quarters=longer)}
            )
        budget = scenario.budget
        if amounts is not None:
            budget = budget.replace(per_quarter=amounts[0] if len(amounts) == 1 else amounts)
        return scenario.replace(budget=budget)
    except ValidationError as error:
        raise VmoError(Problem((), f"`budget`, `quarters`: {fault['msg']}") for fault in error.errors()) from None
