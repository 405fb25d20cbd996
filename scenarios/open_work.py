"""What is still open: MMPs that are out or given up are settled, and no engine has to know of them.

Rules. A released MMP fulfils every ``requires``, ``requires_any`` and ``after`` that names it; who goes ``with``
it has to follow, also as one of several variants; who ``excludes`` it (or is excluded by it), and what would be
another variant of the same thing, can no longer be done; of a group of which so many may be done it is one. A
cancelled MMP fulfils nothing: who cannot do without it is blocked, and so is who cannot do without what is blocked.
A synergy needs no released member any more and is lost with a cancelled or blocked one. Running MMPs are under way.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from scenarios.faults import ScenarioError
from scenarios.files import refuse
from scenarios.language.events import BecomesMandatory, Event, MarketCloses
from scenarios.language.mmps import MMP
from scenarios.language.resources import AtMost
from scenarios.language.standing import SETTLED
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Settled:
    """One MMP about which nothing can be decided any more."""

    mmp: MMP
    status: Literal["released", "cancelled", "blocked"]
    reason: str = ""
    """Why a blocked one can no longer be done."""


def settled(scenario: Scenario) -> tuple[Settled, ...]:
    """Every settled MMP, in the order of the scenario."""
    if not any(mmp.status in SETTLED for mmp in scenario.mmps):
        return ()
    blocked = blocked_by(scenario)
    found = []
    for mmp in scenario.mmps:
        if mmp.status == "released":
            found.append(Settled(mmp, "released"))
        elif mmp.status == "cancelled":
            found.append(Settled(mmp, "cancelled"))
        elif mmp.id in blocked:
            found.append(Settled(mmp, "blocked", blocked[mmp.id]))
    return tuple(found)


def settled_words(scenario: Scenario) -> dict[str, str]:
    """What is settled about each settled MMP, by id: ``is cancelled``, ``is blocked: requires sso, ...``."""
    return {
        entry.mmp.id: f"is {entry.status}{f': it {entry.reason}' if entry.reason else ''}"
        for entry in settled(scenario)
    }


def blocked_by(scenario: Scenario) -> dict[str, str]:
    """Open MMPs that can no longer be done, each with the reason."""
    status = {mmp.id: mmp.status for mmp in scenario.mmps}
    rivals = _both_ways((mmp.id, other) for mmp in scenario.mmps for other in mmp.excludes)
    partners = _both_ways((mmp.id, other) for mmp in scenario.mmps for other in mmp.with_)
    done = {mmp.variant_of: mmp.id for mmp in scenario.mmps if mmp.variant_of and mmp.status == "released"}
    follow = followers(scenario)
    settled_on = {mmp.variant_of: mmp.id for mmp in scenario.mmps if mmp.id in follow}
    blocked: dict[str, str] = {}

    def gone(other: str) -> bool:
        return status[other] == "cancelled" or other in blocked

    def why(mmp: MMP) -> str:
        for word, others in (
            ("requires", mmp.requires),
            ("comes after", () if mmp.underway is not None or mmp.status == "running" else mmp.after),
            ("goes with", partners[mmp.id]),
        ):
            for other in sorted(others):
                if gone(other):
                    return f"{word} {other}, which is {'blocked' if other in blocked else 'cancelled'}"
        if mmp.requires_any and all(map(gone, mmp.requires_any)):
            return f"requires any of {', '.join(mmp.requires_any)}, none of which can still be done"
        if mmp.variant_of in done:
            return f"is another variant of {mmp.variant_of}, of which {done[mmp.variant_of]} is released"
        one = settled_on.get(mmp.variant_of)
        if mmp.variant_of is not None and one is not None and one != mmp.id and not gone(one):
            return f"is another variant of {mmp.variant_of}, of which {one} has to follow {follow[one]}"
        for other in sorted(rivals[mmp.id]):
            if status[other] == "released":
                return f"makes no sense together with {other}, which is released"
        return ""

    grows = True
    while grows:
        grows = False
        for mmp in scenario.mmps:
            if mmp.status not in SETTLED and mmp.id not in blocked and (reason := why(mmp)):
                blocked[mmp.id] = reason
                grows = True
    return blocked


def _both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return found


def still_open(scenario: Scenario) -> Scenario:
    """The scenario of what can still be decided: the same one where nothing is settled and nothing runs.

    Raises:
        ScenarioError: a mandatory MMP is blocked, or nothing is open.

    """
    out = settled(scenario)
    if not out and not any(mmp.status == "running" for mmp in scenario.mmps):
        return scenario
    done = {entry.mmp.id for entry in out if entry.status == "released"}
    dead = {entry.mmp.id for entry in out} - done
    follow = followers(scenario)
    sure = done | (follow.keys() - dead)
    fulfilled = {mmp.variant_of for mmp in scenario.mmps if mmp.variant_of and mmp.id in sure}
    faults = [
        fault
        for entry in out
        if entry.status == "blocked" and entry.mmp.mandatory and entry.mmp.variant_of not in fulfilled
        for fault in refuse(
            scenario.name, f"{entry.mmp.id} is mandatory and {entry.reason}; drop mandatory or the link"
        ).faults
    ]
    if faults:
        raise ScenarioError(faults)
    mmps = tuple(_open(mmp, done, dead, follow) for mmp in scenario.mmps if mmp.id not in done | dead)
    if not mmps and scenario.mmps:
        raise refuse(scenario.name, "every MMP is released, cancelled or blocked; nothing is left to decide")
    gone = done | dead
    return scenario.replace(
        mmps=mmps,
        projects=tuple(
            project if not gone & set(project.mmps) else project.replace(mmps=_less(project.mmps, gone))
            for project in scenario.projects
            if set(project.mmps) - gone
        ),
        plan_rules=scenario.plan_rules.replace(
            at_most=tuple(
                _fewer(group, done, gone) for group in scenario.plan_rules.at_most if set(group.mmps) - gone
            )
        ),
        synergies=tuple(
            synergy if not done & set(synergy.mmps) else synergy.replace(mmps=_less(synergy.mmps, done))
            for synergy in scenario.synergies
            if not dead & set(synergy.mmps) and set(synergy.mmps) - done
        ),
        events=tuple(
            event for event in (_about_open(event, gone) for event in scenario.events) if event is not None
        ),
    )


def followers(scenario: Scenario) -> dict[str, str]:
    """Open MMPs that have to follow a released one, as they go with it, each with that one."""
    partners = _both_ways((mmp.id, other) for mmp in scenario.mmps for other in mmp.with_)
    released = [mmp.id for mmp in scenario.mmps if mmp.status == "released"]
    settled_ids = {mmp.id for mmp in scenario.mmps if mmp.status in SETTLED}
    return {other: name for name in released for other in sorted(partners[name]) if other not in settled_ids}


def _less(names: tuple[str, ...], gone: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in gone)


def _fewer(group: AtMost, done: set[str], gone: set[str]) -> AtMost:
    """A group without what is settled: what is released counts among those that may be done."""
    if not gone & set(group.mmps):
        return group
    return group.replace(mmps=_less(group.mmps, gone), most=max(0, group.most - len(done & set(group.mmps))))


def _open(mmp: MMP, done: set[str], dead: set[str], follow: Mapping[str, str]) -> MMP:
    changes: dict[str, object] = {}
    if mmp.status == "running":
        changes = {"status": "idea", "done_share": None, "underway": mmp.done_share or 0.0}
    if mmp.id in follow:
        changes |= {"mandatory": True, "variant_of": None}
    links = {
        "requires": _less(mmp.requires, done),
        "requires_any": () if done & set(mmp.requires_any) else _less(mmp.requires_any, dead),
        "after": _less(mmp.after, done | dead),
        "excludes": _less(mmp.excludes, dead),
        "with_": _less(mmp.with_, done),
    }
    changes |= {key: names for key, names in links.items() if names != getattr(mmp, key)}
    return mmp.replace(**changes) if changes else mmp


def _about_open(event: Event, gone: set[str]) -> Event | None:
    """An event as far as it concerns what is open; None where it does not."""
    if isinstance(event, BecomesMandatory) and event.mmp in gone:
        return None
    if isinstance(event, MarketCloses) and gone & set(event.mmps):
        left = _less(event.mmps, gone)
        return event.replace(mmps=left) if left else None
    return event
