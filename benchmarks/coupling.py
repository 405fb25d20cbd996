"""How long the optimised rounds take: per round, as a share of a run; search against program.

    uv run python -m benchmarks.coupling [worlds]

Times are CPU seconds of this process, so that what else runs on the machine counts little.
"""

import sys
from time import process_time

from coupling.rolling import Rolling
from coupling.rounds.program import choose
from coupling.rounds.search import search
from scenarios.loader import load
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World


def rounds(name, worlds):
    """One scenario under its value-stream model with WSJF and with optimised rounds; returns some problems."""
    scenario = load(name)
    blueprint = Blueprint(scenario)
    ranked = scenario.funding_models["value_stream"]
    optimised = ranked.replace(selection="optimiser")
    rule = Rolling()
    seconds, problems, spent = [0.0, 0.0], [], []

    def timed(round_):
        begin = process_time()
        order = rule(round_)
        spent.append(process_time() - begin)
        return order

    def listening(round_):
        problems.extend(found[0] for found in rule.plans(round_))
        return rule(round_)

    simulate(World(blueprint, 1, 0), optimised, {"optimiser": listening})
    for k in range(worlds):
        world = World(blueprint, 1, k)
        for j, (model, rules) in enumerate(((ranked, None), (optimised, {"optimiser": timed}))):
            begin = process_time()
            simulate(world, model, rules)
            seconds[j] += process_time() - begin
    print(
        f"{name:18} {1e3 * sum(spent) / len(spent):6.2f} ms a round  "
        f"{sum(spent) / seconds[1]:4.0%} of a run of {1e3 * seconds[1] / worlds:6.1f} ms "
        f"(ranked: {1e3 * seconds[0] / worlds:6.1f} ms)"
    )
    return problems


def solvers(problems, count=3):
    """Search against integer program, by number of units; both have to agree."""
    print(f"\n{'units':>5} {'problems':>8} {'search ms':>10} {'program ms':>11}")
    for size in sorted({problem.units for problem in problems if problem.units <= 5}):
        own = [problem for problem in problems if problem.units == size][:count]
        times, worths = [], []
        for solver in (search, choose):
            begin = process_time()
            worths.append([solver(problem).worth for problem in own])
            times.append(1e3 * (process_time() - begin) / len(own))
        most = max(abs(a - b) / max(1.0, abs(a)) for a, b in zip(*worths, strict=True))
        print(f"{size:5} {len(own):8} {times[0]:10.2f} {times[1]:11.2f}  worth differs by {most:.1e} at most")


def main():
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    problems = []
    for name in ("insurer", "regulated", "telecom-releases", "insurer-four-years"):
        problems += rounds(name, worlds)
    solvers(problems)


if __name__ == "__main__":
    main()
