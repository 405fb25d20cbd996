"""The second section of a board paper: the difference in rows of money that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.documents.content import Chart, Section, Table, Words, cell, row_of
from report.documents.paper.parts import Share, largest
from report.shared.numbers_in_words import money
from report.shared.study import labels
from sim.outcomes.measures import OUTCOMES
from sim.studies.shapley import apportion

if TYPE_CHECKING:
    from report.documents.paper.board_paper import BoardStudies

STEPS = ((1e9, 1e6), (1e8, 1e5), (1e6, 1e4), (1e5, 1e3))
"""To what the bridge is rounded, from which difference on; below, to single units of currency."""
BRIDGE = ("pv_benefits", "pv_people", "pv_run_off", "pv_direct", "pv_governance", "pv_support")
"""Parts of net present value: the first less all others."""


def bridge_section(studies: BoardStudies) -> Section:
    """2: the difference in rows of money that add up."""
    comparison = studies.comparison
    first, second = comparison.models
    names, currency = labels(comparison), comparison.scenario.currency
    ds = [comparison.difference(name, second, first) for name in BRIDGE]
    signs = [1, *[-1] * (len(BRIDGE) - 1)]
    whole = comparison.difference("npv", second, first)
    step = next((step for least, step in STEPS if abs(whole.mean) >= least), 1.0)
    columns = []
    for model in (first, second):
        means = [s * comparison.summary(name, model).mean for s, name in zip(signs, BRIDGE, strict=True)]
        columns.append((means, comparison.summary("npv", model).mean))
    columns.append(([s * d.mean for s, d in zip(signs, ds, strict=True)], whole.mean))
    base, more = (apportion(*columns[at], step) for at in (0, 2))
    across = ([a + b for a, b in zip(base[0], more[0], strict=True)], base[1] + more[1])
    shown = [base, across, more]
    words = [
        [_amount(k * step, step, plus=at == 2) for k in (*steps, total)] for at, (steps, total) in enumerate(shown)
    ]
    values = [[*means, total] for means, total in columns]
    intervals = []
    for s, d in zip((*signs, 1), (*ds, whole), strict=True):
        low, high = sorted((s * d.low, s * d.high))
        ends = [_amount(end, step, plus=True) for end in (low, high)]
        nothing = abs(low) < step / 2 and abs(high) < step / 2
        intervals.append("" if d.n < 2 else "none" if nothing else " to ".join(ends))
    labelled = [*(OUTCOMES[name].label.removesuffix(", discounted") for name in BRIDGE), OUTCOMES["npv"].label]
    rows = tuple(
        row_of(name, *(cell(words[c][r], values[c][r], "money") for c in range(3)), intervals[r])
        for r, name in enumerate(labelled)
    )
    unit = f"{currency} {'M' if step >= 10_000 else 'k' if step >= 1000 else ''}".strip()
    header = (f"{unit}, discounted, mean", names[first], names[second], "difference", "95 % interval")
    parts = [
        Share(label, value, money(value, currency, plus=True), d.n < 2 or d.decided)
        for label, value, d in zip(labelled[:-1], values[2][:-1], ds, strict=True)
    ]
    finding = largest(f"the difference of {money(whole.mean, currency, plus=True)}", parts)
    note = "Costs count as negative amounts. Rows are rounded so that they add up, down and across. " + " ".join(
        f"{OUTCOMES[name].label.removesuffix(', discounted')}: {OUTCOMES[name].definition}." for name in BRIDGE
    )
    table = Table("Bridge", "From benefits to net present value, in rows that add up", header, rows, total=True,
                  note=note, chart=Chart("bars", (3,), len(BRIDGE), currency))  # fmt: skip
    return Section("Where the money is", finding, (Words((finding,), "answer"), table), studies.sources["compare"])


def _amount(value: float, step: float, *, plus: bool) -> str:
    divisor, digits = (1e6, {1e6: 0, 1e5: 1}.get(step, 2)) if step >= 10_000 else (1e3 if step >= 1000 else 1.0, 0)
    sign = "\N{MINUS SIGN}" if round(value) < 0 else "+" if plus and round(value) > 0 else ""
    return f"{sign}{abs(value) / divisor:,.{digits}f}"
