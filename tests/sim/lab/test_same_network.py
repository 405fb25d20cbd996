"""One set of stations with two clocks: a network runs in a portfolio as in the laboratory, visit by visit.

Platforms that two streams share, breakdowns, side work, interruptions, branches, routing: the same features with
the same draws, arriving at the same times, are served at the same times, on the laboratory's agenda and on that of
SimPy's calendar.
"""

import math
from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.scenario import Scenario
from sim.kanban.items import Item, Team, rows
from sim.kanban.network.layout import network_lines
from sim.kanban.network.line import flush_all
from sim.kanban.simpy_calendar import Calendar
from sim.lab.engine.draws import Draws
from sim.lab.engine.run import run
from sim.lab.layout import network
from sim.stations.clock import ARRIVE, END, Signal
from sim.world.blueprint import Blueprint
from sim.world.luck import Luck
from tests.examples import examples

N = 12
TIME = {"distribution": "exponential", "mean": 1}
LONG = {"distribution": "exponential", "mean": 4}
LIMITS = st.sampled_from([None, 2, 4])
INTERRUPTIONS = st.sampled_from(
    [
        {},
        {"breakdowns": {"between": LONG, "repair": TIME}},
        {"breakdowns": {"between": LONG, "repair": TIME, "clock": "always"}},
        {"side_work": TIME},
        {"preemptive": True, "breakdowns": {"between": LONG, "repair": TIME}},
    ]
)


@st.composite
def streams(draw, name):
    """A stream of own servers, branches and a platform, in any order."""
    ways = st.sampled_from([{}, {"rework": {"probability": 0.3, "to": "first"}}, {"routing": {"first": 0.2}}])
    first = {"id": "first", "servers": draw(st.integers(1, 2)), "effort": TIME, **draw(INTERRUPTIONS)}
    branches = [{"id": x, "servers": 1, "wip_limit": draw(LIMITS), "effort": TIME} for x in "xy"]
    split = {"id": "split", "parallel": branches, **draw(ways)}
    shared = {"id": "shared", "platform": "ops", "effort": TIME, **draw(ways)}
    middle = draw(st.permutations([split, shared]))[: draw(st.integers(1, 2))]
    last = {"id": "last", "servers": 1, "effort": TIME, "wip_limit": draw(LIMITS), **draw(ways)}
    return {
        "id": name,
        "teams": 1,
        "team_cost_per_sprint": 1,
        "stages": [first, *middle, last],
        "blocking": draw(st.sampled_from(["card", "server"])),
        "switching_loss": draw(st.sampled_from(["none", "mild"])),
        "blockers": draw(st.sampled_from([None, {"probability": 0.3, "duration": TIME}])),
        "arrivals": {"kind": "poisson", "rate": 1, "classes": {"expedite": 0.3}},
    }


@st.composite
def cases(draw):
    """Two streams and the platform they share."""
    scenario = Scenario.model_validate(
        {
            "budget": {"per_quarter": 1},
            "mmps": [{"id": "m", "value_stream": "a", "features": 1}],
            "value_streams": [draw(streams("a")), draw(streams("b"))],
            "platforms": [
                {"id": "ops", "servers": 2, "teams": 1, "team_cost_per_sprint": 1, **draw(INTERRUPTIONS)}
            ],
        }
    )
    return scenario, draw(st.sampled_from([math.inf, 9.5])), Luck(1, draw(st.integers(0, 10_000)))


class Work:
    """The features of a stream and class, with the laboratory's luck."""

    def __init__(self, owner, stream, route, luck, priority):
        self.owner, self.stream, self.priority, self.team = owner, stream, priority, Team()
        self.draws = Draws(luck, route)
        self.first = [self.draws.first() for _ in range(N)]
        self.number = self.done = 0
        self.rate = self.work = self.stuck = 0.0
        self.visits = [self.again(k, 0) for k in range(len(stream.stages))]

    def _value(self, column, turn, feature):
        return self.draws.again(column, turn, feature) if turn else self.first[feature][column]

    def again(self, stage, turn):
        data, draws, features = self.stream.stages[stage], self.draws, range(N)
        choice, blocked = draws.choice[stage], draws.blocked[stage]
        ways = [int(self._value(choice, turn, n)) if choice >= 0 else 0 for n in features]
        if data.rework is not None:
            ways = [way == 0 for way in ways]
        stuck = [self._value(blocked, turn, n) if blocked >= 0 else 0.0 for n in features]
        return [self._value(draws.effort[stage][0], turn, n) for n in features], ways, stuck

    def branches(self, stage, turn):
        columns = self.draws.effort[stage]
        return [[self._value(column, turn, n) for n in range(N)] for column in columns]

    def on_done(self, _):
        """Nobody waits."""


def in_a_portfolio(scenario, horizon, luck, log):
    """Visits on SimPy's calendar: (stream, feature, stage, entered, started, finished, left)."""
    env, written, items = Calendar(), [], log.items
    fed = tuple(stream.replace(arrivals=None) for stream in scenario.value_streams)
    world = SimpleNamespace(blueprint=Blueprint(scenario.replace(value_streams=fed)), luck=luck)
    floor, lines = network_lines(env, world, [1.0, 1.0], written.extend)
    routes = network(scenario).routes
    for line, route in zip(lines, routes, strict=True):
        work = {p: Work(line.code, line.plan.data, route, luck, p) for p in (0, 2)}
        for n in np.flatnonzero(items.route == line.code):
            item = Item(work[int(items.priority[n])], int(items.item[n]))

            def arrive(_, line=line, item=item):
                line.add([item])
                line.touch(0)

            env.schedule(Signal(arrive), ARRIVE, float(items.idea[n]))
    if math.isinf(horizon):
        env.run_to(log.horizon)  # everybody has left
    else:
        env.run_to(horizon, END)
    flush_all(floor)
    found, stretches = [], {}
    for stream, feature, code, turn, *times in rows(written):
        stage = int(code) - lines[int(stream)].plan.first_stage
        if lines[int(stream)].plan.stages[stage].parallel:
            found.append((int(stream), int(feature), stage, *map(plain, times)))
        else:
            stretches.setdefault((int(stream), int(feature), stage, int(turn)), []).append(times)
    for (stream, feature, stage, _), parts in stretches.items():
        parts.sort(key=lambda times: times[0])
        starts = [times[1] for times in parts if times[1] == times[1]]
        entered, started, finished, left = parts[0][0], min(starts, default=math.nan), parts[-1][2], parts[-1][3]
        found.append((stream, feature, stage, *map(plain, (entered, started, finished, left))))
    return sorted(found)


def plain(x):
    """NaN as -1, to compare and sort."""
    return -1.0 if math.isnan(x) else float(x)


@settings(max_examples=examples(9), deadline=None, derandomize=True)
@given(cases())
def test_same_visits(case):
    """Entered, started, finished and left agree for every visit, finished or not, to the last digit."""
    scenario, horizon, luck = case
    log = run(network(scenario), luck, horizon, items=N)
    table = log.visits
    columns = (table.route, table.item, table.step, table.entered, table.started, table.finished, table.left)
    laboratory = sorted(
        (int(a), int(b), int(c), *map(plain, times)) for a, b, c, *times in zip(*columns, strict=True)
    )
    assert in_a_portfolio(scenario, horizon, luck, log) == laboratory
