"""The laboratory and the portfolio simulator run the same line in the same way, visit by visit.

The theory the laboratory is held against therefore vouches for the flow layer of the portfolio simulator.
"""

import math
from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.language.streams import ValueStream
from sim.kanban.items import Item, Team, rows
from sim.kanban.network.layout import straight_line
from sim.kanban.network.line import flush_all
from sim.kanban.simpy_calendar import Calendar
from sim.lab.engine.draws import Draws
from sim.stations.clock import ARRIVE, END, Signal
from sim.stations.network import DONE, Network, Route, Step
from sim.world.luck import Luck
from sim.world.stream_plans import StreamPlan
from tests.examples import examples
from tests.sim.lab.networks import (
    SATURATED,
    UNLIMITED,
    batches,
    constant,
    conwip,
    either,
    exponential,
    renewal,
    simulate,
)
from tests.sim.lab.networks import station as make_station

LOSS = (0.0, 0.2, 0.4)
efforts = st.sampled_from([constant(1), constant(2), either(0, 1, 2, 3), exponential(1), exponential(2)])


@st.composite
def stages(draw, index):
    """One stage: effort, servers, WIP limit, rework, blockers."""
    servers = draw(st.integers(1, 3))
    return SimpleNamespace(
        effort=draw(efforts),
        servers=servers,
        limit=draw(st.sampled_from([None, servers, servers + 1, servers + 2])),
        rework=draw(st.none() | st.tuples(st.sampled_from([0.2, 0.5]), st.integers(0, index))),
        blocked=draw(
            st.none() | st.tuples(st.sampled_from([0.3, 1.0]), st.sampled_from([constant(1), exponential(2)]))
        ),
    )


@st.composite
def lines(draw):
    """A line with everything both engines know."""
    steps = [draw(stages(k)) for k in range(draw(st.integers(1, 4)))]
    kinds = [
        renewal(constant(1)),
        renewal(either(0, 1, 2)),
        renewal(exponential(1)),
        batches(0.4, either(1, 2, 3)),
        conwip(15),
    ]
    arrivals = draw(st.sampled_from(kinds + ([SATURATED] if steps[0].limit else [])))
    one_class = arrivals is SATURATED or draw(st.booleans())
    return SimpleNamespace(
        steps=steps,
        keep=draw(st.booleans()),
        loss=draw(st.sampled_from([(), LOSS])),
        allowance=draw(st.integers(0, 2)),
        arrivals=arrivals,
        classes=((1.0, 2),) if one_class else ((0.3, 0), (0.4, 2), (0.3, 3)),
        n=15,
        horizon=draw(st.sampled_from([math.inf, 7.5, 20.0])),
        replication=draw(st.integers(0, 10_000)),
    )


def in_the_laboratory(case):
    """The network of a case."""
    stations, steps = [], []
    for k, data in enumerate(case.steps):
        limit = UNLIMITED if data.limit is None else data.limit
        stations.append(
            make_station(
                f"s{k}",
                data.servers,
                limit,
                keep_server=case.keep,
                switching_loss=case.loss,
                expedite_allowance=case.allowance,
            )
        )
        ahead = k + 1 if k + 1 < len(case.steps) else DONE
        routing = ((1.0, ahead),)
        if data.rework:
            routing = ((data.rework[0], data.rework[1]), (1 - data.rework[0], ahead))
        steps.append(Step(f"s{k}", k, data.effort, routing, data.blocked))
    return Network(tuple(stations), (Route("s", tuple(steps), case.arrivals, classes=case.classes),))


class Work:
    """What a feature of the portfolio simulator belongs to, with the laboratory's luck."""

    def __init__(self, case, draws, priority, team):
        self.case, self.draws, self.priority, self.team = case, draws, priority, team
        self.stuck = 0.0
        self.owner = self.number = self.done = 0
        self.rate = self.work = self.stuck = 0.0
        first = [draws.first() for _ in range(case.n)]
        self.visits = [self._visit(k, lambda column, n: first[n][column]) for k in range(len(case.steps))]

    def again(self, stage, turn):
        return (
            self._visit(stage, lambda column, n: self.draws.again(column, turn, n)) if turn else self.visits[stage]
        )

    def on_done(self, _):
        """Nobody waits."""

    def _visit(self, k, value):
        draws, data, features = self.draws, self.case.steps[k], range(self.case.n)
        fails = [bool(data.rework) and value(draws.choice[k], n) == 0 for n in features]
        blocked = [value(draws.blocked[k], n) if data.blocked else 0.0 for n in features]
        return [value(draws.effort[k][0], n) for n in features], fails, blocked


def in_the_portfolio(case, items, route):
    """Rows of the portfolio simulator's line, fed with the same features at the same times."""
    stream = ValueStream.model_validate(
        {
            "id": "s",
            "teams": 1,
            "team_cost_per_sprint": 1000,
            "blocking": "server" if case.keep else "card",
            "switching_loss": list(case.loss),
            "expedite_allowance": case.allowance,
            "stages": [
                {"id": f"s{k}", "servers": data.servers, "wip_limit": data.limit, "effort": 1}
                | ({"rework": {"probability": data.rework[0], "to": f"s{data.rework[1]}"}} if data.rework else {})
                for k, data in enumerate(case.steps)
            ],
        }
    )
    plan = StreamPlan(0, "s", stream, stream.stages, 0, stream.servers, 1.0, 1.0)
    env, log = Calendar(), []
    line = straight_line(env, plan, 1.0, log.extend)
    team = Team()
    work = {p: Work(case, Draws(Luck(1, case.replication), route), p, team) for p in (0, 2, 3)}
    for week in np.unique(items.idea):
        mine = [Item(work[int(items.priority[n])], int(n)) for n in items.item[items.idea == week]]

        def arrive(_, mine=mine):
            line.add(mine)
            line.touch(0)

        env.schedule(Signal(arrive), ARRIVE, float(week))
    env.run_to(min(case.horizon, 1e9), END)  # what would happen at the horizon itself does not happen
    flush_all(line.floor)
    return sorted((row[1], row[2], *(plain(x) for x in row[4:])) for row in rows(log))


def plain(x):
    """NaN as -1, to compare and sort."""
    return -1.0 if math.isnan(x) else float(x)


def both(case):
    """Rows (feature, stage, entered, started, finished, left) of both engines."""
    net = in_the_laboratory(case)
    log = simulate(net, case.horizon, replication=case.replication, items=case.n)
    if case.arrivals is SATURATED:
        log.items.idea[:] = 0.0
    table = log.visits
    columns = (table.item, table.station, table.entered, table.started, table.finished, table.left)
    rows = sorted(
        (int(a), int(b), plain(c), plain(d), plain(e), plain(f)) for a, b, c, d, e, f in zip(*columns, strict=True)
    )
    items = log.items
    if case.arrivals is SATURATED and len(items) < case.n:
        items = SimpleNamespace(
            item=np.arange(case.n), idea=np.zeros(case.n), priority=np.full(case.n, case.classes[0][1])
        )
    return rows, in_the_portfolio(case, items, net.routes[0])


@settings(max_examples=examples(50), deadline=None, derandomize=True)
@given(lines())
def test_same_visits(case):
    """Entered, started, finished and left agree exactly for every visit, finished or not."""
    laboratory, portfolio = both(case)
    assert laboratory == portfolio
