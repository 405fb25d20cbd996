"""From a scenario to the data of a planning problem."""

from collections.abc import Iterator

from optimiser.candidates import Candidate, Limit
from optimiser.data import Choice, Data, Group, Rule, ShareRule, Wishes
from optimiser.economics import (
    WHOLE,
    capacity,
    discounted_cost,
    expected_points,
    expected_value,
    figures,
    needs,
    paid,
    release_quarter,
    starts,
    value_left_out,
)
from optimiser.going_on import keep_going
from optimiser.shared_people import shared_people, weeks_needed
from scenarios.capabilities import unplannable, without_mmps
from scenarios.faults import Fault, ScenarioError, suggestion
from scenarios.language.mmps import MMP
from scenarios.open_work import still_open
from scenarios.scenario import Scenario


def prepare(scenario: Scenario, wishes: Wishes | None = None) -> Data:
    """The planning problem of a scenario.

    Raises ``ScenarioError`` with every fault when the scenario is valid but cannot be planned, or when a wish names
    an MMP that does not exist.
    """
    wishes = wishes or Wishes()
    scenario = still_open(scenario)
    if not scenario.mmps:
        raise ScenarioError(without_mmps(scenario))
    faults = [*unplannable(scenario), *_wish_faults(scenario, wishes), *_cost_faults(scenario)]
    faults += [] if faults else [*_need_faults(scenario), *_purse_faults(scenario)]
    if faults:
        raise ScenarioError(faults)
    return keep_going(_data(scenario, wishes))


def _data(scenario: Scenario, wishes: Wishes) -> Data:
    mmps = sorted(scenario.mmps, key=lambda mmp: mmp.id)
    candidates = tuple(_candidate(mmp, scenario, wishes) for mmp in mmps)
    return Data(
        quarters=scenario.calendar.quarters,
        candidates=candidates,
        limits=tuple(_limits(scenario, candidates)),
        wishes=wishes,
        must=tuple(_musts(mmps, wishes)),
        requires=tuple(sorted({(mmp.id, other) for mmp in mmps for other in mmp.requires})),
        requires_any=tuple((mmp.id, tuple(sorted(set(mmp.requires_any)))) for mmp in mmps if mmp.requires_any),
        after=tuple(sorted({(mmp.id, other) for mmp in mmps if mmp.underway is None for other in mmp.after})),
        excludes=tuple(sorted({_pair(mmp.id, other) for mmp in mmps for other in mmp.excludes})),
        together=tuple(sorted({_pair(mmp.id, other) for mmp in mmps for other in mmp.with_})),
        choices=tuple(_choices(scenario, mmps)),
        shares=tuple(_shares(scenario)),
        largest_bet=scenario.plan_rules.largest_bet,
        wip_limit=scenario.plan_rules.mmp_wip_limit,
        three_month=scenario.plan_rules.three_month_rule,
        watched=_watched(scenario, candidates),
        groups=tuple(
            sorted((Group(tuple(sorted(set(s.mmps))), s.value) for s in scenario.synergies), key=_group_key)
        ),
        targets=_targets(scenario) if wishes.reach else (),
    )


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _group_key(group: Group) -> tuple[tuple[str, ...], float]:
    return group.mmps, group.value


def _candidate(mmp: MMP, scenario: Scenario, wishes: Wishes) -> Candidate:
    numbers = figures(mmp, scenario)
    home = mmp.value_stream or WHOLE
    allowed = starts(mmp, scenario, numbers)
    value = {q: expected_value(mmp, scenario, numbers, q, wishes.aim) for q in allowed}
    net = wishes.aim == "net"
    claims = mmp.value_per_quarter > 0 or mmp.value > 0 or any(amount > 0 for amount in mmp.benefits)
    if mmp.value_by_quarter is not None:
        claims = any(amount is not None and amount > 0 for amount in mmp.value_by_quarter)
    return Candidate(
        id=mmp.id,
        label=mmp.label,
        stream=home,
        objective=mmp.objective,
        duration=numbers.duration,
        money=numbers.money(home),
        use=numbers.use,
        value=value,
        left_out=value_left_out(mmp, scenario),
        mandatory=mmp.mandatory,
        locked=mmp.underway is not None,
        progress=mmp.underway or 0.0,
        bears_value=claims,
        sponsor_weight=mmp.sponsor_weight,
        purses=numbers.purses,
        needs=needs(mmp, scenario, numbers),
        running=(mmp.running_cost,) * scenario.calendar.quarters if mmp.running_cost else (),
        running_purse=scenario.budget.running_purse or "",
        discounted_cost={q: discounted_cost(mmp, scenario, numbers, q) if net else 0.0 for q in allowed},
        people={
            (shared.kind, shared.id): weeks
            for shared in shared_people(scenario)
            if (weeks := weeks_needed(shared, mmp, scenario, numbers))
        },
        points={q: expected_points(mmp, scenario, release_quarter(q, numbers.duration)) for q in allowed},
    )


def _limits(scenario: Scenario, candidates: tuple[Candidate, ...]) -> Iterator[Limit]:
    quarters = range(1, scenario.calendar.quarters + 1)
    budget = scenario.budget
    yield Limit("budget", WHOLE, tuple(map(budget.in_quarter, quarters)), budget.carry_over)
    for name in sorted(budget.streams):
        yield Limit("budget", name, tuple(budget.in_quarter(q, name) for q in quarters), budget.carry_over)
    for name in sorted(budget.purses):
        amounts = budget.purses[name]
        each = tuple(amounts[q - 1] if isinstance(amounts, tuple) else amounts for q in quarters)
        yield Limit("purse", name, each, budget.carry_over)
    used = {name for candidate in candidates for name in candidate.use}
    for name in sorted(used):
        yield Limit("capacity", name, (capacity(scenario, name),) * scenario.calendar.quarters)
    for shared in shared_people(scenario):
        if any(candidate.draw(shared.kind, shared.id) for candidate in candidates):
            weeks = float(shared.people * scenario.calendar.weeks_per_quarter)
            yield Limit(shared.kind, shared.id, (weeks,) * scenario.calendar.quarters)
    for name, amount in sorted(scenario.amounts.items()):
        yield Limit("amount", name, tuple(map(amount.in_quarter, quarters)), total=amount.total is not None)


def _musts(mmps: list[MMP], wishes: Wishes) -> Iterator[Rule]:
    for mmp in mmps:
        if mmp.underway is not None and mmp.id not in wishes.exclude:
            yield Rule("under way", mmp.id)
        if mmp.mandatory and mmp.variant_of is None:
            yield Rule("mandatory", mmp.id)
        if mmp.id in wishes.include:
            yield Rule("include", mmp.id)


def _choices(scenario: Scenario, mmps: list[MMP]) -> Iterator[Choice]:
    """Variants of one thing, of which at most one is done (exactly one where they are mandatory), and groups."""
    variants: dict[str, list[MMP]] = {}
    for mmp in mmps:
        if mmp.variant_of is not None:
            variants.setdefault(mmp.variant_of, []).append(mmp)
    for name, same in sorted(variants.items()):
        yield Choice("variants", name, tuple(mmp.id for mmp in same), 1, one_must=same[0].mandatory)
    for group in sorted(scenario.plan_rules.at_most, key=lambda group: group.name):
        yield Choice("at most", group.name, tuple(sorted(set(group.mmps))), group.most)


def _shares(scenario: Scenario) -> Iterator[ShareRule]:
    for objective in sorted(scenario.objectives, key=lambda o: o.id):
        if objective.minimum_share is not None:
            yield ShareRule(objective.id, "minimum", objective.minimum_share, objective.share_of)
        if objective.maximum_share is not None:
            yield ShareRule(objective.id, "maximum", objective.maximum_share, objective.share_of)


def _targets(scenario: Scenario) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((o.id, o.target) for o in scenario.objectives if o.target is not None))


def _watched(scenario: Scenario, candidates: tuple[Candidate, ...]) -> tuple[str, ...]:
    if scenario.plan_rules.three_month_rule is None:
        return ()
    return tuple(sorted({candidate.stream for candidate in candidates if candidate.bears_value}))


def _wish_faults(scenario: Scenario, wishes: Wishes) -> Iterator[Fault]:
    known = [mmp.id for mmp in scenario.mmps]
    for option, names in (("include", wishes.include), ("exclude", wishes.exclude)):
        for name in sorted(names - set(known)):
            yield Fault((f"--{option}",), f'no MMP is called "{name}"; {suggestion(name, known)}')
    for name in sorted(wishes.include & wishes.exclude):
        yield Fault(("--exclude",), f'"{name}" is also included; keep one of the two')
    if wishes.reach and not any(o.target is not None for o in scenario.objectives):
        yield Fault(("objectives",), "none has a target to reach; give at least one objective a target")


def _cost_faults(scenario: Scenario) -> Iterator[Fault]:
    """Work whose cost cannot be known: no silent zero."""
    streams = {stream.id for stream in scenario.value_streams}
    for index, mmp in enumerate(scenario.mmps):
        if paid(mmp) is not None or (mmp.features is None and not mmp.effort):
            continue
        needed = set(mmp.team_sprints) if mmp.effort else {mmp.value_stream or ""}
        if needed - streams:
            yield Fault(
                ("mmps", index, "effort" if mmp.effort else "features"),
                f'cost of "{mmp.id}" is unknown: its value stream is not described; '
                "write spend (0 if it costs nothing) or describe the stream under value_streams",
            )


def _need_faults(scenario: Scenario) -> Iterator[Fault]:
    """Resources stated for more quarters than the work takes."""
    for index, mmp in enumerate(scenario.mmps):
        for name, need in mmp.need.items():
            length = figures(mmp.replace(underway=None), scenario).length
            if isinstance(need, tuple) and len(need) > length:
                message = (
                    f'"{mmp.id}" takes {length} quarters and needs {name} in {len(need)}; give at most {length}'
                )
                yield Fault(("mmps", index, "need", name), f"{message} amounts, or one number")


def _purse_faults(scenario: Scenario) -> Iterator[Fault]:
    """Cost that no purse pays, where money is kept in purses."""
    if not scenario.budget.purses:
        return
    names = ", ".join(scenario.budget.purses)
    for index, mmp in enumerate(scenario.mmps):
        numbers = figures(mmp, scenario)
        whole = sum(map(sum, numbers.money(mmp.value_stream or WHOLE).values()))
        unpaid = whole - sum(map(sum, numbers.purses.values()))
        if unpaid > 1e-6 * max(1.0, whole):
            message = (
                f'{unpaid:,.15g} of the cost of "{mmp.id}" belongs to no purse ({names}); state its money by purse'
            )
            yield Fault(("mmps", index, "purse"), f"{message} (its direct cost and the cost of its teams included)")
