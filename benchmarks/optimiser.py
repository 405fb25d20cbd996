"""How fast the optimiser is, and how much of that is modelling: prints Markdown tables.

    python -m benchmarks.optimiser            everything that fits into a quarter of an hour
    python -m benchmarks.optimiser --only proof
    uv run --with ortools --extra cbc python -m benchmarks.optimiser --only solvers

The same matrix is given to HiGHS twice: by this program (PuLP) and directly as arrays. CBC takes part through PuLP
and CP-SAT directly (``benchmarks.optimiser_cpsat``) where they are installed. Seconds are CPU seconds of this
process (HiGHS runs in it), so that a busy machine does not distort them; limits of a search are wall-clock seconds.
"""

import argparse
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import highspy
import numpy as np
import pulp

from benchmarks import optimiser_cpsat
from benchmarks.optimiser_instances import generate
from optimiser.data import Data
from optimiser.improvement import improve
from optimiser.optimisation import optimise, warm_start
from optimiser.preparation import prepare
from optimiser.program import Program, build
from optimiser.rules_of_thumb import baselines, pack, ranking
from optimiser.solving import MISTAKEN_RULES, Effort, available_solvers, relative_gap, solve
from tests.optimiser.instances import read_release_problem, read_synthetic, synthetic

SYNTHETIC = Path(__file__).parents[1] / "tests" / "data" / "optimiser"


def instance(n: int, seed: int = 0) -> Data:
    """The problem of a generated instance."""
    return prepare(synthetic(generate(n, seed)))


def matrix(program: Program) -> dict[str, Any]:
    """The rows and columns of a program as arrays, columns in the order of the exported variables."""
    variables = program.problem.exported_variables()
    column = {variable.id: j for j, variable in enumerate(variables)}
    cost = np.zeros(len(variables))
    objective = program.problem.objective
    for variable, coefficient in objective.items():
        cost[column[variable.id]] = coefficient
    starts, index, value, low, high = [], [], [], [], []
    for row in program.problem.constraints():
        starts.append(len(index))
        for variable, coefficient in row.items():
            index.append(column[variable.id])
            value.append(coefficient)
        low.append(-highspy.kHighsInf if row.getLb() is None else row.getLb())
        high.append(highspy.kHighsInf if row.getUb() is None else row.getUb())
    return {
        "cost": cost,
        "lower": np.array([v.lowBound if v.lowBound is not None else -highspy.kHighsInf for v in variables]),
        "upper": np.array([v.upBound if v.upBound is not None else highspy.kHighsInf for v in variables]),
        "integer": np.array([j for j, v in enumerate(variables) if v.cat == "Integer"], dtype=np.int32),
        "starts": np.array(starts, dtype=np.int32),
        "index": np.array(index, dtype=np.int32),
        "value": np.array(value, dtype=float),
        "low": np.array(low, dtype=float),
        "high": np.array(high, dtype=float),
        "offset": objective.constant,
    }


def direct(arrays: dict[str, Any], gap: float, seconds: float) -> tuple[float, float, float]:
    """Seconds, objective and bound when HiGHS gets the arrays directly, with the same options."""
    begin = process_time()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    for name, option in (
        ("threads", 1), ("random_seed", 0), ("mip_rel_gap", gap), ("time_limit", seconds),
        ("mip_feasibility_tolerance", 1e-7), ("mip_abs_gap", 1e-6), ("presolve_rule_off", MISTAKEN_RULES),
    ):  # fmt: skip
        highs.setOptionValue(name, option)
    empty = np.zeros(0, dtype=np.int32)
    n = len(arrays["cost"])
    highs.addCols(n, arrays["cost"], arrays["lower"], arrays["upper"], 0, empty, empty, np.zeros(0))
    integer = arrays["integer"]
    highs.changeColsIntegrality(len(integer), integer, np.full(len(integer), highspy.HighsVarType.kInteger))
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    highs.changeObjectiveOffset(arrays["offset"])
    highs.addRows(
        len(arrays["low"]), arrays["low"], arrays["high"], len(arrays["index"]),
        arrays["starts"], arrays["index"], arrays["value"],
    )  # fmt: skip
    highs.run()
    return process_time() - begin, highs.getObjectiveValue(), highs.getInfo().mip_dual_bound


class Stopwatch(pulp.HiGHS):
    """HiGHS through PuLP, with the time of the export on its own."""

    exported = 0.0

    def buildSolverModel(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        begin = process_time()
        super().buildSolverModel(lp)
        self.exported = process_time() - begin


@dataclass(frozen=True)
class Measured:
    """One program, through PuLP and directly; CPU seconds."""

    size: tuple[int, int, int]
    """Binaries, rows, non-zeros."""
    built: float
    exported: float
    solved: float
    """With the export and with reading back."""
    alone: float
    gap: float


def measure(data: Data, gap: float, seconds: float) -> Measured:
    """Build, export and solve through PuLP, then the same matrix given directly."""
    begin = process_time()
    program = build(data)
    built = process_time() - begin
    arrays = matrix(program)
    watch = Stopwatch(
        msg=False, threads=1, gapRel=gap, timeLimit=seconds, random_seed=0,
        mip_feasibility_tolerance=1e-7, mip_abs_gap=1e-6, presolve_rule_off=MISTAKEN_RULES,
    )  # fmt: skip
    begin = process_time()
    stats = program.problem.solve(watch)
    solved = process_time() - begin
    alone, _, _ = direct(arrays, gap, seconds)
    reached = relative_gap(stats.objective, stats.best_bound) if stats.has_solution else float("nan")
    size = (len(program.start), len(arrays["low"]), len(arrays["index"]))
    return Measured(size, built, watch.exported, solved, alone, reached)


HEADER = "| MMPs | binaries | rows | non-zeros | build | export | solve | build share | directly | ratio | gap |"


def line(n: int, found: Measured) -> str:
    """One row of the table."""
    total = found.built + found.solved
    sizes = " | ".join(map(str, found.size))
    return (
        f"| {n} | {sizes} | {found.built:.3f} | {found.exported:.3f} | {found.solved - found.exported:.2f} | "
        f"{found.built / total:.1%} | {found.alone:.2f} | {total / found.alone:.2f} | {found.gap:.2%} |"
    )


def prepared(n: int) -> Data:
    """The problem of a generated instance, with sets and figures that are there before in every run."""
    data = instance(n)
    pack(data, ranking(data, "value"))
    return data


def modelling(sizes: tuple[int, ...], gap: float, seconds: float) -> Iterator[str]:
    """Build, export and solve through PuLP against the same matrix given directly."""
    yield f"Modelling (gap {gap:.1%} or {seconds:g} s; seconds)\n"
    yield HEADER
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for n in sizes:
        yield line(n, measure(prepared(n), gap, seconds))


def pairs(n: int, times: int, gap: float, seconds: float) -> Iterator[str]:
    """One size measured again and again, and a last line with the least of each: a busy machine only adds."""
    yield f"Modelling, {times} times and the least of each (gap {gap:.1%} or {seconds:g} s; seconds)\n"
    yield HEADER
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    data, found = prepared(n), list[Measured]()
    for _ in range(times):
        found.append(measure(data, gap, seconds))
        yield line(n, found[-1])
    least = replace(
        found[0],
        built=min(m.built for m in found),
        exported=min(m.exported for m in found),
        solved=min(m.solved for m in found),
        alone=min(m.alone for m in found),
    )
    yield line(n, least)


def proof(seeds: int) -> Iterator[str]:
    """Seconds to 0.1 % for portfolios of 50 MMPs, everything included."""
    yield "Portfolios of 50 MMPs proven to 0.1 % (seconds, from scenario to checked plan)\n"
    yield "| instance | seconds | gap |"
    yield "|---|---|---|"
    cases = [(f"generated, seed {seed}", synthetic(generate(50, seed))) for seed in range(seeds)]
    cases += [(f"n50_s{k}", read_synthetic(SYNTHETIC / f"mmp_n50_s{k}.json")) for k in (0, 1)]
    worst = 0.0
    for name, case in cases:
        begin = process_time()
        plan = optimise(case, effort=Effort(gap=0.001, seconds=120.0))
        spent = process_time() - begin
        worst = max(worst, spent)
        yield f"| {name} | {spent:.2f} | {plan.gap:.3%} |"
    yield f"| slowest | {worst:.2f} | |"


def search(n: int, marks: tuple[float, ...]) -> Iterator[str]:
    """Value over time: HiGHS alone, started from the best ranking, and with local search afterwards."""
    yield f"Value over time, {n} MMPs (share of the best bound known; seconds of the solver)\n"
    yield "| | start | " + " | ".join(f"{mark:g} s" for mark in marks) + " |"
    yield "|---|---|" + "---|" * len(marks)
    data = instance(n)
    begin = perf_counter()
    ranked = baselines(data)
    warm = warm_start(data, ranked)
    spent = perf_counter() - begin
    rows: dict[str, list[float | None]] = {"HiGHS alone": [], "from the best ranking": [], "and local search": []}
    bounds = []
    for mark in marks:
        effort = Effort(gap=0.0, seconds=mark)
        alone, guided = solve(build(data), effort), solve(build(data), effort, warm)
        bounds += [answer.bound for answer in (alone, guided) if answer.bound is not None]
        rows["HiGHS alone"].append(None if alone.starts is None else data.value(alone.starts))
        starts = guided.starts or warm
        rows["from the best ranking"].append(None if starts is None else data.value(starts))
        rows["and local search"].append(None if starts is None else data.value(improve(data, starts)))
    bound = min(bounds)
    best = max(data.value(plan) for plan in ranked.values() if plan is not None)
    first = {"HiGHS alone": None, "from the best ranking": best, "and local search": data.value(warm or {})}
    for name, values in rows.items():
        cells = [first[name], *values]
        yield f"| {name} | " + " | ".join("none" if v is None else f"{v / bound:.2%}" for v in cells) + " |"
    yield f"\nRankings and the first local search took {spent:.2f} s."


def solvers(sizes: tuple[int, ...], gap: float, seconds: float) -> Iterator[str]:
    """The same programs through other solvers of PuLP and the same matrix given to CP-SAT, where installed."""
    names = {"HiGHS": "HiGHS", "COIN_CMD": "CBC"}
    installed = [name for name in names if name in available_solvers()]
    heads = [names[name] for name in installed] + ["CP-SAT"] * optimiser_cpsat.installed()
    yield f"Solvers (gap {gap:.1%} or {seconds:g} s, one thread; wall-clock seconds, value, gap)\n"
    yield "| MMPs | " + " | ".join(heads) + " |"
    yield "|---|" + "---|" * len(heads)

    def cell(spent: float, value: float | None, bound: float | None, ended: str) -> str:
        if value is None or bound is None:
            return f"{spent:.2f} s, no plan"
        return f"{spent:.2f} s, {value:,.2f}, {relative_gap(value, bound):.2%}, {ended}"

    for n in sizes:
        data = instance(n)
        cells = []
        for name in installed:
            answer = solve(build(data), Effort(gap=gap, seconds=seconds, solver=name))
            value = None if answer.starts is None else data.value(answer.starts)
            cells.append(cell(answer.seconds, value, answer.bound, answer.termination))
        if optimiser_cpsat.installed():
            cells.append(cell(*optimiser_cpsat.solve(matrix(build(data)), gap, seconds)))
        yield f"| {n} | " + " | ".join(cells) + " |"
    missing = {*names.values(), "CP-SAT"} - set(heads)
    if missing:
        yield f"\nNot installed here: {', '.join(sorted(missing))}."


OPTIMA = {
    ("mmp_n20_s0.json", None): 650.25,
    ("mmp_n20_s1.json", None): 1314.90,
    ("mmp_n50_s0.json", None): 3606.16,
    ("mmp_n50_s1.json", None): 5301.89,
    ("mmp_n100_s0.json", None): 7219.78,
    ("nrp1.txt", 0.3): 1204,
    ("nrp1.txt", 0.5): 1840,
    ("nrp1.txt", 0.7): 2507,
    ("nrp2.txt", 0.3): 4970,
    ("nrp2.txt", 0.7): 11316,
    ("nrp3.txt", 0.3): 7488,
    ("nrp3.txt", 0.5): 11159,
    ("nrp3.txt", 0.7): 14196,
    ("nrp-e1.txt", 0.3): 7919,
    ("nrp-g1.txt", 0.3): 6130,
    ("nrp-g1.txt", 0.5): 8897,
    ("nrp-m1.txt", 0.3): 10770,
}
"""Proven optima: synthetic instances, and the Next Release Problem at shares of all costs (Xuan et al. 2012)."""


def published(folder: Path) -> Iterator[str]:
    """Proven optima reproduced, from the instance files found in a folder and below."""
    yield "Proven optima, reproduced (gap 0; seconds, from scenario to checked plan)\n"
    yield "| instance | optimum | here | status | seconds |"
    yield "|---|---|---|---|---|"
    for (name, ratio), optimum in OPTIMA.items():
        for path in sorted(folder.rglob(name)):
            case = read_synthetic(path) if ratio is None else read_release_problem(path, ratio)
            begin = process_time()
            plan = optimise(case, effort=Effort(gap=0.0, seconds=120.0))
            label = path.stem if ratio is None else f"{path.stem} at {ratio:g}"
            spent = process_time() - begin
            yield f"| {label} | {optimum} | {plan.objective:.2f} | {plan.status} | {spent:.1f} |"


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "modelling": lambda: modelling((20, 50, 100, 200, 500, 1000, 2000, 5000), 0.01, 120.0),
    "pairs": lambda: pairs(1000, 7, 0.01, 60.0),
    "proof": lambda: proof(8),
    "search": lambda: search(500, (5.0, 15.0, 30.0, 60.0)),
    "solvers": lambda: solvers((20, 50, 100), 0.005, 60.0),
}


def main() -> None:
    """Print the chosen tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=[*PARTS, "published"], help="one table instead of all")
    parser.add_argument("--folder", type=Path, default=SYNTHETIC, help="where the published instances are")
    options = parser.parse_args()
    chosen = options.only
    packages = ", ".join(f"{name} {version(name)}" for name in ("pulp", "highspy", "numpy"))
    print(f"Python {platform.python_version()}, {packages}, one thread\n")
    for name, part in {**PARTS, "published": lambda: published(options.folder)}.items():
        if chosen in (None, name):
            for line in part():
                print(line, flush=True)
            print()


if __name__ == "__main__":
    main()
