"""A planner's scenario from a table: the rows as they are, and a budget."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from intake.tables.answers import Answers
from intake.tables.building.assumptions import Assumptions
from intake.tables.building.values import spread_benefits
from intake.tables.findings import rows
from intake.tables.reading import suspicions
from intake.tables.reading.table import DEFAULT_QUARTERS, Reading, read_table, slug
from scenarios.faults import Fault, ScenarioError
from scenarios.loader import build
from scenarios.scenario import Scenario


def plan_table(
    path: str | Path,
    answers: Answers | None = None,
    *,
    budget: float | Sequence[float],
    quarters: int | None = None,
    currency: str | None = None,
    mapping: Path | None = None,
    more: Mapping[str, Mapping[str, object]] | None = None,
) -> tuple[Scenario, Reading]:
    """A planner's scenario from a table of projects, and what was read.

    ``budget`` is money per quarter: one number, or one per quarter; ``answers`` are what the user says about the
    table; ``more`` is what else the scenario holds: fields of it by part (budget, calendar, amounts).

    Raises ``ScenarioError`` with every fault, one per kind.
    """
    amounts = [float(budget)] if isinstance(budget, int | float) else [float(amount) for amount in budget]
    count = quarters or (len(amounts) if len(amounts) > 1 else DEFAULT_QUARTERS)
    reading = read_table(Path(path), answers, mapping=mapping, quarters=count)
    spread_benefits(reading, Assumptions(reading.answers.assume))
    if currency and reading.currency and currency != reading.currency:
        message = f"{currency}: the amounts of {path} are in {reading.currency}; leave --currency out"
        raise ScenarioError([Fault((), message).at("--currency", None, "")])
    total = sum(amounts) if len(amounts) > 1 else amounts[0] * count
    suspicions.check_budget(sum(row.cost or 0 for row in reading.rows), total, reading.findings)
    suspicions.check_single_values(reading.columns, reading.rows, count, reading.findings)
    free = [row.line for row in reading.rows if not _costs(row.data)]
    if free:
        reading.findings.warnings.append(f"{rows(free)} have no cost, so they are planned as free")
    return build_plan(reading, amounts, quarters, currency, more), reading


def _costs(data: dict[str, object]) -> bool:
    return any(
        data.get(name) not in (None, [], 0)
        for name in ("spend", "purse", "features", "effort", "direct_cost", "value_by_quarter")
    )


_OPTIONS = {"calendar": "discount"}
"""Options that say what a part of the scenario holds, where they are not called like it."""


def build_plan(
    reading: Reading,
    amounts: list[float],
    quarters: int | None,
    currency: str | None,
    more: Mapping[str, Mapping[str, object]] | None = None,
) -> Scenario:
    """The scenario of a reading and a budget. Raises ``ScenarioError``."""
    document = reading.document()
    document.places.put(("budget",), "--budget", None)
    document.places.put(("calendar",), "--quarters", None)
    document.data["budget"] = {"per_quarter": amounts[0] if len(amounts) == 1 else amounts}
    starts = {} if reading.calendar is None else {"starts": reading.calendar.starts}
    if quarters is not None or starts:
        document.data["calendar"] = ({} if quarters is None else {"quarters": quarters}) | starts
    for part, values in (more or {}).items():
        document.data[part] = document.data.get(part, {}) | values
        document.places.put((part,), f"--{_OPTIONS.get(part, part)}", None)
    if currency or reading.currency:
        document.data["currency"] = currency or reading.currency
    name = slug(Path(reading.shown).stem)
    if name:
        document.data["name"] = name
    return build(document, Path(reading.shown).parent)
