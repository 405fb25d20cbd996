"""The systems of queueing_exact.json as scenario files, how to run them, and where to read each number."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.loader import load
from scenarios.scenario import Scenario
from sim.execution.pool import Pool
from sim.lab.laboratory import run_flow, simulate_flow
from sim.lab.statistics.results import FlowResult
from sim.lab.statistics.steady import Estimate, Quantile, batched, ratio

Reading = Estimate | Quantile
Reader = Callable[[FlowResult], Reading]
Make = Callable[[str], Scenario]
"""Loads a scenario that is written down."""
CONFIDENCE = 0.999
DATA = Path(__file__).parent / "data" / "queueing_exact.json"


@dataclass(frozen=True)
class Case:
    """One system."""

    id: str
    yaml: str
    weeks: float
    """Weeks of a run in the default suite."""
    readers: dict[str, Reader]
    settings: dict[str, Any] = field(default_factory=dict)
    runs: int = 1
    exact: bool = False
    """Whether the system is deterministic, so that equality to 1e-9 is demanded."""
    discount: float = 0.0
    """Discount rate per week of the mean discounted value, read off the event log."""


def facts() -> dict[str, list[dict[str, Any]]]:
    """Rows of the data file by case."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in json.loads(DATA.read_text(encoding="utf-8")):
        rows.setdefault(row["case_id"], []).append(row)
    return rows


def text(arrivals: str, *stages: str, more: str = "") -> str:
    """A scenario with one stream called line."""
    lines = "\n".join(f"  - {{{stage}}}" for stage in stages)
    return f"name: exact\nvalue_streams:\n- id: line\n  arrivals: {{{arrivals}}}\n{more}  stages:\n{lines}\n"


def exponential(mean: float) -> str:
    """An exponential distribution, written down."""
    return f"{{distribution: exponential, mean: {mean!r}}}"


def stage(k: int, effort: str | float, servers: object = 1, more: str = "") -> str:
    """Stage s1, s2, ... with exponential effort of a mean, or with the distribution given."""
    written = effort if isinstance(effort, str) else exponential(effort)
    return f"id: s{k}, servers: {servers}, effort: {written}{', ' + more if more else ''}"


def of_stage(k: int, what: str) -> Reader:
    """A number of the k-th stage (from 1)."""
    return lambda result: getattr(result.streams[0].stages[k - 1], what)


def of_stream(what: str, k: int = 0) -> Reader:
    """A number of a stream (from 0)."""
    return lambda result: getattr(result.streams[k], what)


def percentile(p: int) -> Reader:
    """A percentile of the cycle time."""
    return lambda result: result.times[0].quantile(p / 100, CONFIDENCE)


def per(above: dict[str, float], below: str | dict[str, float] = "weeks") -> Reader:
    """Any ratio of sums."""
    return lambda result: result.ratio(above, below)


QUEUE: dict[str, Reader] = {
    "utilisation": of_stage(1, "utilisation"), "L": of_stream("wip"), "Lq": of_stage(1, "queue"),
    "W": of_stream("cycle_time"), "Wq": of_stream("queue_time"), "P_wait": of_stream("waited"),
    "W_p50": percentile(50), "W_p85": percentile(85), "W_p95": percentile(95), "P_loss": of_stream("lost_share"),
    "throughput": of_stream("throughput"), "P_empty": of_stream("empty"), "var_N": of_stream("wip_variance"),
    "P_abandon": of_stream("expired_share"),
}  # fmt: skip


def stations(n: int) -> dict[str, Reader]:
    """Numbers of a network of n stations."""
    readers: dict[str, Reader] = {
        "W_total": of_stream("cycle_time"), "L_total": of_stream("wip"),
        "visits_total": per({"line/visits": 1.0}, "line/done"),
        "throughput": of_stream("throughput"), "cycle_time": of_stream("cycle_time"),
        "utilisation": of_stage(1, "utilisation"), "wip_total": of_stream("wip"), "P_loss": of_stream("lost_share"),
        "cycle_time_entry_to_exit": of_stream("cycle_time"),
    }  # fmt: skip
    for k in range(1, n + 1):
        readers[f"L_station{k}"] = readers[f"occupancy_stage{k}"] = of_stage(k, "wip")
        readers[f"util_station{k}"] = of_stage(k, "utilisation")
        readers[f"blocked_stage{k}"] = of_stage(k, "not_pulled")
    return readers


def by_class(result: FlowResult, k: int, what: str) -> Estimate:
    """A number of the k-th class of service of the only stream."""
    found: Estimate = getattr(result.streams[0].classes[k], what)
    return found


def discounting(scenario: Scenario, rate: float, weeks: float, runs: int, seed: int) -> Estimate:
    """Mean of exp(-rate x cycle time) from the event logs, without the first twentieth of each run."""
    series = []
    for replication in range(runs):
        items = simulate_flow(scenario, horizon=weeks, seed=seed, replication=replication).items
        done = np.flatnonzero((items.fate == 0) & (items.left > weeks / 20))
        done = done[np.argsort(items.left[done])]
        series.append(np.exp(-rate * (items.left - items.entered)[done]))
    return ratio(batched(series, 32), batched([np.ones(len(s)) for s in series], 32))


def queue(id_: str, arrivals: str, effort: str | float, weeks: float, servers: object = 1, **more: Any) -> Case:
    """A single station."""
    extra = more.pop("extra", "")
    return Case(id_, text(arrivals, stage(1, effort, servers, extra)), weeks, QUEUE, **more)


def conwip(
    id_: str, wip: int, means: list[float], weeks: float, servers: list[int] | None = None, **more: Any
) -> Case:
    """A closed line."""
    stages = [stage(k, m, c) for k, (m, c) in enumerate(zip(means, servers or [1] * len(means), strict=True), 1)]
    return Case(id_, text(f"kind: conwip, wip: {wip}", *stages), weeks, stations(len(means)), **more)


def blocking(
    id_: str, limits: list[int], rates: list[float], weeks: float, servers: int = 1, rule: str = "server",
    arrivals: str = "kind: saturated", **more: Any,
) -> Case:  # fmt: skip
    """A line with WIP limits."""
    stages = [
        stage(k, 1 / rate, servers, f"wip_limit: {limit}")
        for k, (limit, rate) in enumerate(zip(limits, rates, strict=True), 1)
    ]
    return Case(id_, text(arrivals, *stages, more=f"  blocking: {rule}\n"), weeks, stations(len(limits)), **more)


POISSON = "kind: poisson, rate: "
LOST = "lost_when_full: true"
REWORK = "rework: {{probability: {}, to: s{}}}"
CONSTANT = "{{distribution: constant, value: {}}}"
PLATFORM = """name: exact
platforms:
- {id: team, servers: 1}
value_streams:
""" + "".join(
    f"- id: c{k}\n  arrivals: {{kind: poisson, rate: {rate}, class_of_service: {name}}}\n"
    f"  stages: [{{id: s1, platform: team, effort: {exponential(mean)}}}]\n"
    for k, (rate, mean, name) in enumerate(
        ((0.2, 0.5, "expedite"), (0.25, 1.0, "fixed_date"), (0.3, 1.5, "standard")), start=1
    )
)
DELAY_COST = per({"c1/cycle": 5.0, "c2/cycle": 2.0, "c3/cycle": 1.0})

CASES: tuple[Case, ...] = (
    queue("MM1-a", POISSON + "0.5", 1.0, 250_000),
    queue("MM1-b", POISSON + "0.9", 1.0, 300_000),
    queue("MMC-a", POISSON + "1.6", 1.0, 6_250, 2, runs=24),
    queue("MMC-b", POISSON + "4.0", 1.0, 2_500, 5, runs=24),
    queue("MMCK-a", POISSON + "2.5, " + LOST, 1.0, 100_000, 3, extra="wip_limit: 10"),
    queue("MMINF-a", POISSON + "2.4", 2.0, 80_000, "unlimited"),
    queue("MD1-a", POISSON + "0.8", CONSTANT.format(1), 250_000),
    queue("ME3-a", POISSON + "0.75", "{distribution: erlang, k: 3, mean: 1}", 250_000),
    queue("MLN-a", POISSON + "0.7", "{distribution: lognormal, mean: 1, cv: 1.5}", 250_000),
    queue(
        "MH2-a", POISSON + "0.6",
        "{distribution: mixture, parts: [{weight: 0.9, of: {distribution: exponential, mean: 0.4}}, "
        "{weight: 0.1, of: {distribution: exponential, mean: 6.4}}]}",
        250_000,
    ),
    queue("DM1-a", "kind: deterministic, every_weeks: 1.25", 1.0, 250_000),
    Case(
        "JT3-a", text(POISSON + "0.7", *(stage(k, 1 / r) for k, r in enumerate((1.0, 0.9, 1.2), 1))), 150_000,
        stations(3),
    ),
    Case(
        "JT4-a",
        text(POISSON + "1.8", stage(1, 1 / 2.2), stage(2, 1.0, 2), stage(3, 1 / 0.7, 3), stage(4, 1 / 2.5)),
        2_500, stations(4), runs=24,
    ),
    Case(
        "RW1-a", text(POISSON + "0.4", stage(1, 1.0, 1, REWORK.format(0.25, 1))), 250_000, stations(1),
    ),
    Case(
        "RW3-a",
        text(POISSON + "0.5", stage(1, 1.0), stage(2, 1 / 0.9), stage(3, 1 / 1.1, 1, REWORK.format(0.3, 2))),
        150_000, stations(3),
    ),
    Case(
        "PR2-a", text(POISSON + "0.8, classes: {expedite: 0.375}", stage(1, 1.0)), 250_000,
        {
            "Wq_class1": lambda r: by_class(r, 0, "queue_time"), "W_class1": lambda r: by_class(r, 0, "cycle_time"),
            "Wq_class2": lambda r: by_class(r, 1, "queue_time"), "W_class2": lambda r: by_class(r, 1, "cycle_time"),
            "Wq_all": of_stream("queue_time"),
        },
    ),
    Case(
        "PR3-a", PLATFORM, 250_000,
        {
            **{f"Wq_class{k}": of_stream("queue_time", k - 1) for k in (1, 2, 3)},
            **{f"W_class{k}": of_stream("cycle_time", k - 1) for k in (1, 2, 3)},
            "Wq_all": per({f"c{k}/queued": 1.0 for k in (1, 2, 3)}, {f"c{k}/done": 1.0 for k in (1, 2, 3)}),
            "delay_cost_rate": DELAY_COST, "min_delay_cost_rate_any_order": DELAY_COST,
        },
    ),
    conwip("CWB-a", 10, [1.0] * 5, 60_000),
    conwip("CWB-b", 4, [1.0] * 3, 60_000),
    conwip("CWU-a", 8, [1.0, 0.8, 1.4, 0.6, 1.1], 60_000),
    conwip("CWM-a", 9, [1.0, 2.4, 1.5, 0.7], 60_000, [1, 3, 2, 1]),
    Case(
        "CWZ-a",
        text("kind: conwip, wip: 6", stage(1, 0.5), stage(2, 0.9), stage(3, CONSTANT.format(4), "unlimited")),
        60_000,
        {
            **stations(2),
            "cycle_time": per({f"line/s{k}/{w}": 1.0 for k in (1, 2) for w in ("queue", "service")}, "line/done"),
        },
    ),
    *(
        Case(
            f"CWD-{wip}",
            text(f"kind: conwip, wip: {wip}", *(stage(k, CONSTANT.format(m)) for k, m in enumerate((2, 5, 3), 1))),
            1100, stations(3), settings={"warm_up": 100.0}, exact=True,
        )
        for wip in (2, 5)
    ),
    blocking("FB2-a", [1, 1], [1.0, 1.0], 60_000),
    blocking("FB2-b", [1, 4], [1.2, 0.9], 60_000),
    blocking("FB3-a", [1, 1, 1], [1.0] * 3, 60_000),
    blocking("FB3-b", [1, 2, 3], [1.0, 1.3, 0.9], 60_000),
    blocking("KB4-a", [3] * 4, [1.0] * 4, 40_000, 2),
    blocking("KB4-b", [3] * 4, [1.0] * 4, 40_000, 2, "card"),
    blocking("FB3-l", [3, 2, 2], [1.2, 1.0, 1.1], 60_000, arrivals=POISSON + "1.1, " + LOST),
    queue(
        "BRK-a", POISSON + "0.6", 1.0, 250_000,
        extra=f"breakdowns: {{between: {exponential(10.0)}, repair: {exponential(2.0)}}}",
    ),
    queue("VAC-a", POISSON + "0.7", 1.0, 200_000, extra=f"side_work: {exponential(2.0)}"),
    queue("BAT-a", "kind: batch, rate: 0.16, size: 5", 1.0, 12_500, runs=24),
    *(
        Case(
            f"GATE-{months}", text(POISSON + f"0.8, gate_weeks: {months}", stage(1, 1.0)), 200_000 // runs,
            {
                "L_released": of_stream("wip"), "time_release_to_done": of_stream("cycle_time"),
                "gate_wait": per({"line/lead": 1.0, "line/cycle": -1.0}, "line/done"),
                "time_idea_to_done": of_stream("lead_time"), "utilisation": of_stage(1, "utilisation"),
            },
            runs=runs,
        )
        for months, runs in ((12, 1), (3, 24))
    ),
    queue("VAL-a", POISSON + "0.8", 1.0, 150_000, discount=0.05),
    queue("VAL-b", POISSON + "0.8", CONSTANT.format(1), 150_000, discount=0.05),
    queue("ABN-a", POISSON + f"1.2, expires_after: {exponential(10.0)}", 1.0, 150_000),
    Case(
        "TRN-a", text(POISSON + "0.8", stage(1, 1.0)), 12,
        {
            "E_N_at_T": lambda r: r.at_end("unfinished"), "E_completions_by_T": lambda r: r.at_end("done"),
            "time_avg_N": of_stream("wip"),
        }, settings={"warm_up": 0.0}, runs=2000,
    ),
    blocking("TRL-a", [3] * 4, [1.0] * 4, 52, 2, settings={"warm_up": 0.0}, runs=400),
    Case(
        "MKS-a", text("kind: saturated", stage(1, 2.0, 3, "wip_limit: 3")), 1,
        {"E_makespan": lambda r: r.at_end("last")}, settings={"items": 10, "horizon": None}, runs=1000,
    ),
)  # fmt: skip
WITHIN = {
    "MM1-a": 0.09, "MM1-b": 0.26, "MMC-a": 0.14, "MMC-b": 0.17, "MMCK-a": 0.12, "MMINF-a": 0.29,
    "MD1-a": 0.07, "ME3-a": 0.06, "MLN-a": 0.25, "MH2-a": 0.16, "DM1-a": 0.11, "JT3-a": 0.17, "JT4-a": 0.31,
    "RW1-a": 0.1, "RW3-a": 0.23, "PR2-a": 0.21, "PR3-a": 0.15, "CWB-a": 0.04, "CWB-b": 0.03, "CWU-a": 0.08,
    "CWM-a": 0.06, "CWZ-a": 0.04, "CWD-2": 0.09, "CWD-5": 0.09, "FB2-a": 0.06, "FB2-b": 0.06, "FB3-a": 0.07,
    "FB3-b": 0.1, "KB4-a": 0.1, "KB4-b": 0.11, "FB3-l": 0.08, "BRK-a": 0.1, "VAC-a": 0.07, "BAT-a": 0.14,
    "GATE-12": 0.13, "GATE-3": 0.21, "VAL-a": 0.09, "VAL-b": 0.02, "ABN-a": 0.04, "TRN-a": 0.1, "TRL-a": 0.02,
    "MKS-a": 0.05,
}  # fmt: skip
"""Largest half-width at 99.9 % in the default suite, as a share of the exact value: what runs of this length give,
and a fifth more. The benchmark runs every system to 2 %."""
BY_ID = {case.id: case for case in CASES}
BY_ID["TRL-a"].readers["E_completions_by_T"] = lambda r: r.at_end("done")


@dataclass(frozen=True)
class Row:
    """A measured number against the exact one."""

    metric: str
    exact: float
    mean: float
    low: float
    """Ends of the interval at 99.9 %."""
    high: float

    @property
    def half_width(self) -> float:
        """Half-width as a share of the exact value (of 1 for an exact 0); infinite without an interval."""
        wide = max(self.high - self.mean, self.mean - self.low)
        return math.inf if math.isnan(wide) else wide / (abs(self.exact) or 1.0)

    @property
    def difference(self) -> float:
        """Difference as a share of the exact value (of 1 for an exact 0)."""
        return abs(self.mean - self.exact) / (abs(self.exact) or 1.0)

    @property
    def inside(self) -> bool:
        """Whether the exact value lies in the interval, rounding allowed for."""
        slack = 1e-9 * max(1.0, abs(self.exact))
        return self.low - slack <= self.exact <= self.high + slack


def compared(case: Case, folder: Path, *, runs: int = 0, seed: int = 1, pool: Pool | None = None) -> list[Row]:
    """Every number of a case that the data file knows, measured, with intervals at 99.9 %."""
    path = folder / f"{case.id}.yaml"
    path.write_text(case.yaml, encoding="utf-8")
    scenario = load(path)
    count = runs or case.runs
    if case.discount:
        found: dict[str, Reading] = {
            "E_exp_minus_rW": discounting(scenario, case.discount, case.weeks, count, seed)
        }
    else:
        asked = {"horizon": case.weeks, "replications": count} | case.settings
        result = run_flow(scenario, seed=seed, pool=pool, **asked)
        found = {row["metric"]: case.readers[row["metric"]](result) for row in facts()[case.id]}
    rows = []
    for row in facts()[case.id]:
        metric, value = row["metric"], float(row["exact_value"])
        read = found[metric]
        low, high = read.interval(CONFIDENCE) if isinstance(read, Estimate) else (read.low, read.high)
        mean = read.mean if isinstance(read, Estimate) else read.value
        rows.append(Row(metric, value, mean, low, high))
    return rows
