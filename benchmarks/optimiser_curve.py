"""The gap over time: the planner as it runs against plain HiGHS on the same matrix, side by side in one run.

    uv run python -m benchmarks.optimiser_curve --seconds 20

Plain HiGHS gets the program with every start and no plan to start from; the planner leaves out starts that what an
MMP builds on rules out, and starts from the best ranking, improved by local search. Both are stopped by CPU seconds
of this process, so that what else runs on the machine counts little; seconds of the planner include its rankings.
"""

import argparse
from bisect import bisect_right
from dataclasses import dataclass, field
from math import inf
from time import process_time
from typing import Any

import pulp

from benchmarks.optimiser import instance
from optimiser.optimisation import warm_start
from optimiser.program import build
from optimiser.rules_of_thumb import baselines
from optimiser.solving import Effort, _Stoppable, relative_gap

AT = (1, 2, 5, 10, 15, 20, 30, 60)


@dataclass
class Curve:
    """Best value and bound by CPU second."""

    begin: float
    limit: float
    points: list[tuple[float, float, float]] = field(default_factory=list)

    def look(self, event: Any) -> None:
        """Note value and bound; stop when time is up."""
        now = process_time() - self.begin
        self.points.append((now, event.data_out.mip_primal_bound, event.data_out.mip_dual_bound))
        if now > self.limit:
            event.interrupt()

    def gap(self, second: float) -> float:
        """Relative gap at a CPU second; infinite before there is a plan."""
        at = bisect_right([point[0] for point in self.points], second)
        if at == 0 or abs(self.points[at - 1][1]) == inf or abs(self.points[at - 1][2]) == inf:
            return inf
        return relative_gap(self.points[at - 1][1], self.points[at - 1][2])


class _Watched(_Stoppable):
    """HiGHS that notes its progress."""

    curve: Curve

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """Search, watched."""
        lp.solverModel.cbMipInterrupt += self.curve.look
        super().callSolver(lp)


def curve(mmps: int, seed: int, seconds: float, *, plain: bool) -> Curve:
    """One run."""
    data = instance(mmps, seed)
    if plain:
        data.__dict__["starts"] = data.own_starts  # every start that no limit rules out by itself
    found = Curve(process_time(), seconds)
    warm = None if plain else warm_start(data, baselines(data))
    program = build(data)
    if warm is not None:
        for (mmp, quarter), variable in program.start.items():
            variable.setInitialValue(1.0 if warm.get(mmp) == quarter else 0.0)
        for mmp, variable in program.chosen.items():
            variable.setInitialValue(1.0 if mmp in warm else 0.0)
    solver = _Watched(
        Effort(),
        msg=False,
        timeLimit=3600.0,
        gapRel=0.001,
        threads=1,
        warmStart=warm is not None,
        random_seed=0,
    )
    solver.curve = found
    program.problem.solve(solver)
    return found


def main() -> None:
    """Print a table per instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--instances", default="50/3,50/7,500/0")
    options = parser.parse_args()
    at = [second for second in AT if second <= options.seconds]
    print(f"| MMPs, seed | | {' | '.join(f'{second} s' for second in at)} | proven to 0.1 % |")
    print(f"|---|---|{'---|' * (len(at) + 1)}")
    for words in options.instances.split(","):
        mmps, seed = map(int, words.split("/"))
        for plain in (True, False):
            found = curve(mmps, seed, options.seconds, plain=plain)
            last = found.points[-1][0] if found.points else 0.0
            gaps = [f"{found.gap(s):.2%}" if s <= last or s == at[-1] else "" for s in at]
            end = f"{last:.1f} s" if last <= options.seconds else "no"
            print(
                f"| {mmps}, {seed} | {'HiGHS' if plain else 'planner'} | {' | '.join(gaps)} | {end} |", flush=True
            )


if __name__ == "__main__":
    main()
