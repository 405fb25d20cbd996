"""Every demonstration in full: what has a theory lies where it says, and every caption is seen in the run.

    uv run python -m benchmarks.demonstrations            # the default seed: a minute or two of one core
    uv run python -m benchmarks.demonstrations --seed 7

The tests do the same with short runs. Exit code 1 when a number strays or a claim is not seen.
"""

import argparse
import sys
from time import process_time

from workshop.parts.demonstration import Setting, unseen
from workshop.registry import demonstrations


def main() -> int:
    """Print a row per demonstration, and every fault below it."""
    parser = argparse.ArgumentParser(description="Every demonstration in full, against theory and its captions.")
    parser.add_argument("--seed", type=int, default=Setting().seed)
    seed = parser.parse_args().seed
    print("| demonstration | numbers with a theory | stray | claims | not seen | CPU seconds |")
    print("|---|---:|---:|---:|---:|---:|")
    faults: list[str] = []
    for show in demonstrations():
        began = process_time()
        found = show.measure(Setting(seed=seed))
        spent = process_time() - began
        every = {*found.numbers.values(), *(number for curve in found.curves.values() for number in curve.y)}
        strays = [number.label for number in found.strays()]
        hidden = [claim.text for picture in show.pictures for claim in unseen(picture, found)]
        compared = sum(number.compared for number in every)
        row = (show.name, compared, len(strays), len(show.claims), len(hidden), f"{spent:.1f}")
        print("| " + " | ".join(map(str, row)) + " |", flush=True)
        faults += [f"{show.name}: {fault}" for fault in (*strays, *hidden)]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
