"""Money split over value streams, for a terminal and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from report.plan.text import amount
from report.shared.csv_file import csv_text
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from optimiser.envelopes import Envelopes, Funded
    from scenarios.scenario import Scenario

NAMES = {
    "free": "no envelopes",
    "split": "best split",
    "stated": "stated budgets",
    "payroll": "by the cost of teams",
}
"""Ways to give money to streams, for people."""


def envelopes_text(scenario: Scenario, found: Envelopes) -> RenderableType:
    """Share of every stream in every way, what each way is worth, and the price of envelopes in words."""
    currency = scenario.currency
    ways = plain_table("money", f"expected value {currency}", "no plan above", "MMPs", "less than free", "proven")
    best = found.by_name("free")
    for way in found.funded:
        if way.value is None:
            ways.add_row(NAMES[way.name], f"no plan ({way.status})", "", "", "", "")
            continue
        bound = "" if way.bound is None else amount(way.bound)
        cells = ("", "") if best is None or way.name == "free" else difference(best, way)
        ways.add_row(NAMES[way.name], amount(way.value), bound, str(len(way.starts or {})), *cells)
    shares = plain_table("value stream", *_columns(found))
    for stream in found.streams:
        shares.add_row(stream or "(none)", *(cell for way in found.funded for cell in _cells(way, stream)))
    parts: list[RenderableType] = [ways, Text("")]
    if any(way.shares for way in found.funded):
        parts += [Text("Share of the portfolio's money", style="bold"), shares, Text("")]
    return Group(*parts, Text(" ".join(envelope_words(scenario, found))))


def _columns(found: Envelopes) -> list[str]:
    columns = []
    for way in found.funded:
        periods = max(map(len, way.shares.values()), default=0)
        columns += [NAMES[way.name]] if periods == 1 else [f"{NAMES[way.name]} {n + 1}" for n in range(periods)]
    return columns


def _cells(way: Funded, stream: str) -> list[str]:
    periods = max(map(len, way.shares.values()), default=0)
    return [f"{share:.1%}" for share in way.shares.get(stream, (0.0,) * periods)]


def difference(more: Funded, less: Funded) -> tuple[str, str]:
    """How much less a way is worth, and the range that is proven where it is not exact."""
    if more.value is None or less.value is None:
        return "", ""
    lost = more.value - less.value
    if more.bound is None or less.bound is None:
        return amount(lost), "not proven"
    low, high = more.value - less.bound, more.bound - less.value
    sure = high - low <= max(0.01 * abs(lost), 1.0)
    return amount(lost), "" if sure else f"{amount(low)} to {amount(high)}"


def envelope_words(scenario: Scenario, found: Envelopes) -> Iterator[str]:
    """What envelopes cost at best, and what fixed ones cost on top."""
    free, split = found.by_name("free"), found.by_name("split")
    if free is None or split is None or free.value is None or split.value is None:
        return
    span = "the whole plan" if found.hold >= scenario.calendar.quarters else f"{found.hold} quarters"
    span = "one quarter" if found.hold == 1 else span
    lost, band = difference(free, split)
    proven = f" (proven: {band})" if band else ""
    yield f"Envelopes that are kept for {span} cost at least {lost} {scenario.currency}{proven}."
    for name in ("stated", "payroll"):
        way = found.by_name(name)
        if way is None:
            continue
        if way.value is None:
            yield f"With money {_how(name)} no plan keeps every rule."
            continue
        lost, band = difference(split, way)
        proven = f" (proven: {band})" if band else ""
        yield f"Money {_how(name)} costs {lost} {scenario.currency} more than the best split{proven}."


def _how(name: str) -> str:
    return "by the stated budgets of streams" if name == "stated" else "in proportion to the cost of teams"


def envelopes_csv(found: Envelopes) -> str:
    """Share of every stream and period in every way, with what the way is worth."""
    rows = [
        (way.name, stream, period, share, way.value, way.bound)
        for way in found.funded
        for stream in found.streams or ("",)
        for period, share in enumerate(way.shares.get(stream, (None,)), 1)
    ]
    return csv_text(["way", "value_stream", "period", "share", "value", "bound"], rows)
