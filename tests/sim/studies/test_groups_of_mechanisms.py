"""Groups of mechanisms that attribution switches together: in words, refused, and shrunk to what differs."""

import pytest

from scenarios.language.funding_model import IDENTITY, FundingModel
from sim.studies.mechanism_groups import DEFAULT, Group, GroupError, differing, grouping
from tests.sim.cases import funding


def test_groups_in_words():
    """Own groups, named or not; what is left forms one more; every setting belongs to one group."""
    mine = grouping("money=cadence+approval, release_unit")
    assert [(g.id, g.mechanisms) for g in mine[:2]] == [
        ("money", ("cadence", "approval")),
        ("release_unit", ("release_unit",)),
    ]
    for words in ("default", "each", "money=cadence+approval,release_unit"):
        settings = [key for group in grouping(words) for key in group.settings()]
        assert sorted([*settings, *IDENTITY]) == sorted(FundingModel.model_fields)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("cadense", 'did you mean "cadence"'),
        ("cadence,approval+cadence", '"cadence" is in two groups'),
        ("x=cadence,x=approval", 'two groups are called "x"'),
        ("x=", "names no mechanism"),
        ("cadence,rest=approval", 'two groups are called "rest"'),
    ],
)
def test_groups_that_cannot_be(words, message):
    with pytest.raises(GroupError, match=message):
        grouping(words)


def test_groups_shrink_to_what_differs():
    """A group keeps only the mechanisms in which the models differ; without any it drops out."""
    one, two = funding(), funding(approval_weeks=3, selection="wsjf")
    assert differing(DEFAULT, one, two) == (
        Group("rhythm", "Rhythm of decisions", ("approval",)),
        Group("choice", "Choosing and stopping", ("selection",)),
    )
