"""Speed of the flow laboratory's engine against its peers, side by side on the same models.

    uv run --with ciw --with salabim python -m benchmarks.flow

Models: M/M/2 at 80 % load; a line of five stations with ten features (CONWIP); a kanban line of four stages with
two servers and a WIP limit of three each, always fed (Ciw: held servers, the only rule it has). The engines take
turns, so that a busy machine slows all of them down; slow ones run part of them. CPU time per completed
feature: median (smallest to largest); ratios are of medians. Ours and the bare loop keep a log of every visit, the
peers the times of entering and leaving. Ciw and salabim are left out, with a note, when not installed.
"""

import argparse
import math
import statistics
import sys
from time import process_time

from benchmarks import flow_heaps, flow_peers
from scenarios.language.arrivals import ConwipArrivals, PoissonArrivals, SaturatedArrivals
from scenarios.quantities.distributions import Exponential
from sim.lab.engine.run import run
from sim.stations.network import DONE, Network, Route, Station, Step
from sim.world.luck import Luck


def line(stations: int, servers: int, limit: float, arrivals) -> Network:
    """Stages of mean effort 1 one after the other."""
    effort = Exponential.model_validate({"distribution": "exponential", "mean": 1})
    return Network(
        tuple(Station(f"s{k}", servers, limit) for k in range(stations)),
        (
            Route(
                "s",
                tuple(
                    Step(f"s{k}", k, effort, ((1.0, k + 1 if k + 1 < stations else DONE),)) for k in range(stations)
                ),
                arrivals,
            ),
        ),
    )


MODELS = {
    "M/M/2": line(1, 2, math.inf, PoissonArrivals(kind="poisson", rate=1.6)),
    "CONWIP": line(5, 1, math.inf, ConwipArrivals(kind="conwip", wip=10)),
    "kanban": line(4, 2, 3, SaturatedArrivals(kind="saturated")),
}
EXACT = {"M/M/2": (1.6, 2.777778), "CONWIP": (10 / 14, 14.0), "kanban": (1.472684, 6.678657)}
"""Throughput and cycle time in steady state."""


def ours(model: str, n: int, seed: int) -> tuple[float, float, float]:
    """One run of the laboratory's engine."""
    log = run(MODELS[model], Luck(seed, 0), math.inf, stop_after=n)
    done = log.items.fate == 0
    return flow_peers.summary(log.items.entered[done], log.items.left[done], log.horizon)


def peers(model: str) -> dict[str, object]:
    """Engines that can run a model here, by name."""
    settings = {"M/M/2": (1.6, 2), "CONWIP": (5, 10), "kanban": (4, 2, 3)}[model]
    kind = {"M/M/2": "open", "CONWIP": "conwip", "kanban": "kanban"}[model]
    found = {"ours": lambda n, seed: ours(model, n, seed)}
    for name in ("heap", "simpy", *flow_peers.installed()):
        function = getattr(flow_heaps if name == "heap" else flow_peers, f"{name}_{kind}")
        found[name] = lambda n, seed, function=function: function(*settings, n, seed)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--completions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--models", nargs="*", default=list(MODELS))
    options = parser.parse_args()
    n = options.completions
    missing = [name for name in ("ciw", "salabim") if name not in flow_peers.installed()]
    print(f"Python {sys.version.split()[0]}, {n:,} completions, {options.rounds} rounds, CPU microseconds")
    if missing:
        print(f"Left out, not installed: {', '.join(missing)}")
    print("| model | engine | us a completion | completions a second | times ours | throughput | cycle time |")
    print("|---|---|---|---|---|---|---|")
    for model in options.models:
        engines = peers(model)
        times: dict[str, list[float]] = {name: [] for name in engines}
        results = {}
        for turn in range(options.rounds):
            for name, engine in engines.items():
                size = max(1000, n // {"ciw": 5, "salabim": 50}.get(name, 1))
                begin = process_time()
                results[name] = engine(size, turn + 1)
                times[name].append((process_time() - begin) / size * 1e6)
        base = statistics.median(times["ours"])
        for name, own in times.items():
            mid = statistics.median(own)
            rate, _, cycle = results[name]
            print(
                f"| {model} | {name} | {mid:.2f} ({min(own):.2f} to {max(own):.2f}) | {1e6 / mid:,.0f} "
                f"| {mid / base:.2f} | {rate:.4f} | {cycle:.3f} |"
            )
        print(f"| {model} | exact | | | | {EXACT[model][0]:.4f} | {EXACT[model][1]:.3f} |")


if __name__ == "__main__":
    main()
