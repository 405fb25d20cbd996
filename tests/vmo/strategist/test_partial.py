"""A comparison watched while it runs."""

from numpy.testing import assert_array_equal

import vmo


def test_a_comparison_tells_what_it_has_so_far():
    """Every ten worlds; each part is the comparison of so many worlds, and the last one is the answer."""
    told: list[vmo.ComparisonResult] = []
    found = vmo.compare("tiny", replications=25, workers=1, backing=False, partial=told.append)
    assert [each.data.replications for each in told] == [10, 20, 25]
    assert {each.ended for each in told} == {"interrupted"}
    alone = vmo.compare("tiny", replications=10, workers=1, backing=False)
    assert_array_equal(told[0].data.outcomes, alone.data.outcomes)
    assert_array_equal(told[-1].data.outcomes, found.data.outcomes)
    assert found.ended == "replications"
