"""A team with a fast lane: values by hand, and the law that order makes no time."""

import pytest

from workshop.experiments.priorities import Lane, busy


def test_one_person_by_hand():
    """Load 80 %, half expedited: 1 + 0.8 / 0.6 and 1 + 0.8 / (0.6 x 0.2) weeks; 5 without a lane."""
    lane = Lane(rate=0.8, work=1.0, people=1, share=0.5)
    assert lane.plain == pytest.approx(5.0)
    assert lane.fast(interrupting=False) == pytest.approx(1 + 0.8 / 0.6)
    assert lane.others(interrupting=False) == pytest.approx(1 + 0.8 / (0.6 * 0.2))
    assert lane.fast(interrupting=True) == pytest.approx(1 / 0.6)
    assert lane.others(interrupting=True) == pytest.approx(1 / (0.6 * 0.2))


def test_erlang_by_hand():
    """Two people, one week of work a week: 1/3 of arrivals find both busy; one person: the load."""
    assert busy(1.0, 2) == pytest.approx(1 / 3)
    assert busy(0.7, 1) == pytest.approx(0.7)


@pytest.mark.parametrize("interrupting", [False, True])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.8])
def test_order_makes_no_time(share, interrupting):
    """The mean over all features is that without a lane, whoever goes first."""
    lane = Lane(rate=1.4, work=2.4, people=4, share=share)
    mean = share * lane.fast(interrupting=interrupting) + (1 - share) * lane.others(interrupting=interrupting)
    assert mean == pytest.approx(lane.plain)
    assert lane.fast(interrupting=interrupting) < lane.plain < lane.others(interrupting=interrupting)
