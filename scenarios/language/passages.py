"""How often a feature passes each stage of a stream, on average."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def mean_visits(onward: Sequence[Sequence[tuple[float, int]]]) -> npt.NDArray[np.float64]:
    """Mean number of times that a feature passes each stage, in the order of stages: v = e + v P (Jackson 1957).

    Args:
        onward: by stage, where a feature goes from there: (probability, position or -1 for done).

    """
    n = len(onward)
    matrix = np.zeros((n, n))
    for position, ways in enumerate(onward):
        for share, to in ways:
            if to >= 0:
                matrix[position, to] += share
    reached = [0]
    for position in reached:
        reached += [k for k in np.flatnonzero(matrix[position]).tolist() if k not in reached]
    found = np.zeros(n)
    inside = matrix[np.ix_(reached, reached)]
    start = np.zeros(len(reached))
    start[0] = 1.0
    found[reached] = np.linalg.solve(np.eye(len(reached)) - inside.T, start)
    return found
