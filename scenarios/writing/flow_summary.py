"""The value streams with arrivals of a scenario at a glance, and what their author may not have meant."""

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.language.arrivals import (
    Arrivals,
    BatchArrivals,
    ConwipArrivals,
    DeterministicArrivals,
    PoissonArrivals,
    RenewalArrivals,
)
from scenarios.language.streams import ValueStream
from scenarios.scenario import Scenario
from scenarios.writing.offered_load import Team, teams


@dataclass(frozen=True)
class Fed:
    """A value stream with arrivals."""

    id: str
    arrivals: str
    """How its features arrive, in words."""


@dataclass(frozen=True)
class Flow:
    """What the flow laboratory would run."""

    streams: tuple[Fed, ...]
    """Value streams with arrivals."""
    teams: tuple[Team, ...]
    """Who works on them."""


def summarise_flow(scenario: Scenario) -> Flow | None:
    """The value streams with arrivals; None where there are none."""
    streams = scenario.value_streams
    fed = tuple(
        Fed(stream.id, arrival_words(stream.arrivals) + _board_words(stream))
        for stream in streams
        if stream.arrivals is not None
    )
    return Flow(fed, teams(scenario)) if fed else None


def arrival_words(arrivals: Arrivals) -> str:
    """How features arrive, in a line."""
    match arrivals:
        case PoissonArrivals(rate=rate):
            words = f"{rate:g} features a week at random"
        case DeterministicArrivals(every_weeks=weeks):
            words = f"a feature every {weeks:g} weeks"
        case RenewalArrivals(interval=interval):
            words = f"a feature every {interval.mean:g} weeks on average"
        case BatchArrivals(rate=rate):
            words = f"{rate:g} batches a week at random, {arrivals.mean_size:.3g} features each on average"
        case ConwipArrivals(wip=wip):
            return f"{wip} features in the line at all times" + _class_words(arrivals)
        case _:
            return "always another feature" + _class_words(arrivals)
    if arrivals.gate_weeks is not None:
        words += f", through a gate every {arrivals.gate_weeks:g} weeks"
    if arrivals.lost_when_full:
        words += ", lost when the first stage is full"
    if arrivals.expires_after is not None:
        words += f", gone when not started within {arrivals.expires_after.mean:g} weeks on average"
    return words + _class_words(arrivals)


def _board_words(stream: ValueStream) -> str:
    lying = sum(len(part.weeks) for part in stream.on_board)
    return f"; {lying} on the board at week 0" if lying else ""


def _class_words(arrivals: Arrivals) -> str:
    names = ("expedite", "fixed date", "standard", "intangible")
    given = [(share, name) for share, name in zip(arrivals.shares, names, strict=True) if share > 0]
    if len(given) == 1:
        return "" if given[0][1] == "standard" else f", all {given[0][1]}"
    return ", " + ", ".join(f"{share:.0%} {name}" for share, name in given)


def flow_warnings(scenario: Scenario) -> Iterator[str]:
    """What is valid and may not be meant: queues that grow without end, platform teams that nobody uses."""
    flow = summarise_flow(scenario)
    used = {stage.platform for stream in scenario.value_streams for stage in stream.stages}
    idle = [platform.id for platform in scenario.platforms if platform.id not in used]
    if idle:
        yield f"no stage names the platform team: {', '.join(idle)}"
    if flow is None or any(_bounded(stream) for stream in scenario.value_streams):
        return
    for team in flow.teams:
        if team.load is not None and team.load >= 1:
            yield (
                f"{team.id} is asked for {team.load:.2f} times what it can do: its queue grows without end,"
                " and there is no steady state to measure"
            )


def _bounded(stream: ValueStream) -> bool:
    """Whether features of a stream are lost or give up, so that no queue grows without end."""
    return getattr(stream.arrivals, "lost_when_full", False) or (
        getattr(stream.arrivals, "expires_after", None) is not None
    )
