"""How many examples a law is tried on: a share of them always, all by ``pytest -m long``."""

import os

TIMES = "VMO_TEST_EXAMPLES"
"""Name in the environment of how many times as many examples are drawn."""


def examples(count: int) -> int:
    """Examples that are drawn where the default suite takes ``count``."""
    return count * int(os.environ.get(TIMES, "1"))
