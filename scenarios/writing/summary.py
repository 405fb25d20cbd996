"""What a scenario holds at a glance, and what its author may not have meant although it is valid."""

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.capabilities import laboratory_only
from scenarios.language.mmps import MMP
from scenarios.scenario import Scenario
from scenarios.writing.flow_summary import Flow, flow_warnings, summarise_flow
from scenarios.writing.unspread import without_spread


@dataclass(frozen=True)
class Summary:
    """Sizes of a scenario."""

    name: str
    title: str
    currency: str
    quarters: int
    benefit_quarters: int
    value_streams: int
    teams: int
    mmps: int
    mmps_later: int
    """MMPs that appear after the first quarter."""
    mmps_underway: int
    projects: int
    """Named projects, or bundles by value stream and objective where MMPs have none."""
    budget: float
    """Money of all simulated quarters, in currency."""
    payroll: float
    """Payroll of the teams over all simulated quarters, in currency."""
    direct_cost: float
    """Direct costs of all MMPs, in currency."""
    claimed_per_quarter: float
    """Claimed benefit per quarter of all MMPs at full adoption, in currency."""
    work: float
    """Estimated work left at week 0, in team-sprints."""
    capacity: float
    """Team-sprints in the simulated quarters."""
    funding_models: tuple[str, ...]
    flow: Flow | None
    """Value streams with arrivals; None where there are none."""
    events: tuple[str, ...]
    """Shocks: what happens when."""
    warnings: tuple[str, ...]
    """What is valid and may not be meant."""


def team_sprints(scenario: Scenario, mmp: MMP) -> float:
    """Estimated work of an MMP left at week 0, in team-sprints; 0 where neither features nor effort are given."""
    left = 1 - (mmp.underway or 0.0)
    if mmp.features is not None and mmp.value_stream in {s.id for s in scenario.value_streams if s.servers}:
        return mmp.features * scenario.stream(mmp.value_stream).feature_team_sprints * left
    return sum(mmp.effort.values()) * left


def summarise(scenario: Scenario) -> Summary:
    """The summary of a scenario."""
    calendar, streams, mmps = scenario.calendar, scenario.value_streams, scenario.mmps
    return Summary(
        name=scenario.name,
        title=scenario.title,
        currency=scenario.currency,
        quarters=calendar.quarters,
        benefit_quarters=calendar.benefit_quarters or 2 * calendar.quarters,
        value_streams=len(streams),
        teams=sum(stream.teams for stream in streams),
        mmps=len(mmps),
        mmps_later=sum(mmp.appears_quarter > 1 for mmp in mmps),
        mmps_underway=sum(mmp.underway is not None for mmp in mmps),
        projects=len(scenario.bundles()),
        budget=sum(scenario.budget.in_quarter(q) for q in range(1, calendar.quarters + 1)),
        payroll=scenario.payroll_per_week * calendar.horizon,
        direct_cost=sum(mmp.direct_cost for mmp in mmps),
        claimed_per_quarter=sum(mmp.value_per_quarter for mmp in mmps),
        work=sum(team_sprints(scenario, mmp) for mmp in mmps),
        capacity=sum(stream.teams * calendar.horizon / stream.sprint_weeks for stream in streams),
        funding_models=tuple(scenario.funding_models),
        events=tuple(f"{event.kind} in quarter {event.quarter}" for event in scenario.events),
        flow=summarise_flow(scenario),
        warnings=tuple(_warnings(scenario)),
    )


def _names(things: list[str]) -> str:
    return ", ".join(things[:5]) + (f" and {len(things) - 5} more" if len(things) > 5 else "")


def _warnings(scenario: Scenario) -> Iterator[str]:
    if scenario.mmps:
        yield from _mmp_warnings(scenario)
        if scenario.value_streams:
            yield from _simulation_warnings(scenario)
        else:
            yield "there are no value_streams: vmo plan can use this scenario, vmo compare cannot"
        yield from _service_warnings(scenario)
    yield from flow_warnings(scenario)


def _mmp_warnings(scenario: Scenario) -> Iterator[str]:
    mmps = scenario.mmps
    needed = {name for m in mmps for name in (*m.requires, *m.requires_any, *m.after, *m.with_)}
    worthless = [
        m.id
        for m in mmps
        if not (m.value_per_quarter or m.value or m.benefits or m.value_by_quarter or m.mandatory)
        and m.id not in needed
    ]
    if worthless:
        yield f"no value is claimed, and nothing needs them: {_names(worthless)}"
    sized = {m.id for m in mmps if m.features is not None or m.effort or m.purse or m.spend is not None}
    unsized = [m.id for m in mmps if m.id not in sized and m.duration_quarters is None]
    if unsized:
        yield f"neither features, effort nor spend is given, so they cost no work: {_names(unsized)}"
    served = {m.objective for m in mmps}
    idle = [o.id for o in scenario.objectives if o.id not in served]
    if idle:
        yield f"no MMP serves the objective: {_names(idle)}"


def _service_warnings(scenario: Scenario) -> Iterator[str]:
    for name, model in scenario.funding_models.items():
        empty = [service.id for service in scenario.services if not service.people(model.services_budget)]
        if empty:
            yield f"under {name} the budget buys nobody, so that all who need them wait for ever: {_names(empty)}"


def _simulation_warnings(scenario: Scenario) -> Iterator[str]:
    calendar, streams, mmps = scenario.calendar, scenario.value_streams, scenario.mmps
    homeless = [m.id for m in mmps if m.value_stream is None and not m.effort]
    if homeless:
        yield f"no value_stream builds them: {_names(homeless)}"
    alien = [fault.key for fault in laboratory_only(scenario)]
    if alien:
        yield f"vmo flow can use this scenario, vmo compare cannot because of {_names(alien)}"
    busy = {m.value_stream for m in mmps} | {name for m in mmps for name in m.team_sprints}
    empty = [s.id for s in streams if s.id not in busy and s.arrivals is None]
    if empty:
        yield f"no MMP belongs to the value stream: {_names(empty)}"
    payroll = scenario.payroll_per_week * calendar.weeks_per_quarter
    poor = [str(q) for q in range(1, calendar.quarters + 1) if scenario.budget.in_quarter(q) < payroll * (1 - 1e-9)]
    if poor:
        yield f"the budget is below the payroll of {payroll:,.0f} in quarter {_names(poor)}: teams are cut"
    capacity = sum(stream.teams * calendar.horizon / stream.sprint_weeks for stream in streams)
    work = sum(team_sprints(scenario, mmp) for mmp in mmps)
    if work < capacity:
        share = work / capacity if capacity else 0.0
        yield f"the work fills {share:.0%} of the capacity: everything is done in the end, choosing matters little"
    yield from (f"no spread, no band: {each.words}; {each.remedy}" for each in without_spread(scenario))
    if len(scenario.funding_models) < 2:
        yield "there is only one funding model: nothing to compare it with"
