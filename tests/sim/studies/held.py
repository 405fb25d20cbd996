"""A run to be stopped from outside: ``python held.py FOLDER WORKERS [CHECKPOINT]``; its results are lines."""

import signal
import sys
from pathlib import Path

from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from tests.sim.execution.tasks import hold

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder, workers = Path(sys.argv[1]), int(sys.argv[2])
    pool = Pool(workers, checkpoint=Path(sys.argv[3]) if len(sys.argv) > 3 else None)
    try:
        for result in run_tasks(hold, [(number, folder) for number in range(8)], pool):
            print(result, flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        sys.exit(130)
