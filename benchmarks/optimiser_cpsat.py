"""The matrix of a program given directly to OR-tools CP-SAT, where it is installed.

    uv run --with ortools python -m benchmarks.optimiser --only solvers

CP-SAT wants whole numbers. Every row, and the objective, is multiplied by the smallest power of ten up to 10^6 that
makes its coefficients whole (values have two decimals, shares of spend one); what is still not whole at 10^6 is
rounded. Columns between 0 and 1 become Boolean, which is exact here: groups are 0 or 1 at the optimum anyway.

It runs in a process of its own, as OR-tools brings a HiGHS that does not get on with the other one.
"""

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

DIGITS = 6


def installed() -> bool:
    """Whether OR-tools can be imported."""
    return find_spec("ortools") is not None


def solve(arrays: dict[str, Any], gap: float, seconds: float) -> tuple[float, float | None, float, str]:
    """Wall-clock seconds, value, bound and status of CP-SAT on the rows and columns of a program.

    Raises ``CalledProcessError`` when it fails, as for columns that are not within 0 and 1.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "matrix.npz"
        np.savez(file, **arrays)
        words = [sys.executable, "-m", "benchmarks.optimiser_cpsat", str(file), str(gap), str(seconds)]
        spent, value, bound, ended = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    return spent, value, bound, ended


def whole(coefficients: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], int]:
    """Coefficients as whole numbers, and what they were multiplied by."""
    for digits in range(DIGITS + 1):
        scaled = coefficients * 10**digits
        if np.all(np.abs(scaled - np.round(scaled)) < 1e-6) or digits == DIGITS:
            return np.round(scaled).astype(np.int64), 10**digits
    raise AssertionError


def run(arrays: Any, gap: float, seconds: float) -> tuple[float, float | None, float, str]:
    """The same in this process. Raises ``ValueError`` for columns that are not within 0 and 1."""
    from ortools.sat.python import cp_model

    if np.any(arrays["lower"] < 0) or np.any(arrays["upper"] > 1):
        raise ValueError("CP-SAT takes part where every column is between 0 and 1")
    begin = perf_counter()
    model = cp_model.CpModel()
    columns = [model.new_bool_var(f"x{j}") for j in range(len(arrays["cost"]))]
    edges = [*arrays["starts"].tolist(), len(arrays["index"])]
    for row, (first, last) in enumerate(pairwise(edges)):
        both = [bound for bound in (arrays["low"][row], arrays["high"][row]) if np.isfinite(bound)]
        scaled, _ = whole(np.append(arrays["value"][first:last], both))
        expression = cp_model.LinearExpr.weighted_sum(
            [columns[j] for j in arrays["index"][first:last]], scaled[: last - first].tolist()
        )
        amounts = iter(scaled[last - first :].tolist())
        if np.isfinite(arrays["low"][row]):
            model.add(expression >= next(amounts))
        if np.isfinite(arrays["high"][row]):
            model.add(expression <= next(amounts))
    costs, factor = whole(arrays["cost"])
    model.maximize(cp_model.LinearExpr.weighted_sum(columns, costs.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.relative_gap_limit = gap
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    spent = perf_counter() - begin
    name = {cp_model.OPTIMAL: "proved or gap limit", cp_model.FEASIBLE: "time limit"}.get(status, "no plan")
    offset = float(arrays["offset"])
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    value = solver.objective_value / factor + offset if found else None
    return spent, value, solver.best_objective_bound / factor + offset, name


if __name__ == "__main__":
    print(json.dumps(run(np.load(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))))
