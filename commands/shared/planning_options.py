"""What the planner's commands share: their options, reading the portfolio, solving, waiting, Ctrl-C."""

from __future__ import annotations

import inspect
import signal
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import wraps
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

from commands.shared.output import emit_json, fail, user_errors
from commands.shared.table_options import (
    DatesOption,
    DecimalsOption,
    LeaveOutOption,
    MapOption,
    MappingOption,
    SheetOption,
    StartsOption,
    UnitOption,
    table_answers,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimiser.data import Wishes
    from optimiser.plan import Plan
    from optimiser.solving import Effort
    from scenarios.scenario import Scenario

TABLES = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".numbers")
"""File names that are read, or refused with advice, as tables."""
TABLE_ONLY = ("sheet", "columns", "unit", "starts", "decimals", "dates", "leave_out", "mapping")
"""Options that only a table needs."""
INTERRUPTED = 130
"""Exit code after Ctrl-C."""


@dataclass(frozen=True)
class Request:
    """The options of every planning command, as given."""

    portfolio: Annotated[
        str,
        typer.Argument(
            metavar="PORTFOLIO",
            help="YAML file, folder, name of a shipped scenario, or a CSV or XLSX table of MMPs (needs --budget).",
        ),
    ]
    budget: Annotated[
        str | None,
        typer.Option(
            help="Money per quarter: one amount, or one per quarter (6e6,6e6,5e6); replaces the scenario's."
        ),
    ] = None
    quarters: Annotated[int | None, typer.Option(min=1, max=80, help="Quarters to plan.")] = None
    currency: Annotated[
        str | None, typer.Option(help="Currency of a table's amounts.  [default: EUR]", show_default=False)
    ] = None
    include: Annotated[str | None, typer.Option(help="MMPs that must be in, separated by commas.")] = None
    exclude: Annotated[str | None, typer.Option(help="MMPs that must be out, separated by commas.")] = None
    objective: Annotated[
        Literal["net", "gross"], typer.Option(help="Expected value net of discounted cost, or gross.")
    ] = "net"
    gap: Annotated[
        str,
        typer.Option(
            help="Stop when the plan is proven this close to the best possible: 0.5% or 0.005; 0 proves it."
        ),
    ] = "0.5%"
    seconds: Annotated[float, typer.Option(min=0.1, max=1e6, help="Time limit of one search.")] = 30.0
    solver: Annotated[str, typer.Option(help="Solver, by its name in PuLP.")] = "HiGHS"
    threads: Annotated[
        int, typer.Option(min=1, max=8, help="Threads of HiGHS; equal inputs and threads give equal plans.")
    ] = 1
    sheet: SheetOption = ""
    columns: MapOption = ""
    unit: UnitOption = ""
    starts: StartsOption = ""
    decimals: DecimalsOption = None
    dates: DatesOption = None
    leave_out: LeaveOutOption = ""
    mapping: MappingOption = None
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False
    stop: Event = field(default_factory=Event, compare=False)
    """Set by Ctrl-C: finish with what there is."""

    @property
    def effort(self) -> Effort:
        """How hard to try. Leaves with exit code 2 when the gap is none."""
        from optimiser.solving import Effort

        text = self.gap.strip()
        try:
            value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value < 1:
            fail(f'--gap: "{self.gap}" is not a share below 1; write 0.5% or 0.005, or 0 for a proof')
        return Effort(gap=value, seconds=self.seconds, solver=self.solver, threads=self.threads, stop=self.stop)

    def wishes(self, *, reach: bool = False) -> Wishes:
        """What the planner asks for on top of the scenario."""
        from optimiser.data import Wishes

        def names(words: str | None) -> frozenset[str]:
            return frozenset(word.strip() for word in (words or "").split(",") if word.strip())

        return Wishes(aim=self.objective, include=names(self.include), exclude=names(self.exclude), reach=reach)

    def read(self) -> Scenario:
        """The scenario a planner means. Leaves with exit code 2 when it cannot be read."""
        from scenarios.loader import load

        money = amounts(self.budget)
        if Path(self.portfolio).suffix.lower() in TABLES:
            if money is None:
                missing = [] if Path(self.portfolio).exists() else [f"{self.portfolio}: there is no such file"]
                need = f"{self.portfolio}: a table has no budget; give --budget AMOUNT (money per quarter)"
                fail("\n".join([*missing, need]))
            return self._read_table(money)
        given = {f"--{name.replace('_', '-')}": getattr(self, name) for name in ("currency", *TABLE_ONLY)}
        idle = [name.replace("--columns", "--map") for name, value in given.items() if value]
        if idle:
            fail(f"{', '.join(idle)}: only for tables; a scenario says these things itself")
        return _changed(load(self.portfolio), money, self.quarters)

    def _read_table(self, money: tuple[float, ...]) -> Scenario:
        from intake.tables.planning import plan_table

        said = (self.sheet, self.columns, self.unit, self.starts, self.decimals, self.dates, self.leave_out)
        quarters = self.quarters or (len(money) if len(money) > 1 else None)
        scenario, reading = plan_table(
            self.portfolio,
            table_answers(*said),
            budget=money[0] if len(money) == 1 else money,
            quarters=quarters,
            currency=self.currency,
            mapping=self.mapping,
        )
        tell(reading)
        return scenario

    def solve(self, *, reach: bool = False) -> Plan:
        """The plan. Leaves with exit code 1 when there is none, 2 when the input is wrong."""
        from optimiser.optimisation import optimise

        effort, scenario = self.effort, self.read()
        with waiting(f"Planning, at most {self.seconds:g} s"):
            found = optimise(scenario, self.wishes(reach=reach), effort)
        if not found.found:
            _leave_without_plan(found, as_json=self.as_json)
        return found


OWN = ("stop",)
"""Fields of a request that are no options."""


def planning(**defaults: object) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function that takes a ``Request`` and options of its own.

    The command has the options of a request, with other ``defaults`` where given, and those of the function. Wrong
    input ends in lines on stderr and exit code 2. Ctrl-C ends the searches, not the program: what is finished is
    shown, and the exit code is 130.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(Request, include_extras=True)
        given = {f.name: inspect.Parameter.empty if f.name == "portfolio" else f.default for f in fields(Request)}
        given |= defaults
        keyword = inspect.Parameter.KEYWORD_ONLY
        shared = [
            inspect.Parameter(name, keyword, default=default, annotation=hints[name])
            for name, default in given.items()
            if name not in OWN
        ]
        own_hints = get_type_hints(function, include_extras=True)
        own = [
            parameter.replace(kind=keyword, annotation=own_hints[parameter.name])
            for parameter in list(inspect.signature(function).parameters.values())[1:]
        ]
        at = len(shared) - 1 if shared[-1].name == "as_json" else len(shared)
        parameters = [*shared[:at], *own, *shared[at:]]

        @wraps(function)
        def command(**options: Any) -> None:  # noqa: ANN401 - whatever the options are
            with user_errors(), stopping() as stop:
                from optimiser.solving import SolverMissingError

                request = Request(**{p.name: options.pop(p.name) for p in shared}, stop=stop)
                try:
                    function(request, **options)
                except SolverMissingError as error:
                    fail(f"--solver: {error}")
                if stop.is_set():
                    fail("Interrupted: what was finished by then is shown.", code=INTERRUPTED)

        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {p.name: p.annotation for p in parameters}
        del command.__wrapped__
        return command

    return decorate


@contextmanager
def stopping() -> Iterator[Event]:
    """Turn the first Ctrl-C into an event that searches look at; the second one ends the program as usual."""
    stop = Event()

    def ask(*_: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    try:
        before = signal.signal(signal.SIGINT, ask)
    except ValueError:  # not in the main thread: nobody presses keys there
        yield stop
        return
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def waiting(what: str) -> Iterator[Callable[..., None]]:
    """A clock on stderr when that is a terminal; call with done and total, where they are known, to show a bar."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    counted = (*columns[:2], BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            bar.columns = counted
            bar.update(task, completed=done, total=total)

        yield advance


def show(text: object) -> None:
    """Print on the terminal; wide enough for tables when the output is not one."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False, markup=False)
    if not console.is_terminal:
        console.width = max(console.width, 160)
    console.print(text)


def amounts(words: str | None) -> tuple[float, ...] | None:
    """``6e6,6e6,5e6`` as money per quarter; None for no words. Leaves with exit code 2 when they mean none."""
    if words is None:
        return None
    try:
        found = tuple(float(word.strip()) for word in words.split(",") if word.strip())
    except ValueError:
        found = ()
    if not found or any(not 0 <= amount <= 1e15 for amount in found):
        fail(f'--budget: "{words}" is not money per quarter; write 6250000, or one amount per quarter: 6e6,6e6,5e6')
    return found


def _changed(scenario: Scenario, amounts: tuple[float, ...] | None, quarters: int | None) -> Scenario:
    """The scenario with another budget or number of quarters."""
    from pydantic import ValidationError

    from scenarios.faults import ScenarioError

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
    except ScenarioError as error:
        fail(error)
    except ValidationError as error:
        fail("\n".join(f"--budget, --quarters: {fault['msg']}" for fault in error.errors()))


def _leave_without_plan(found: Plan, *, as_json: bool) -> None:
    """Say why there is no plan and leave with exit code 1."""
    from optimiser.infeasible import conflict
    from optimiser.preparation import prepare
    from report.plan.text import no_plan_text

    why = None
    if found.status == "infeasible":
        with waiting("Looking for the rules in conflict"):
            why = conflict(found.scenario, prepare(found.scenario, found.wishes))
    if as_json:
        reasons = None if why is None else {"rules": list(why.words), "ways_out": list(why.ways_out)}
        emit_json(found.as_json() | {"conflict": reasons})
    else:
        typer.echo(no_plan_text(found, why))
    raise typer.Exit(INTERRUPTED if found.termination == "interrupted" else 1)
