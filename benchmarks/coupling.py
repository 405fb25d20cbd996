"""How long the optimised rounds take: per round, from the cache, as a share of a run; search against program.

    uv run python -m benchmarks.coupling [worlds]

Run it on a quiet machine: the times are wall-clock times of one process.
"""

import sys
from time import perf_counter

import numpy as np

from coupling import rolling
from coupling.rolling import Rolling
from coupling.round_program import choose
from coupling.round_search import LARGEST, search
from scenarios.loader import load
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World


def rounds(name, worlds):
    """One scenario under its value-stream model with WSJF and with optimised rounds; returns the problems."""
    scenario = load(name)
    blueprint = Blueprint(scenario)
    ranked = scenario.funding_models["value_stream"]
    optimised = ranked.replace(selection="optimiser")
    rule = Rolling()
    effort = rolling.EFFORT = rolling.Effort()
    npv, seconds = np.empty((worlds, 2)), np.zeros(2)
    for k in range(worlds):
        world = World(blueprint, 1, k)
        for j, (model, rules) in enumerate(((ranked, None), (optimised, {"optimiser": rule}))):
            begin = perf_counter()
            npv[k, j] = simulate(world, model, rules).result.outcomes["npv"]
            seconds[j] += perf_counter() - begin
    gain = npv[:, 1] - npv[:, 0]
    half = 1.96 * gain.std(ddof=1) / np.sqrt(worlds)
    asked = max(1, effort.solved + effort.cached)
    print(
        f"{name:18} {1e3 * effort.seconds / effort.rounds:6.2f} ms a round  {effort.cached / asked:5.0%} cached  "
        f"{effort.seconds / seconds[1]:4.0%} of a run of {1e3 * seconds[1] / worlds:6.1f} ms "
        f"(ranked: {1e3 * seconds[0] / worlds:6.1f} ms)  value {gain.mean() / 1e6:+.2f} +- {half / 1e6:.2f} M"
    )
    return list(effort.answers)


def solvers(problems, count=40):
    """Complete search against integer program, by number of bundles."""
    print(f"\n{'bundles':>7} {'problems':>8} {'search ms':>10} {'program ms':>11}")
    sizes = sorted({len(problem.values) for problem in problems})
    for size in sizes:
        own = [problem for problem in problems if len(problem.values) == size][:count]
        times = []
        for solver in (search, choose) if size <= LARGEST else (choose,):
            begin = perf_counter()
            for problem in own:
                solver(problem)
            times.append(1e3 * (perf_counter() - begin) / len(own))
        first = f"{times[0]:10.2f}" if len(times) == 2 else f"{'':>10}"
        print(f"{size:7} {len(own):8} {first} {times[-1]:11.2f}")


def main():
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    problems = []
    for name in ("insurer", "regulated", "telecom-releases"):
        problems += rounds(name, worlds)
    solvers(problems, count=10)


if __name__ == "__main__":
    main()
