"""Why an MMP is in or out, and what it would cost to decide otherwise: exact, by solving again.

An MMP left out is forced in; one that is in is forced out. The value lost lies between two proven amounts, because
both the plan and the forced plan come with a bound:

    plan - bound of the forced plan  <=  loss  <=  bound of the plan - forced plan

The price to enter is the same loss: raise the value of the MMP by it and the two plans are worth the same. How far
its cost would have to fall is found by bisection, as less cost also frees budget.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Literal

from optimiser.data import Data, Rule, Wishes
from optimiser.improvement import improve
from optimiser.optimisation import best
from optimiser.plan import Plan
from optimiser.preparation import prepare
from optimiser.rules_of_thumb import pack
from optimiser.solving import DEFAULT_SECONDS, Effort

EXPLAIN_GAP = 0.001
"""Largest relative gap at which explanations mean something: one tenth of a per cent."""
BISECTIONS = 7


@dataclass(frozen=True)
class Explanation:
    """One MMP, and the best plan that decides otherwise about it."""

    id: str
    label: str
    chosen: bool
    state: Literal["solved", "impossible", "not solved"]
    """impossible: no plan keeps every rule and decides otherwise; not solved: no time was left."""
    loss: float | None
    """Value lost by deciding otherwise, in currency (extra cost, when targets are to be reached)."""
    low: float | None
    """The loss is proven to be at least this."""
    high: float | None
    """The loss is proven to be at most this."""
    leaves: tuple[str, ...] = ()
    """Other MMPs that would leave the plan."""
    enters: tuple[str, ...] = ()
    """Other MMPs that would come in."""
    moves: tuple[tuple[str, int, int], ...] = ()
    """Other MMPs that would start in another quarter: id, from, to."""
    start: int | None = None
    """Start quarter of the MMP itself: in the plan, or when it is forced in."""
    enters_at_cost: float | None = None
    """Largest cost at which an MMP left out would pay its way in; None when it would not even for nothing."""
    cost: float = 0.0
    own_value: float | None = None
    """Largest expected value it could have by itself, in its best start quarter; None when it cannot start."""
    words: str = ""
    """All of it in plain words."""


def explain(
    plan: Plan,
    ids: Iterable[str] | None = None,
    *,
    effort: Effort | None = None,
    seconds: float = 60.0,
    price_of_cost: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Explanation, ...]:
    """Explanations of some MMPs of a plan (all of them by default), those left out first, by what they would cost.

    ``seconds`` limits the whole. ``price_of_cost`` also looks for the cost at which an MMP left out would enter.
    Raises ``ValueError`` when there is no plan and ``KeyError`` for an unknown id.
    """
    if plan.starts is None:
        raise ValueError("there is no plan to explain")
    data = prepare(plan.scenario, plan.wishes)
    wanted = [line.id for line in plan.lines] if ids is None else list(ids)
    effort = effort or replace(plan.effort, gap=min(plan.effort.gap, EXPLAIN_GAP), seconds=DEFAULT_SECONDS)
    deadline = perf_counter() + seconds
    found = []
    for done, mmp in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted))
        left = deadline - perf_counter()
        if left <= 0.05 or effort.stop.is_set():
            found.append(_unsolved(plan, data, mmp))
            continue
        trial = replace(effort, seconds=min(effort.seconds, left))
        found.append(_explain_one(plan, data, mmp, trial, price_of_cost=price_of_cost))
    return tuple(sorted(found, key=lambda e: (e.chosen, e.loss is None, e.loss or 0.0, e.id)))


def otherwise(data: Data, mmp: str, *, chosen: bool) -> Data:
    """The same problem with an MMP forced out (when it is chosen) or in."""
    wishes: Wishes = data.wishes
    if not chosen:
        return replace(
            data, must=tuple(sorted({*data.must, Rule("include", mmp)}, key=lambda r: (r.subject, r.kind)))
        )
    kept = tuple(rule for rule in data.must if rule.subject != mmp)
    return replace(data, must=kept, wishes=replace(wishes, exclude=wishes.exclude | {mmp}))


def _explain_one(plan: Plan, data: Data, mmp: str, effort: Effort, *, price_of_cost: bool) -> Explanation:
    candidate, chosen = data.by_id[mmp], mmp in (plan.starts or {})
    forced = otherwise(data, mmp, chosen=chosen)
    starts_now = dict(plan.starts or {})
    answer, starts = best(forced, effort, _warm(forced, starts_now, mmp, chosen=chosen))
    own = max((candidate.value[q] for q in data.starts[mmp]), default=None)
    blank = Explanation(
        mmp, candidate.label, chosen, "impossible", None, None, None, cost=candidate.cost, own_value=own
    )
    if starts is None:
        if answer.status != "infeasible":
            return _unsolved(plan, data, mmp)
        return replace(blank, start=starts_now.get(mmp), words=_words(blank, plan))
    sign = -1.0 if data.wishes.reach else 1.0
    score = data.cost if data.wishes.reach else data.value
    here, there = plan.objective or 0.0, score(starts)
    here_bound = here if plan.bound is None else plan.bound
    there_bound = there if answer.bound is None else answer.bound
    loss = sign * (here - there)
    result = replace(
        blank,
        state="solved",
        loss=loss,
        low=min(loss, sign * (here - there_bound)),
        high=max(loss, sign * (here_bound - there)),
        leaves=tuple(sorted(set(starts_now) - set(starts) - {mmp})),
        enters=tuple(sorted(set(starts) - set(starts_now) - {mmp})),
        moves=tuple(
            (other, starts_now[other], start)
            for other, start in sorted(starts.items())
            if other in starts_now and starts_now[other] != start and other != mmp
        ),
        start=starts_now.get(mmp, starts.get(mmp)),
    )
    if price_of_cost and not chosen and not data.wishes.reach:
        result = replace(result, enters_at_cost=_entry_cost(plan, data, mmp, effort))
    return replace(result, words=_words(result, plan))


def _warm(forced: Data, now: dict[str, int], mmp: str, *, chosen: bool) -> dict[str, int] | None:
    """A plan to start from: what is chosen now first, without or with the MMP."""
    order = [other for other in now if other != mmp]
    rest = [c.id for c in forced.candidates if c.id not in now and forced.starts[c.id]]
    plan = pack(
        forced, ([] if chosen else [mmp]) + [o for o in order if forced.starts[o]] + [o for o in rest if o != mmp]
    )
    return None if plan is None else improve(forced, plan)


def _entry_cost(plan: Plan, data: Data, mmp: str, effort: Effort) -> float | None:
    """Cost at which the MMP would come in by itself, by bisection over a factor on its cost."""
    here = plan.objective or 0.0

    def pays(factor: float) -> bool:
        cheaper = otherwise(_at_cost(data, mmp, factor, plan), mmp, chosen=False)
        _, starts = best(cheaper, effort)
        return starts is not None and cheaper.value(starts) >= here - 1e-9 * abs(here)

    if not pays(0.0):
        return None
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if pays(middle) else (low, middle)
    return low * data.by_id[mmp].cost


def _at_cost(data: Data, mmp: str, factor: float, plan: Plan) -> Data:
    """The same problem with the cost of an MMP (not its work) multiplied by a factor."""
    found = data.by_id[mmp]
    gross = prepare(plan.scenario, replace(plan.wishes, aim="gross")).by_id[mmp]
    value = {q: gross.value[q] - factor * (gross.value[q] - v) for q, v in found.value.items()}
    money = {stream: tuple(factor * amount for amount in amounts) for stream, amounts in found.money.items()}
    cheaper = replace(found, money=money, value=value)
    return replace(data, candidates=tuple(cheaper if c.id == mmp else c for c in data.candidates))


def _unsolved(plan: Plan, data: Data, mmp: str) -> Explanation:
    start = (plan.starts or {}).get(mmp)
    label, cost = data.by_id[mmp].label, data.by_id[mmp].cost
    words = f"Not solved in time; vmo explain {mmp} looks at it alone."
    return Explanation(
        mmp, label, start is not None, "not solved", None, None, None, start=start, cost=cost, words=words
    )


def _words(e: Explanation, plan: Plan) -> str:
    return " ".join(_sentences(e, plan))


def _sentences(e: Explanation, plan: Plan) -> Iterator[str]:
    currency = plan.scenario.currency

    def amount(value: float) -> str:
        return f"{value:,.0f} {currency}"

    if e.state == "impossible":
        yield f"{e.label} is {'in' if e.chosen else 'out'}:"
        yield f"no plan keeps every rule {'without' if e.chosen else 'with'} it."
        return
    loss, low, high = e.loss or 0.0, e.low or 0.0, e.high or 0.0
    sure = high - low <= max(0.01 * abs(loss), 1.0)
    band = "" if sure else f" (proven: between {amount(low)} and {amount(high)})"
    what = "cost" if plan.wishes.reach else "lose"
    if e.chosen:
        yield f"{e.label} is in, from quarter {e.start}."
        yield f"Without it the best plan would {what} {amount(loss)}{' more' if plan.wishes.reach else ''}{band}."
    else:
        yield f"{e.label} is out."
        if e.own_value is not None and e.own_value < 0:
            yield f"By itself it earns less than it costs: its expected value is {amount(e.own_value)} at best."
        yield f"Forcing it in (from quarter {e.start}) would {what} {amount(loss)}{band}."
    if e.leaves:
        yield f"It would {'take along' if e.chosen else 'displace'} {_list(e.leaves)}."
    if e.enters:
        yield f"{_list(e.enters)} would come in."
    if e.moves:
        yield f"{_list([f'{mmp} (quarter {a} to {b})' for mmp, a, b in e.moves])} would move."
    if not e.chosen and loss > 0:
        entry = f"It enters when its expected value rises by {amount(loss)}"
        if e.enters_at_cost is not None:
            share = 1 - e.enters_at_cost / e.cost if e.cost else 0.0
            entry += f", or when its cost falls by {share:.0%} to {amount(e.enters_at_cost)}"
        yield entry + "."


def _list(names: Iterable[str], most: int = 6) -> str:
    shown = list(names)
    more = len(shown) - most
    return ", ".join(shown[:most]) + (f" and {more} more" if more > 0 else "")
