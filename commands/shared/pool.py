"""Where work runs, as options that commands share: ``--workers``, ``--cluster``, ``--checkpoint``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared.output import fail
from sim.execution.pool import Pool

WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, max=1024, help="Processes; any number gives the same results.  [default: all cores]"
    ),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Run on the workers of this Dask scheduler, for example tcp://127.0.0.1:8786; same results.",
    ),
]
CheckpointOption = Annotated[
    Path | None,
    typer.Option(
        "--checkpoint", metavar="FOLDER", help="Keep finished work here; the same command goes on after a stop."
    ),
]

Where = tuple[int | None, str | None, Path | None]
"""The three options, as ``make_pool`` takes them."""


def make_pool(
    workers: int | None = None, cluster: str | None = None, checkpoint: Path | None = None, *, small: bool = False
) -> Pool:
    """The pool of a command's options. Leaves with exit code 2 when they exclude each other.

    Args:
        workers: processes; default: one per core, or one when the work is small.
        cluster: address of a Dask scheduler.
        checkpoint: folder of finished tasks.
        small: whether starting processes would take longer than the work.

    """
    if cluster is not None:
        if workers is not None:
            fail("--workers: not with --cluster, which runs the work on the workers of the cluster; leave out one")
        if not cluster.strip():
            fail("--cluster: give the address of a Dask scheduler, for example tcp://127.0.0.1:8786")
        return Pool(cluster=cluster.strip(), checkpoint=checkpoint)
    if workers is None:
        from joblib import cpu_count

        workers = 1 if small else cpu_count()
    return Pool(workers, checkpoint=checkpoint)
