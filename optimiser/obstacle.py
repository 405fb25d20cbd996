"""The rule that keeps an MMP out of every plan, or in it, in words."""

from collections.abc import Iterator
from time import perf_counter

from optimiser.data import Data, Rule
from optimiser.infeasible import core_of
from optimiser.rule_words import amount_words, followers, holder, names, no_start, too_small, unit_of
from optimiser.ways_out import Trial
from scenarios.scenario import Scenario


def obstacle(scenario: Scenario, data: Data, forced: Data, mmp: str, *, chosen: bool, seconds: float) -> str:
    """Why no plan keeps every rule with an MMP (without it, where it is chosen).

    ``forced`` is the problem in which it is decided otherwise. What can be told from the MMP and what it builds on
    alone is told first; else the rules of a smallest conflict are.
    """
    if not chosen:
        reason = _alone(scenario, data, mmp)
        if reason:
            behind = followers(data, mmp)
            return f"{reason}; {names(behind)} cannot do without it" if behind else reason
        for other, link in _builds_on(data, mmp):
            if not data.own_starts[other]:
                return f"it {link} {other}, which {_alone(scenario, data, other, subject='')}"
        if not data.starts[mmp]:
            return _together(scenario, data, mmp)
    rule = Rule("exclude" if chosen else "include", mmp)
    trial = Trial(perf_counter() + seconds)
    if trial.possible(forced):
        return "the rules leave none"
    core = core_of(scenario, forced, trial, keep=(rule,))
    return f"with that these cannot all hold: {'; '.join(core.words)}" if core.words else "the rules leave none"


def _alone(scenario: Scenario, data: Data, mmp: str, subject: str | None = None) -> str:
    """Why an MMP cannot start in any quarter, whatever else is done; empty where it can."""
    found = data.by_id[mmp]
    who = f"{mmp} " if subject is None else subject
    if data.own_starts[mmp]:
        return ""
    if mmp in data.wishes.exclude:
        return f"{who}is excluded by request"
    if not found.value:
        return f"{who}{no_start(data, found)}"
    reason = too_small(scenario, data, found)
    if reason is not None:
        return f"{who}{reason}"
    if data.largest_bet is not None:
        return f"{who}takes more than {data.largest_bet:.0%} of a quarter's budget, the largest bet"
    return f"{who}finds room in no quarter"


def _together(scenario: Scenario, data: Data, mmp: str) -> str:
    """Why an MMP cannot start in any quarter with all that it builds on."""
    others = [other for other, link in _builds_on(data, mmp) if link != "goes with"]
    group = [data.by_id[name] for name in (mmp, *others)]
    for limit in data.limits:
        needed = sum(0.0 if c.locked else sum(c.draw(limit.kind, limit.stream)[: c.length]) for c in group)
        there = limit.amounts[0] if limit.total else sum(limit.amounts)
        if needed > there + 1e-6:
            unit = unit_of(limit.kind, limit.stream, scenario.currency)
            has = f"{holder(limit.kind, limit.stream)} has {amount_words(there)} in all quarters"
            return f"with what it builds on ({names(others)}) it needs {amount_words(needed)} {unit}, and {has}"
    return f"what it builds on ({names(others)}) cannot be out early enough"


def _builds_on(data: Data, mmp: str) -> Iterator[tuple[str, str]]:
    """Everything an MMP cannot do without, directly or through others, nearest first, with the link in a word."""
    needs: dict[str, list[tuple[str, str]]] = {}
    for one, other in data.requires:
        needs.setdefault(one, []).append((other, "needs"))
    for one, other in data.after:
        needs.setdefault(one, []).append((other, "comes after"))
    for one, other in data.together:
        needs.setdefault(one, []).append((other, "goes with"))
        needs.setdefault(other, []).append((one, "goes with"))
    seen, open_ = {mmp}, [(mmp, "")]
    for current, link in open_:
        for other, word in needs.get(current, ()):
            if other not in seen:
                seen.add(other)
                open_.append((other, link or word))
                yield other, link or word
