"""The flow laboratory against every system of tests/lab/data/queueing_exact.json, to 2 % at 99.9 % confidence.

    uv run python -m benchmarks.exact [CASE...] [--workers 2] [--seed 2]

The same scenarios as tests/lab/test_exact.py, with as many runs as it takes to know every number of a system to 2 %
of its exact value; then the exact value must lie in the interval. Prints the table of docs/laboratory.md.
"""

import argparse
import math
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.execution.pool import Pool
from tests.sim.lab.exact_cases import CASES, compared, facts

WITHIN = 0.02


def study(case, folder, seed, workers):
    """Rows of a case, and the number of runs they took."""
    runs = max(32, case.runs)
    for _ in range(6):
        rows = compared(case, folder, runs=runs, seed=seed, pool=Pool(workers))
        worst = max(row.half_width for row in rows)
        if worst <= WITHIN or case.exact:
            break
        grow = 0.8 * (worst / WITHIN) ** 2 if math.isfinite(worst) else 4  # narrows a little faster at first
        runs = math.ceil(runs * min(max(grow, 1.3), 40))
    return rows, runs


def main():
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("cases", nargs="*")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--seed", type=int, default=2)
    options = asked.parse_args()
    print("| system | numbers | runs x weeks | widest interval | largest difference | outside |")
    print("|---|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        for case in CASES:
            if options.cases and case.id not in options.cases:
                continue
            rows, runs = study(case, Path(folder), options.seed, options.workers)
            name = facts()[case.id][0]["name"]
            widest, furthest = max(row.half_width for row in rows), max(row.difference for row in rows)
            outside = ", ".join(row.metric for row in rows if not row.inside) or "none"
            length = f"{runs} x {case.weeks:,}" if case.id != "MKS-a" else f"{runs} x 10 features"
            print(
                f"| {case.id}: {name} | {len(rows)} | {length} | {widest:.2%} | {furthest:.2%} | {outside} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
