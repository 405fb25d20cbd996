"""Purses and other resources that rows name: a table does not say how much there is, so they limit nothing yet."""

import json
from collections.abc import Iterable

from intake.tables.reading.assemble import RowRead

NOT_LIMITING = "not in the table: as much as all rows need, so that it limits nothing; write what there is"


def purse_lines(rows: Iterable[RowRead]) -> list[str]:
    """Lines of the budget: every purse, and which of them pays running cost."""
    table = list(rows)
    needed: dict[str, float] = {}
    for row in table:
        for name, amounts in row.data.get("purse", {}).items():
            needed[name] = needed.get(name, 0.0) + sum(amount or 0 for amount in amounts)
    if not needed:
        return []
    running = sum(row.data.get("running_cost") or 0 for row in table)
    first = next(iter(needed))
    needed[first] += running
    held = ", ".join(f"{json.dumps(name)}: {amount:.15g}" for name, amount in needed.items())
    lines = [f"  purses: {{{held}}}   # {NOT_LIMITING}"]
    lines += (
        [f"  running_purse: {json.dumps(first)}   # assumed (D): the first; write which pays it"] if running else []
    )
    return lines


def amount_lines(rows: Iterable[RowRead]) -> list[str]:
    """Lines of the scenario: every resource that a row needs, per quarter."""
    needed: dict[str, float] = {}
    for row in rows:
        for name, need in row.data.get("need", {}).items():
            units = max(need) if isinstance(need, list) else need
            needed[name] = needed.get(name, 0.0) + units
    if not needed:
        return []
    lines = [
        f"  {json.dumps(name)}: {{per_quarter: {units:.15g}}}   # {NOT_LIMITING}" for name, units in needed.items()
    ]
    return ["amounts:", *lines, ""]
