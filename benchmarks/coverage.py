"""How often 95 % intervals of the flow laboratory contain the exact value.

    uv run python -m benchmarks.coverage [--studies 400] [--workers 2]

Independent studies (seeds 1, 2, 3...) of two systems with exact answers. Each gives intervals for throughput, work
in progress, mean cycle time and the 85th percentile of the cycle time by its own statistics alone: warm-up found by
MSER-5; batches of one run, pooled batches of a few runs, whole runs compared for sixteen and more.
Prints the table of docs/laboratory.md.
"""

import argparse
import math
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from scenarios.loader import load
from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from sim.lab.laboratory import run_flow

QUEUE = """
name: queue
value_streams:
- id: line
  arrivals: {kind: poisson, rate: 0.8}
  stages: [{id: s1, servers: 1, effort: {distribution: exponential, mean: 1}}]
"""
LINE = """
name: conwip
value_streams:
- id: line
  arrivals: {kind: conwip, wip: 10}
  stages:
""" + "".join(
    f"  - {{id: s{k}, servers: 1, effort: {{distribution: exponential, mean: 1}}}}\n" for k in range(1, 6)
)
EXACT = {
    "M/M/1 at 80 %": {"throughput": 0.8, "wip": 4.0, "cycle_time": 5.0, "p85": -5 * math.log(0.15)},
    "CONWIP, 5 stations, WIP 10": {"throughput": 10 / 14, "cycle_time": 14.0},
}
PLANS = {
    "M/M/1 at 80 %": ((1, 50_000), (20, 2_500), (1, 12_500), (4, 12_500)),
    "CONWIP, 5 stations, WIP 10": ((1, 10_000), (20, 500), (4, 2_500)),
}
"""Runs of a study, and weeks of each run; the first is what vmo flow chooses by itself, or near to it."""
TEXTS = dict(zip(EXACT, (QUEUE, LINE), strict=True))


def study(text, seed, runs, weeks):
    """One study: (low, high) by outcome, NaN for not enough data."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_text(text, encoding="utf-8")
        result = run_flow(load(path), seed=seed, replications=runs, horizon=weeks)
    stream = result.streams[0]
    found = {name: getattr(stream, name).interval() for name in ("throughput", "wip", "cycle_time")}
    found["p85"] = (stream.percentiles[85].low, stream.percentiles[85].high)
    return found


def main():
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--studies", type=int, default=400)
    asked.add_argument("--workers", type=int, default=2)
    options = asked.parse_args()
    print("| system | runs x weeks | outcome | contain it | too high | too low | half-width | not enough data |")
    print("|---|---|---|---|---|---|---|---|")
    for name, exact in EXACT.items():
        for runs, weeks in PLANS[name]:
            tasks = [(TEXTS[name], seed, runs, weeks) for seed in range(1, options.studies + 1)]
            studies = list(run_tasks(study, tasks, Pool(options.workers)))
            for outcome, value in exact.items():
                ends = np.array([found[outcome] for found in studies])
                known = ends[~np.isnan(ends).any(axis=1)]
                high, low = (known[:, 0] > value).mean(), (known[:, 1] < value).mean()
                half = (known[:, 1] - known[:, 0]).mean() / 2 / value
                print(
                    f"| {name} | {runs} x {weeks:,} | {outcome} | {1 - high - low:.1%} | {high:.1%} | {low:.1%} "
                    f"| {half:.1%} | {len(ends) - len(known)} of {len(ends)} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
