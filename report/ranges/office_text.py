"""What an office costs and what it has to improve, in words, tables and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import money, percent
from report.shared.study import cautions, labels, opening, study_json, warned
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.studies.office_costs import OfficeCosts


def finding(found: OfficeCosts) -> str:
    """The answer in a sentence or two."""
    names, currency = labels(found), found.scenario.currency
    other, mine = (names[model] for model in found.models)
    low, mean, high = found.break_even()
    first, most = found.difference(0), money(found.costs[-1], currency)
    if mean is None:
        if first.mean <= 0:
            return f"{mine} is not better than {other} even with an office that costs nothing."
        return f"{mine} stays better than {other} on average up to the highest cost that was tried, {most} a year."
    text = f"{mine} is worth as much as {other} with an office of {money(mean, currency)} a year"
    if low is None and high is None:
        return f"{text}; the interval of that reaches beyond both ends of what was tried."
    at = "below 0" if low is None else money(low)
    to = f"more than {money(found.costs[-1])}" if high is None else money(high)
    return f"{text} (where the 95 % interval of the difference meets zero: {at} to {to})."


def office_text(found: OfficeCosts) -> RenderableType:
    """The whole study for a terminal."""
    currency = found.scenario.currency
    table = plain_table(
        f"Office a year, {currency}", "difference", "95 % interval", "what it costs", "benefits it must add",
        "95 % interval ", wrap=True,
    )  # fmt: skip
    for k, cost in enumerate(found.costs):
        difference, (_, loss, _) = found.difference(k), found.loss(k)
        share, low, high = found.improvement(k)
        table.add_row(
            money(cost),
            money(difference.mean, plus=True),
            ""
            if difference.n < 2
            else f"{money(difference.low, plus=True)} to {money(difference.high, plus=True)}",
            money(loss),
            percent(share, 2),
            "" if low is None or high is None else f"{percent(low, 2)} to {percent(high, 2)}",
        )
    names = labels(found)
    return Group(
        *opening(found),
        Text(finding(found), style="bold"),
        Text(),
        table,
        Text(),
        Text(
            f"Difference: net present value, {names[found.models[1]]} less {names[found.models[0]]}. The office is "
            "paid out of the budget: less is decided on, and where the budget does not hold its cost besides the "
            "payroll, people go. What it costs is in net present value; benefits are discounted. Whether an office "
            "improves anything is not simulated here: this is what it has to.",
            style="dim",
        ),
        *warned(cautions(found)),
    )


def _rows(found: OfficeCosts) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for k, cost in enumerate(found.costs):
        difference, loss, share = found.difference(k), found.loss(k), found.improvement(k)
        rows.append(
            {
                "office_per_year": cost,
                "difference": difference.mean, "difference_low": difference.low, "difference_high": difference.high,
                "loss": loss[1], "loss_low": loss[0], "loss_high": loss[2],
                "improvement": share[0], "improvement_low": share[1], "improvement_high": share[2],
            }
        )  # fmt: skip
    return rows


def office_json(found: OfficeCosts) -> dict[str, object]:
    """The study as plain data; what does not exist is null."""
    low, mean, high = found.break_even()
    return {
        **study_json(found),
        "models": list(found.models),
        "break_even": {"low": low, "mean": mean, "high": high},
        "costs": _rows(found),
    }


def office_csv(found: OfficeCosts) -> str:
    """A row for each cost."""
    rows = _rows(found)
    return csv_text(list(rows[0]), (list(row.values()) for row in rows))
