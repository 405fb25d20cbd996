"""Teams that come with their people."""

import pytest

import vmo
from vmo.planner.staffing import staffed

TEN = {"mmps.a1.features": 10, "mmps.a1.duration_quarters": 1, "mmps.a1.mandatory": True}


@pytest.fixture(scope="module")
def insurer():
    return vmo.load("insurer")


@pytest.mark.parametrize("teams", [1, 4, 7, 10])
def test_the_work_of_a_feature_in_team_sprints_is_never_more(insurer, teams):
    """Seven teams, seven servers: so many servers as teams, and at least one for each of four stages."""
    stream = insurer.stream("claims")
    other = vmo.changed(insurer, staffed(stream, teams)).stream("claims")
    assert other.teams == teams
    assert other.servers == max(teams, len([stage for stage in stream.stages if stage.crew]))
    assert other.feature_team_sprints <= stream.feature_team_sprints + 1e-12


def test_as_many_teams_as_there_are_change_nothing(insurer):
    """Every value is the one that it has."""
    for stream in insurer.value_streams:
        assert vmo.changed(insurer, staffed(stream, stream.teams)).stream(stream.id) == stream


def test_more_teams_never_make_a_plan_worse(insurer):
    """The same people counted as more teams would: that is what a change of teams alone is."""
    stream = insurer.stream("claims")
    values = [vmo.plan(vmo.changed(insurer, staffed(stream, n)), gap="0.1%").data.objective for n in (6, 7, 9)]
    assert values == sorted(values)
    alone = vmo.plan(vmo.changed(insurer, {"value_streams.claims.teams": 9}), gap="0.1%").data.objective
    assert alone < values[1]


def test_a_way_out_of_too_few_teams_leads_out():
    """A team of 6.5 team-sprints, ten features of one each in a quarter: a second one with its server does it."""
    scenario = vmo.changed("tiny", TEN)
    with pytest.raises(vmo.NoPlanError) as error:
        vmo.plan(scenario)
    ways = [each for each in error.value.remedies if any(path.endswith(".teams") for path in each.changes)]
    assert ways
    for way in ways:
        assert vmo.plan(vmo.changed(scenario, way.changes)).data.starts
