"""Teams that come with their people."""

import pytest

import vmo
from scenarios.variation.staffing import staffed

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


def test_one_path_changes_teams_and_their_people(insurer):
    """In words, as a factor, for all streams: the same as the changes one by one."""
    stream = insurer.stream("claims")
    both = vmo.changed(insurer, {"value_streams.claims.teams_with_people": 9})
    assert both == vmo.changed(insurer, staffed(stream, 9))
    assert both == vmo.changed(insurer, ["value_streams.claims.teams_with_people=9"])
    doubled = vmo.changed(insurer, {"value_streams.*.teams_with_people*": 2})
    for before, after in zip(insurer.value_streams, doubled.value_streams, strict=True):
        assert after == vmo.changed(insurer, staffed(before, 2 * before.teams)).stream(before.id)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("value_streams.claims.teams_with_people", 2.5, "whole number from 1"),
        ("value_streams.claims.teams_with_people", 0, "whole number from 1"),
        ("value_streams.claims.teams_with_people", "many", "whole number from 1"),
        ("value_streams.nobody.teams_with_people", 2, '"nobody" is no value stream; write one of '),
    ],
)
def test_what_is_no_number_of_teams_is_refused(insurer, path, value, words):
    """With the path and the remedy."""
    with pytest.raises(vmo.ScenarioError, match=words) as error:
        vmo.changed(insurer, {path: value})
    assert path in str(error.value)


def test_a_sweep_of_teams_alone_says_that_it_is_a_price():
    """Not when the servers of that stream are swept with them, and not when their people come along."""
    alone, both = "value_streams.alpha.teams", "value_streams.alpha.teams_with_people"
    servers = "value_streams.alpha.stages.*.servers"
    for axes, told in (({alone: [1, 2]}, True), ({alone: [1, 2], servers: [1, 2]}, False), ({both: [1, 2]}, False)):
        found = vmo.sweep("tiny", axes, replications=2, workers=1)
        assert (both in found.text()) is told, axes
    assert "teams with their people (alpha)" in found.text()
