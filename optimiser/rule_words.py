"""Business rules in a planner's words."""

from collections.abc import Sequence
from itertools import groupby
from math import inf

from optimiser.candidates import Candidate, Limit
from optimiser.data import Data, Rule
from scenarios.scenario import Scenario

MOST_NAMED = 6
"""MMPs that are named in one line."""


def rule_words(data: Data, rule: Rule) -> str:
    """One rule about MMPs, objectives, streams or groups in words."""
    name, other = rule.subject, rule.other
    musts = {
        "mandatory": "is mandatory",
        "include": "is included by request",
        "under way": "is under way and has to be finished",
    }
    if rule.kind == "mandatory" and name in data.follows:
        return f"{name} has to follow {data.follows[name]}, which is released and goes with it"
    if rule.kind in musts:
        return f"{name} {musts[rule.kind]}{_dates(data, name)}"
    if rule.kind == "requires any":
        return f"{name} requires one of {', '.join(dict(data.requires_any)[name])} to be released no later"
    if rule.kind in ("minimum share", "maximum share"):
        sense = rule.kind.split()[0]
        share = next(s for s in data.shares if s.objective == name and s.sense == sense)
        return f"{name} gets at {'least' if sense == 'minimum' else 'most'} {share.share:.0%} of {share.of}"
    if rule.kind == "three-month rule":
        span = "every quarter" if data.three_month == 1 else f"every {data.three_month} quarters"
        return f"{name or 'the portfolio'} releases something that earns {span}"
    if rule.kind in ("variants", "at most", "mandatory variants"):
        return _choice(data, rule)
    simple = {
        "exclude": f"{name} is excluded by request",
        "requires": f"{name} requires {other} to be released no later",
        "after": f"{name} starts after {other} is released",
        "excludes": f"{name} and {other} exclude each other",
        "with": f"{name} and {other} go together",
        "largest bet": f"no MMP takes more than {data.largest_bet or 0.0:.0%} of a quarter's budget",
        "MMP WIP limit": (
            f"at most {data.wip_limit} MMP{' is' if data.wip_limit == 1 else 's are'} under way in a value stream"
        ),
        "target": f"{name} reaches its target of {dict(data.targets).get(name, 0.0):,.0f}",
    }
    if rule.is_limit:
        when = f" of quarter {rule.quarter}" if rule.quarter else ""
        return f"{holder(rule.kind, name)} keeps its {rule.kind}{when}"
    return simple[rule.kind]


def _choice(data: Data, rule: Rule) -> str:
    kind = "at most" if rule.kind == "at most" else "variants"
    choice = next(c for c in data.choices if (c.kind, c.name) == (kind, rule.subject))
    named = names(choice.mmps)
    if rule.kind == "mandatory variants":
        return f"{rule.subject} is mandatory: one of its variants {named} has to be in"
    if rule.kind == "variants":
        return f"{named} are variants of {rule.subject}: at most one of them"
    return f"at most {choice.most} of {rule.subject} ({named})"


def names(mmps: Sequence[str], most: int = MOST_NAMED) -> str:
    """Some MMPs by id, and how many more."""
    more = len(mmps) - most
    return ", ".join(mmps[:most]) + (f" and {more} more" if more > 0 else "")


def _dates(data: Data, name: str) -> str:
    candidate = data.by_id[name]
    starts = list(candidate.value)
    if not starts:
        return f", but it {no_start(data, candidate)}{_followers(data, name)}"
    if candidate.locked:
        return f", going on in quarter {runs(starts)}" if len(starts) == 1 else ""
    everywhere = data.quarters - max(candidate.duration, 1) + 1
    return f" and may start only in quarter {runs(starts)}" if len(starts) < everywhere else ""


def no_start(data: Data, candidate: Candidate) -> str:
    """Why its own dates leave an MMP no quarter to start in: ``takes 3 quarters, the plan has 2``."""
    if candidate.duration > data.quarters:
        return f"takes {candidate.duration} quarters, the plan has {data.quarters}"
    takes = f"takes {candidate.length} quarter{'s' if candidate.length != 1 else ''}"
    return f"{takes} and its dates leave no quarter to start in (the plan has {data.quarters})"


def followers(data: Data, name: str) -> list[str]:
    """MMPs that cannot be done without one, directly or through others, in order."""
    needed: dict[str, list[str]] = {}
    for mmp, other in (*data.requires, *data.after):
        needed.setdefault(other, []).append(mmp)
    for mmp, others in data.requires_any:
        if len(others) == 1:
            needed.setdefault(others[0], []).append(mmp)
    found: dict[str, None] = {}
    open_ = [name]
    while open_:
        for mmp in needed.get(open_.pop(), ()):
            if mmp not in found:
                found[mmp] = None
                open_.append(mmp)
    return sorted(found)


def _followers(data: Data, name: str) -> str:
    found = followers(data, name)
    return f" ({names(found)} cannot do without it)" if found else ""


def holder(kind: str, name: str) -> str:
    """Who has an amount: ``the portfolio``, a value stream, ``the purse capital``, ``the plan``."""
    if kind == "purse":
        return f"the purse {name}"
    if kind == "service":
        return f"the shared service {name}"
    if kind == "platform":
        return f"the platform team {name}"
    return "the plan" if kind == "amount" else name or "the portfolio"


def unit_of(kind: str, name: str, currency: str) -> str:
    """Unit of an amount."""
    return {
        "capacity": "team-sprints",
        "service": "weeks of people",
        "platform": "weeks of people",
        "amount": f"of {name}",
    }.get(kind, currency)


def amount_words(amount: float) -> str:
    """An amount to the unit, or to four digits where it is small."""
    return f"{amount:,.0f}" if amount >= 1000 else f"{amount:,.4g}"


def amounts_words(scenario: Scenario, data: Data, kind: str, name: str, quarters: Sequence[int]) -> str:
    """What there is of a limit in some quarters (quarter 0: in all): ``the portfolio has 10 EUR in quarter 1``."""
    limit = limit_of(data, kind, name)
    unit = unit_of(kind, name, scenario.currency)
    if limit.total:
        return f"{holder(kind, name)} has {amount_words(limit.amounts[0])} {unit} in total"
    parts = []
    for amount, group in groupby(sorted(quarters), key=lambda q: limit.amounts[q - 1]):
        at = list(group)
        when = f"quarter {at[0]}" if len(at) == 1 else f"each of the quarters {runs(at)}"
        some = unit.removesuffix("s") if limit.kind == "capacity" and amount == 1 else unit
        parts.append(f"{amount_words(amount)} {some} in {when}")
    return f"{holder(kind, name)} has {', '.join(parts)}"


def limit_of(data: Data, kind: str, name: str) -> Limit:
    """A limit by its kind and name."""
    return next(entry for entry in data.limits if (entry.kind, entry.stream) == (kind, name))


def too_small(scenario: Scenario, data: Data, candidate: Candidate) -> str | None:
    """The limit that no start of an MMP can keep even alone, in words; None when each is kept by some start."""
    for limit in data.limits:
        draw = candidate.draw(limit.kind, limit.stream)
        if not any(draw) or any(_kept(limit, draw, start, data.quarters) for start in candidate.value):
            continue
        unit = unit_of(limit.kind, limit.stream, scenario.currency)
        has = f"{holder(limit.kind, limit.stream)} has at most"
        if limit.total:
            return f"needs {amount_words(sum(draw))} {unit}, and {has} {amount_words(limit.amounts[0])} in total"
        most = max(amount for amount in limit.most if amount < inf)
        what = "no quarter can pay" if limit.kind in ("budget", "purse") else "no quarter has room for"
        return f"needs {amount_words(max(draw))} {unit} in a quarter, which {what}: {has} {amount_words(most)}"
    return None


def _kept(limit: Limit, draw: Sequence[float], start: int, quarters: int) -> bool:
    inside = draw[: quarters - start + 1]
    if limit.total:
        return sum(inside) <= limit.amounts[0] * (1 + 1e-12) + 1e-9
    return all(amount <= limit.most[start - 1 + k] * (1 + 1e-12) + 1e-9 for k, amount in enumerate(inside))


def runs(quarters: Sequence[int]) -> str:
    """Quarters as runs: ``1 to 3, 5``."""
    found: list[list[int]] = []
    for quarter in sorted(quarters):
        if found and quarter == found[-1][-1] + 1:
            found[-1].append(quarter)
        else:
            found.append([quarter])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in found)
