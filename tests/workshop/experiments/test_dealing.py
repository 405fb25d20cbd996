"""Features dealt to MMPs: small cases by hand, and what holds for every limit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from workshop.experiments.dealing import deal

WEEKS = [np.array([0.0, 1.0, 2.0, 3.0])]
DONE = [np.array([1.0, 2.0, 3.0, 4.0])]


def test_two_mmps_one_team_by_hand():
    """Features of a week, one after the other. One at a time: done in weeks 2 and 4; in turns: 3 and 4."""
    one = deal(WEEKS, DONE, [np.zeros(4)], 2, 1)
    assert list(one.done) == [2.0, 4.0]
    assert list(one.started) == [0.0, 2.0]
    assert one.owners == ((0, 0, 1, 1),)
    assert one.under_way() == 1.0
    assert one.early == 0
    turns = deal(WEEKS, DONE, [np.array([0.0, 0.9, 0.0, 0.0])], 2, None)
    assert turns.owners == ((0, 1, 0, 1),)
    assert list(turns.done) == [3.0, 4.0]
    assert turns.under_way() == 1.5


def test_a_team_without_work_begins_the_next():
    """The second team has done its part of the first MMP before the first team has: it does not wait."""
    pulled = [np.array([0.0, 4.0]), np.array([0.0, 1.0])]
    done = [np.array([4.0, 8.0]), np.array([1.0, 2.0])]
    dealt = deal(pulled, done, [np.zeros(2), np.zeros(2)], 2, 1)
    assert dealt.owners == ((0, 1), (0, 1))
    assert list(dealt.started) == [0.0, 1.0]
    assert list(dealt.done) == [4.0, 8.0]
    assert dealt.early == 1


def test_features_that_cannot_be_shared_are_refused():
    """Four features are not three equal parts; no features are no part."""
    with pytest.raises(ValueError, match="4 features of a team cannot be shared equally by 3 MMPs"):
        deal(WEEKS, DONE, [np.zeros(4)], 3, None)
    with pytest.raises(ValueError, match="0 features"):
        deal([np.array([])], [np.array([])], [np.array([])], 3, None)


@settings(max_examples=examples(14), deadline=None)
@given(
    seed=st.integers(0, 10_000), teams=st.integers(1, 3), mmps=st.integers(1, 6), part=st.integers(1, 4),
    limit=st.one_of(st.none(), st.integers(1, 6)),
)  # fmt: skip
def test_every_mmp_gets_its_part(seed, teams, mmps, part, limit):
    """Each MMP gets an equal part of each team, is done with its last feature, and no feature is lost."""
    rng = np.random.default_rng(seed)
    pulled = [np.sort(rng.uniform(0, 10, mmps * part)) for _ in range(teams)]
    done = [weeks + rng.uniform(0.1, 5, len(weeks)) for weeks in pulled]
    dealt = deal(pulled, done, [rng.uniform(size=mmps * part) for _ in pulled], mmps, limit)
    for owners in dealt.owners:
        assert sorted(owners) == sorted(list(range(mmps)) * part)
    for m in range(mmps):
        ends = [
            d
            for owners, weeks in zip(dealt.owners, done, strict=True)
            for o, d in zip(owners, weeks, strict=True)
            if o == m
        ]
        assert dealt.done[m] == max(ends)
    assert dealt.done.max() == max(weeks.max() for weeks in done)
    if limit is None:
        assert dealt.early == 0
