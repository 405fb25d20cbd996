"""Checks of what the planner alone knows: amounts of resources, purses, variants and groups.

Written to cope with partly built scenarios, as the other checks are.
"""

from collections.abc import Iterator
from typing import Any

from scenarios.checks.partial import get, items, known_ids, unknown
from scenarios.faults import Fault, suggestion


def resource_faults(scenario: Any) -> list[Fault]:  # noqa: ANN401 - a Scenario or a partly built one
    """Every fault in amounts, purses, variants and groups of MMPs."""
    return [
        *_unstated(scenario),
        *_lengths(scenario),
        *_running(scenario),
        *_variants(scenario),
        *_groups(scenario),
    ]


def _unstated(scenario: object) -> Iterator[Fault]:
    """Resources and purses that an MMP names and nothing says how much there is of."""
    amounts, purses = get(scenario, "amounts"), get(get(scenario, "budget"), "purses")
    for key, stated, where in (("need", amounts, "amounts"), ("purse", purses, "budget: purses")):
        if stated is None:
            continue
        users: dict[str, list[int]] = {}
        for index, mmp in enumerate(items(scenario, "mmps")):
            for name in get(mmp, key) or {}:
                users.setdefault(name, []).append(index)
        for name, indices in users.items():
            if name not in stated:
                more = f" ({len(indices)} MMPs name it)" if len(indices) > 1 else ""
                said = f"{'--amounts' if key == 'need' else '--purses'} {name}=AMOUNT beside a table"
                say = suggestion(name, stated) if stated else f"say how much there is of it ({where}, or {said})"
                yield Fault(("mmps", indices[0], key, name), f'{where} has no "{name}"{more}; {say}')


def _lengths(scenario: object) -> Iterator[Fault]:
    quarters = get(get(scenario, "calendar"), "quarters")
    if quarters is None:
        return
    budget = get(scenario, "budget")
    stated = [(("budget", "purses", name), value) for name, value in (get(budget, "purses") or {}).items()]
    stated += [
        (("amounts", name, "per_quarter"), get(amount, "per_quarter"))
        for name, amount in (get(scenario, "amounts") or {}).items()
    ]
    for path, value in stated:
        if isinstance(value, tuple | list) and len(value) != quarters:
            message = f"has {len(value)} amounts for {quarters} quarters; give one number, or one per quarter"
            yield Fault(path, message)


def _running(scenario: object) -> Iterator[Fault]:
    budget = get(scenario, "budget")
    purses, paying = get(budget, "purses") or {}, get(budget, "running_purse")
    if paying is not None:
        yield from unknown(("budget", "running_purse"), "purse", paying, purses)
    elif purses and any(get(mmp, "running_cost") for mmp in items(scenario, "mmps")):
        said = "is missing: MMPs have a running_cost; say which of the purses pays it"
        yield Fault(("budget", "running_purse"), said)


def _variants(scenario: object) -> Iterator[Fault]:
    first: dict[str, tuple[int, bool]] = {}
    mmps = items(scenario, "mmps")
    known = known_ids(mmps) or ()
    for index, mmp in enumerate(mmps):
        name, mandatory = get(mmp, "variant_of"), get(mmp, "mandatory")
        if not isinstance(name, str) or mandatory is None:
            continue
        if name in known:
            message = f'"{name}" is an MMP itself; give what its variants have in common a name of its own'
            yield Fault(("mmps", index, "variant_of"), message)
        before = first.setdefault(name, (index, mandatory))
        if before[1] != mandatory:
            message = (
                f'differs between the variants of "{name}"; exactly one of them is done where all are mandatory'
            )
            yield Fault(("mmps", index, "mandatory"), message)


def _groups(scenario: object) -> Iterator[Fault]:
    known = known_ids(items(scenario, "mmps"))
    seen: set[str] = set()
    for index, group in enumerate(items(get(scenario, "plan_rules"), "at_most")):
        path = ("plan_rules", "at_most", index)
        name = get(group, "name")
        if name in seen:
            yield Fault((*path, "name"), f'group "{name}" is defined twice; give each its own name')
        seen.add(name)
        for position, other in enumerate(items(group, "mmps")):
            yield from unknown((*path, "mmps", position), "MMP", other, known)
