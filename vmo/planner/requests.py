"""What a planner asks for: the portfolio with its budget, wishes, and how hard to try."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError

from intake.tables.answers import Answers, parse_map
from intake.tables.planning import plan_table
from intake.tables.reading.table import Reading
from optimiser.data import Wishes
from optimiser.solving import Effort
from scenarios.capabilities import unplannable
from scenarios.faults import Fault, ScenarioError
from scenarios.loader import load, placed
from scenarios.open_work import settled_words, still_open
from scenarios.scenario import Scenario
from vmo.planner.amounts import purses_of, rate_of, resources_of
from vmo.shared.errors import Problem, VmoError, wrong
from vmo.shared.inputs import Given, Names, known_names, split
from vmo.shared.running import Flag, Watching, Work
from vmo.shared.table_answers import TableAnswers

Objective = Literal["net", "gross"]
TABLES = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".numbers")
"""File names that are read, or refused with advice, as tables."""
MONEY = ("budget", "quarters", "currency", "amounts", "purses", "running_purse", "discount")
"""What is said about money and time."""
TABLE_ONLY = ("sheet", "columns", "unit", "starts", "decimals", "dates", "leave_out", "mapping")
"""What only a table needs."""
MOST_MONEY = 1e15
"""Largest budget of a quarter."""


class Planning(Watching, TableAnswers, total=False):
    """What a planner asks for on top of the portfolio; answers about a table only where it is one."""

    budget: str | float | Sequence[float] | None
    """Money per quarter, in currency: one amount, or one for each quarter; replaces the scenario's."""
    quarters: int | None
    """Quarters to plan."""
    currency: str | None
    """Currency of a table's amounts; default: EUR."""
    amounts: str | Mapping[str, object] | None
    """Other resources, per quarter or in total: "architect=2,2,3; risk=10 total"; replaces the scenario's."""
    purses: str | Mapping[str, object] | None
    """Money per quarter by purse: "capital=19; expense=1"; replaces the scenario's."""
    running_purse: str | None
    """Purse that pays running cost."""
    discount: str | float | None
    """Yearly discount rate: "8%" or 0.08; 0 = none; replaces the scenario's."""
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
    search: Callable[[float | None, float | None], None] | None
    """Told while HiGHS searches: objective of the best plan so far and the bound, in currency; None = none yet."""
    notice: Callable[[str], None] | None
    """Told in words what was left out, guessed or looks wrong when a table was read."""


@dataclass(frozen=True)
class Request:
    """``Planning`` understood."""

    scenario: Scenario
    """What is still open."""
    wishes: Wishes
    effort: Effort
    work: Work
    given: Scenario | None = None
    """The portfolio as it was given, with what is released or cancelled."""


def understood(
    portfolio: Given,
    planning: Planning,
    *,
    gap: str | float = "0.5%",
    seconds: float = 30.0,
    reach: bool = False,
    weighed: bool = False,
) -> Request:
    """What a planner asks for; ``gap`` and ``seconds`` are the defaults of the question.

    ``weighed``: whether customer value counts in the objective, where the portfolio states a weight.

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
    read = {name: options.pop(name, None) for name in (*MONEY, *TABLE_ONLY, "notice")}
    if options:
        raise TypeError(f"unexpected keyword argument {next(iter(options))!r}")
    given = _portfolio(portfolio, read)
    if faults := _unknown(given, wishes):
        raise VmoError(faults)
    if not isinstance(portfolio, Scenario) and (faults := unplannable(given)):
        raise ScenarioError(placed(portfolio, faults))
    if weighed and not reach and given.counts_points:
        wishes = replace(wishes, weight=given.value_axis.weight or 0.0)
    return Request(still_open(given), wishes, effort, work, given)


def _unknown(given: Scenario, wishes: Wishes) -> list[Fault]:
    """What is asked about MMPs that do not exist, or about which nothing is left to decide."""
    settled = settled_words(given)
    known = [mmp.id for mmp in given.mmps if mmp.id not in settled]
    faults: list[Fault] = []
    for name, ids in (("include", wishes.include), ("exclude", wishes.exclude)):
        try:
            known_names(name, "MMP", sorted(ids), known, settled) if ids else ()
        except VmoError as error:
            faults += error.faults
    return faults


def effort_of(planning: Mapping[str, Any], work: Work, given: Effort) -> Effort:
    """The effort of a plan that is there already, with what is asked for now.

    Raises:
        VmoError: something is asked for that the plan has settled.

    """
    options = dict(planning)
    settled = [
        name
        for name in options
        if name not in ("gap", "seconds", "solver", "threads", "progress", "cancel", "search")
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
    watch = options.pop("search", None)
    return Effort(gap=value, seconds=limit, solver=solver, threads=threads, stop=Flag(work), watch=watch)


def _objective(word: str) -> Objective:
    for known in get_args(Objective):
        if word == known:
            return known  # type: ignore[no-any-return]
    raise wrong("objective", f'"{word}" is neither net nor gross')


def _portfolio(given: Given, read: Mapping[str, Any]) -> Scenario:
    amounts, quarters = amounts_of(read["budget"]), read["quarters"]
    if quarters is not None and not 1 <= quarters <= 80:
        raise wrong("quarters", f"{quarters} is not between 1 and 80")
    if not isinstance(given, Scenario) and Path(given).suffix.lower() in TABLES:
        if amounts is None:
            missing = [] if Path(given).exists() else ["there is no such file"]
            raise wrong(str(given), *missing, "a table has no budget; give `budget` AMOUNT (money per quarter)")
        return _table(given, amounts, read)
    idle = [f"`{name}`" for name in ("currency", *TABLE_ONLY) if read[name]]
    if idle:
        raise wrong("", f"{', '.join(idle)}: only for tables; a scenario says these things itself")
    return _changed(given if isinstance(given, Scenario) else load(given), amounts, quarters, _more(read))


def _more(read: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    """What else is said, as fields of the scenario by part."""
    rate = rate_of(read["discount"])
    purses: dict[str, object] = {"purses": purses_of(read["purses"]), "running_purse": read["running_purse"]}
    found: dict[str, dict[str, object]] = {
        "calendar": {} if rate is None else {"discount_rate": rate},
        "budget": {name: value for name, value in purses.items() if value},
        "amounts": dict(resources_of(read["amounts"])),
    }
    return {part: values for part, values in found.items() if values}


def _table(path: str | Path, amounts: tuple[float, ...], read: Mapping[str, Any]) -> Scenario:
    scenario, reading = plan_table(
        path,
        answers_of(read),
        budget=amounts[0] if len(amounts) == 1 else amounts,
        quarters=read["quarters"] or (len(amounts) if len(amounts) > 1 else None),
        currency=read["currency"],
        mapping=None if read["mapping"] is None else Path(read["mapping"]),
        more=_more(read),
    )
    if read["notice"] is not None:
        for line in notices(reading):
            read["notice"](line)
    return scenario


def answers_of(read: Mapping[str, Any], **more: object) -> Answers:
    """What is said about a table; more of it by name.

    Raises:
        ScenarioError: something is said that means nothing.

    """
    columns = read["columns"] or ""
    return Answers.model_validate(
        {
            "sheet": read["sheet"] or "",
            "columns": parse_map(columns) if isinstance(columns, str) else dict(columns),
            "unit": read["unit"] or "",
            "starts": read["starts"] or "",
            "decimals": read["decimals"] or "",
            "dates": read["dates"] or "",
            "leave_out": split(read["leave_out"] or ()),
            **more,
        }
    )


def notices(reading: Reading) -> list[str]:
    """What was left out, guessed and looks wrong, one line for each."""
    findings = reading.findings
    said = [] if reading.mapping is None else [f"answers of {reading.mapping} used"]
    for title, words in (("", findings.notes), ("guessed: ", findings.guesses), ("look at: ", findings.warnings)):
        said += [f"{title}{line}" for line in words]
    return [f"{reading.shown}: {line}" for line in said]


def amounts_of(given: object) -> tuple[float, ...] | None:
    """Money per quarter: one amount, one for each quarter, or words such as ``6e6,6e6,5e6``; None for None.

    Raises:
        VmoError: it is no money.

    """
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


def _changed(
    scenario: Scenario,
    amounts: tuple[float, ...] | None,
    quarters: int | None,
    more: Mapping[str, Mapping[str, object]],
) -> Scenario:
    """The scenario with another budget, number of quarters, discount rate, purses or amounts of resources."""
    if amounts is None and quarters is None and not more:
        return scenario
    try:
        if quarters is not None:
            calendar = scenario.calendar
            benefit = calendar.benefit_quarters
            longer = None if benefit is None else max(benefit, quarters)
            scenario = scenario.model_copy(
                update={"calendar": calendar.replace(quarters=quarters, benefit_quarters=longer)}
            )
        if "calendar" in more:
            calendar = scenario.calendar.replace(**more["calendar"])
            scenario = scenario.model_copy(update={"calendar": calendar})
        budget = scenario.budget.replace(**more.get("budget", {}))
        if amounts is not None:
            budget = budget.replace(per_quarter=amounts[0] if len(amounts) == 1 else amounts)
        return scenario.replace(budget=budget, amounts=dict(more.get("amounts", scenario.amounts)))
    except ValidationError as error:
        raise VmoError(Problem((), f"`budget`, `quarters`: {fault['msg']}") for fault in error.errors()) from None
