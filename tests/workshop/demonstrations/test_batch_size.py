"""Batch size: both staircases are of the same features."""

import numpy as np

from workshop.demonstrations.batch_size.measure import LARGE, SMALL, _stairs
from workshop.parts.demonstration import Setting


def test_the_staircases_have_one_origin():
    """What is built is the same at every moment; the large batch starts at none live; nothing is live unbuilt."""
    stairs = _stairs(Setting())
    small, large = stairs[SMALL], stairs[LARGE]
    assert small["built"].tolist() == large["built"].tolist()
    assert large["live"][0] == 0
    for size, stair in stairs.items():
        assert (stair["live"] <= stair["built"]).all()
        steps = np.diff(stair["live"])
        assert (steps % size == 0).all()
        assert steps.any()
