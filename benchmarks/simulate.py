"""Speed of one simulation: against an idiomatic SimPy model of the same flow, and as the portfolio grows.

    uv run python benchmarks/simulate.py

Prints CPU times (median of several rounds, smallest and largest), stage visits and heap events per second, the
ratio to the peer measured in the same run, and the cost per MMP from about 50 to 1,000 MMPs.

The peer is the flow layer as the SimPy documentation would write it: a process per feature, a ``Resource`` for the
servers and another for the WIP limit of each stage. It gets the features, touch times and activation dates of our
run, so both do the same work; it has no funding, ledger or measures, which favours the peer.
"""

import argparse
import statistics
import sys
from collections import defaultdict
from time import process_time

import numpy as np
import simpy

from scenarios.loader import load
from scenarios.scenario import Scenario
from sim.outcomes.run import Run
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World


def idiomatic(run: Run) -> int:
    """The same features through the same stages, a process each; returns the number of finished features."""
    blueprint = run.world.blueprint
    plans: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    start: dict[tuple[int, int], float] = {}
    for owner, feature, stage, _, arrived, started, finished, _ in run.visits.tolist():
        if owner < 0 or np.isnan(started):
            continue
        key = (int(owner), int(feature))
        plans[key].append((int(stage), (run.end if np.isnan(finished) else finished) - started))
        start.setdefault(key, run.states[key[0]].activated or arrived)
    env = simpy.Environment()
    stages = [(stream.data, stage) for stream in blueprint.streams for stage in stream.stages]
    servers = [simpy.Resource(env, stage.servers) for _, stage in stages]
    slots = [simpy.Resource(env, stage.wip_limit or 10**6) for _, stage in stages]
    done = 0

    def feature(begin: float, path: list[tuple[int, float]]):
        nonlocal done
        yield env.timeout(begin)
        held = None
        for stage, touch in path:
            slot = slots[stage].request()
            yield slot
            if held is not None:
                slots[held[0]].release(held[1])
            held = (stage, slot)
            with servers[stage].request() as server:
                yield server
                yield env.timeout(touch)
        if held is not None:
            slots[held[0]].release(held[1])
        done += 1

    for key, path in plans.items():
        env.process(feature(start[key], path))
    env.run(until=run.end)
    return done


def copies(scenario: Scenario, k: int) -> Scenario:
    """The same portfolio k times side by side: streams, MMPs, projects and money."""
    data = scenario.model_dump(mode="json", by_alias=True)
    links = ("requires", "requires_any", "after", "excludes", "with")

    def renamed(entry: dict, i: int) -> dict:
        new = dict(entry, id=f"{entry['id']}-{i}")
        for key in links:
            if entry.get(key):
                new[key] = [f"{name}-{i}" for name in entry[key]]
        if entry.get("value_stream"):
            new["value_stream"] = f"{entry['value_stream']}-{i}"
        if entry.get("effort"):
            new["effort"] = {f"{name}-{i}" if name else "": value for name, value in entry["effort"].items()}
        if entry.get("mmps"):
            new["mmps"] = [f"{name}-{i}" for name in entry["mmps"]]
        return new

    for key in ("value_streams", "mmps", "projects"):
        data[key] = [renamed(entry, i) for i in range(k) for entry in data[key]]
    data["budget"]["per_quarter"] *= k
    return Scenario.model_validate(data)


def timed(rounds: int, job) -> tuple[float, float, float]:
    """Median, smallest and largest CPU time of a job, in milliseconds."""
    times = []
    for _ in range(rounds):
        begin = process_time()
        job()
        times.append((process_time() - begin) * 1000)
    return statistics.median(times), min(times), max(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="insurer")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--copies", type=int, nargs="*", default=[1, 2, 4, 8, 15])
    options = parser.parse_args()
    scenario = load(options.scenario)
    blueprint = Blueprint(scenario)
    worlds = range(5)
    print(f"Python {sys.version.split()[0]}, SimPy {simpy.__version__}, {scenario.name}, CPU milliseconds per run")
    for model in ("project", "value_stream"):
        funding = scenario.funding_models[model]
        runs = [simulate(World(blueprint, 1, r), funding) for r in worlds]
        visits = statistics.mean(len(run.visits) for run in runs)
        ours = timed(options.rounds, lambda f=funding: [simulate(World(blueprint, 1, r), f) for r in worlds])
        peer = timed(options.rounds, lambda runs=runs: [idiomatic(run) for run in runs])
        mid, low, high = (t / len(worlds) for t in ours)
        p_mid, p_low, p_high = (t / len(worlds) for t in peer)
        print(
            f"{model:14s} {mid:6.1f} ({low:.1f} to {high:.1f}) with world, funding, ledger and measures; "
            f"{visits:,.0f} stage visits, {visits / mid * 1000:,.0f} a second"
        )
        print(f"{'peer':14s} {p_mid:6.1f} ({p_low:.1f} to {p_high:.1f}) flow alone; ratio {p_mid / mid:.2f}")
    print("\nGrowth (value_stream): MMPs, stage visits, CPU ms per run, CPU ms per 1,000 visits, laying out ms")
    for k in options.copies:
        large = copies(scenario, k)
        lay = timed(1, lambda s=large: Blueprint(s))[0]
        plan = Blueprint(large)
        funding = large.funding_models["value_stream"]
        visits = len(simulate(World(plan, 1, 0), funding).visits)
        mid, low, high = timed(3, lambda p=plan, f=funding: simulate(World(p, 1, 0), f))
        band = f"{mid:9.1f} ({low:.1f} to {high:.1f})"
        print(f"{len(large.mmps):6d} {visits:8,d} {band} {mid / visits * 1000:7.2f} {lay:8.1f}")


if __name__ == "__main__":
    main()
