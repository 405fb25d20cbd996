"""Why an MMP is in or out, and what it would cost to decide otherwise: exact, by solving again.

An MMP left out is forced in; one that is in is forced out. The value lost lies between two proven amounts, because
both the plan and the forced plan come with a bound:

    plan - bound of the forced plan  <=  loss  <=  bound of the plan - forced plan

The price to enter is the same loss: raise the value of the MMP by it and the two plans are worth the same. How far
its cost would have to fall is a program of its own (``optimiser.entry_price``), as less cost also frees budget.
Where no plan keeps every rule with it, or without it, the rule that stands in the way is named.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from time import perf_counter
from typing import Literal

from optimiser.data import Data, Rule, Wishes
from optimiser.entry_price import EntryPrice, entry_price
from optimiser.explanation_words import told
from optimiser.obstacle import obstacle
from optimiser.optimisation import best, first_plan
from optimiser.plan import Plan
from optimiser.preparation import prepare
from optimiser.solving import DEFAULT_SECONDS, Effort

EXPLAIN_GAP = 0.001
"""Largest relative gap at which explanations mean something: one tenth of a per cent."""

MOST_SHARES, LEAST_SECONDS = 2.0, 0.5
"""Of the time that is left, one MMP gets at most so many equal shares, and no less than so many seconds."""


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
    price_exact: bool = True
    """Whether ``enters_at_cost`` is proven; else a larger cost may do."""
    cost: float = 0.0
    own_value: float | None = None
    """Largest expected value it could have by itself, in its best start quarter; None when it cannot start."""
    reason: str = ""
    """The rule that stands in the way, where it is impossible."""
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

    ``seconds`` limits the whole; of all MMPs the closest decisions are looked at first, and none of them gets more
    than twice its share of what is left: a loss between two bounds is said of more of them. ``price_of_cost`` also
    looks for the cost at which an MMP left out would enter.
    Raises ``ValueError`` when there is no plan and ``KeyError`` for an unknown id.
    """
    if plan.starts is None:
        raise ValueError("there is no plan to explain")
    data = prepare(plan.scenario, plan.wishes)
    wanted = interesting(plan, data) if ids is None else list(ids)
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
        fair = max(LEAST_SECONDS, MOST_SHARES * left / (len(wanted) - done))
        trial = replace(effort, seconds=min(effort.seconds, left, fair))
        found.append(_explain_one(plan, data, mmp, trial, price_of_cost=price_of_cost))
    return tuple(sorted(found, key=lambda e: (e.chosen, e.loss is None, e.loss or 0.0, e.id)))


def interesting(plan: Plan, data: Data) -> list[str]:
    """Every MMP, the closest decisions first.

    What cannot start at all comes before (no search is needed), then in turn what is out by falling and what is in
    by rising value per size.
    """

    def merit(mmp: str) -> float:
        found = data.by_id[mmp]
        worth = max(found.value[q] for q in data.starts[mmp]) - found.left_out
        return worth / found.size if found.size > 0 else worth * 1e12

    able = sorted((c.id for c in data.candidates if data.starts[c.id]), key=lambda mmp: (merit(mmp), mmp))
    chosen = plan.starts or {}
    out, into = [m for m in reversed(able) if m not in chosen], [m for m in able if m in chosen]
    turns = [mmp for pair in zip_longest(out, into) for mmp in pair if mmp is not None]
    return [*(c.id for c in data.candidates if not data.starts[c.id]), *turns]


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
    end = perf_counter() + effort.seconds
    forced = otherwise(data, mmp, chosen=chosen)
    starts_now = dict(plan.starts or {})
    own = max((candidate.value[q] for q in data.starts[mmp]), default=None)
    result = Explanation(
        mmp, candidate.label, chosen, "impossible", None, None, None, cost=candidate.cost, own_value=own
    )
    able = chosen or data.starts[mmp]
    answer, starts = None, None
    if able:
        warm = _warm(forced, starts_now, mmp, effort, chosen=chosen)
        answer, starts = best(forced, replace(effort, seconds=max(0.05, end - perf_counter())), warm)
    if starts is None:
        if answer is not None and answer.status != "infeasible":
            return _unsolved(plan, data, mmp)
        left = max(0.1, end - perf_counter())
        reason = obstacle(plan.scenario, data, forced, mmp, chosen=chosen, seconds=left)
        result = replace(result, start=starts_now.get(mmp), reason=reason)
    else:
        assert answer is not None
        result = _solved(plan, data, result, starts, answer.bound)
    if price_of_cost and not chosen and not data.wishes.reach and mmp not in data.wishes.exclude:
        left = max(0.1, min(effort.seconds, end - perf_counter()))
        price = entry_price(data, mmp, plan.objective or 0.0, replace(effort, seconds=left))
        result = _priced(result, price, proven=plan.status == "optimal")
    return replace(result, words=told(result, plan, data))


def _solved(
    plan: Plan, data: Data, blank: Explanation, starts: Mapping[str, int], bound: float | None
) -> Explanation:
    starts_now, mmp = dict(plan.starts or {}), blank.id
    sign = -1.0 if data.wishes.reach else 1.0
    here, there = plan.objective or 0.0, (data.cost if data.wishes.reach else data.value)(dict(starts))
    here_bound = here if plan.bound is None else plan.bound
    there_bound = there if bound is None else bound
    loss = sign * (here - there)
    return replace(
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


def _priced(result: Explanation, price: EntryPrice | None, *, proven: bool) -> Explanation:
    """With the cost at which the MMP would enter; that is exact where the plan itself is proven."""
    if price is None:
        return result
    return replace(result, enters_at_cost=price.share * result.cost, price_exact=price.exact and proven)


def _warm(forced: Data, now: dict[str, int], mmp: str, effort: Effort, *, chosen: bool) -> dict[str, int] | None:
    """A plan to start from: what is chosen now first, without or with the MMP."""
    order = [other for other in now if other != mmp]
    rest = [c.id for c in forced.candidates if c.id not in now and forced.starts[c.id]]
    first = ([] if chosen else [mmp]) + [o for o in order if forced.starts[o]]
    return first_plan(forced, first + [o for o in rest if o != mmp], effort)


def _unsolved(plan: Plan, data: Data, mmp: str) -> Explanation:
    start = (plan.starts or {}).get(mmp)
    label, cost = data.by_id[mmp].label, data.by_id[mmp].cost
    words = f"Not solved in time; vmo explain {mmp} looks at it alone."
    return Explanation(
        mmp, label, start is not None, "not solved", None, None, None, start=start, cost=cost, words=words
    )
