"""Explanations of single MMPs in plain words."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from optimiser.rule_words import names, runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimiser.data import Data
    from optimiser.explanation import Explanation
    from optimiser.plan import Plan

NOTHING = 0.005
"""Money below which nothing is lost: half a cent."""
LEAST_SHARE = 1e-6
"""Share of its cost below which an MMP counts as free."""


def told(e: Explanation, plan: Plan, data: Data) -> str:
    """All of an explanation."""
    return " ".join(_sentences(e, plan, data))


def _sentences(e: Explanation, plan: Plan, data: Data) -> Iterator[str]:
    currency = plan.scenario.currency
    if e.state == "impossible":
        where, link = ("in", "without") if e.chosen else ("out", "with")
        yield f"{e.label} is {where}: no plan {link} it: {e.reason}."
        yield from _price(e, data, currency)
        return
    loss = e.loss or 0.0
    if e.chosen:
        must = next((rule.kind for rule in data.must if rule.subject == e.id), None)
        yield f"{e.label} is in, from quarter {e.start}{'' if must is None else f' ({_MUST[must]})'}."
        yield f"Without it the best plan would {_difference(e, plan)}."
    else:
        yield f"{e.label} is out."
        yield from _dates(e, data)
        if e.own_value is not None and e.own_value < 0:
            best = _money(e.own_value, currency)
            yield f"By itself it earns less than it costs: its expected value is {best} at best."
        yield f"Forcing it in (from quarter {e.start}) would {_difference(e, plan)}."
    if e.leaves:
        yield f"It would {'take along' if e.chosen else 'displace'} {_list(e.leaves)}."
    if e.enters:
        yield f"{_list(e.enters)} would come in."
    if e.moves:
        yield f"{_list([f'{mmp} (quarter {a} to {b})' for mmp, a, b in e.moves])} would move."
    if not e.chosen and loss > NOTHING and not plan.wishes.reach:
        yield from _price(e, data, currency)


_MUST = {"mandatory": "it is mandatory", "include": "as you asked", "under way": "it is under way"}


def _difference(e: Explanation, plan: Plan) -> str:
    """What deciding otherwise would do to the plan: ``lose 16 EUR``, ``gain 5 EUR``, ``cost 4 EUR more``."""
    currency = plan.scenario.currency
    loss, low, high = e.loss or 0.0, e.low or 0.0, e.high or 0.0
    sure = high - low <= max(0.01 * abs(loss), 1.0)
    if abs(loss) <= NOTHING and sure:
        return "cost as much" if plan.wishes.reach else "be worth as much"
    if plan.wishes.reach:
        said = f"cost {_money(abs(loss), currency)} {'more' if loss >= 0 else 'less'}"
    else:
        said = f"{'lose' if loss >= 0 else 'gain'} {_money(abs(loss), currency)}"
    if sure:
        return said
    word = "more" if plan.wishes.reach else "lost"
    return f"{said} (proven: between {_money(low, currency)} and {_money(high, currency)} {word})"


def _dates(e: Explanation, data: Data) -> Iterator[str]:
    """That it may start in few quarters only, where that is so."""
    found = data.by_id[e.id]
    every = data.quarters - found.length + 1
    if len(found.value) < every:
        yield f"Its dates and values let it start in quarter {runs(list(found.value))} only, of {every}."


def _price(e: Explanation, data: Data, currency: str) -> Iterator[str]:
    """The changes at which it would enter.

    How far its value would have to rise is not said where shares of value are asked for, which change with it.
    """
    ways = []
    shares = any(rule.of == "value" for rule in data.shares)
    if e.state == "solved" and not shares and e.loss is not None and e.high is not None:
        sure = e.high - e.loss <= max(0.01 * abs(e.loss), 1.0)
        rise = _money(e.loss, currency) if sure else f"at most {_money(e.high, currency)}"
        ways.append(f"when its expected value rises by {rise}")
    if e.enters_at_cost is not None and e.cost:
        fall = 1 - e.enters_at_cost / e.cost
        if fall > 1 - LEAST_SHARE:
            ways.append("when it costs nothing" if e.price_exact else "at the latest when it costs nothing")
        elif fall > 0:
            price = _cost(e.enters_at_cost, e.price_exact, currency)
            ways.append(f"when its cost falls by {_percent(fall)} to {price}")
    if ways:
        yield f"It enters {', or '.join(ways)}."


def _cost(amount: float, exact: bool, currency: str) -> str:
    """A cost rounded down, so that it does enter there; to three digits where it is not proven."""
    if exact:
        cents = 1 if amount >= 100 else 100
        return _money(floor(amount * cents * (1 + 1e-7)) / cents, currency)
    digits = 10 ** max(0, floor(log10(amount)) - 2) if amount >= 1 else 1
    return f"about {_money(floor(amount / digits) * digits, currency)} (more may do)"


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%")


def _money(value: float, currency: str) -> str:
    digits = 0 if abs(value) >= 100 or value == round(value) else 2
    return f"{value:,.{digits}f} {currency}"


def _list(mmps: Sequence[str]) -> str:
    return names(list(mmps))
