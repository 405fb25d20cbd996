"""Rows of an organisation: which a scenario has, and what is left when one is taken out."""

import pytest

from scenarios.loader import load
from scenarios.variation.assumption_register import register
from scenarios.variation.organisation_rows import ROWS, rows_of, without
from scenarios.variation.uncertain import uncertain_numbers
from tests.sim.cases import mmp, scenario, stage, stream

GROUPS = {"skills": [{"people": 0.5, "can": ["x"]}, {"people": 0.5, "can": ["y"]}], "needs": {"x": 0.5, "y": 0.5}}
PLATFORM = {"id": "ops", "servers": 1, "teams": 1, "team_cost_per_sprint": 1}


def case(*more_stages, events=(), platforms=(), parts=None, **more):
    """Two streams, one MMP that serves an objective."""
    first = stream("s", stage(servers=2, **(parts or {})))
    first["stages"] += list(more_stages)
    return scenario(
        [mmp("a", 2, objective="o")],
        first,
        stream("t"),
        objectives=[{"id": "o"}],
        events=list(events),
        platforms=list(platforms),
        **more,
    )


def in_streams(found, **changes):
    return found.replace(value_streams=tuple(s.replace(**changes) for s in found.value_streams))


PLAIN = case()
ON = {
    "services": case(services=[{"id": "law", "per_year": 130_000, "visits": [{"at": "start", "effort": 1}]}]),
    "platforms": case({"id": "run", "platform": "ops", "effort": 1}, platforms=[PLATFORM]),
    "dependencies": case(
        dependencies=[{"value_stream": "s", "stage": "work", "on": "t", "helps_at": "work", "effort": 1}]
    ),
    "interruptions": case(parts={"side_work": 1, "breakdowns": {"between": 9, "repair": 1}, "preemptive": True}),
    "routing": case(parts={"routing": {"work": 0.2}}),
    "skills": case(parts=GROUPS),
    "pace": in_streams(PLAIN, sustainable_pace={"time_lost": 0.1}),
    "runway": in_streams(PLAIN, runway={}),
    "escapes": in_streams(PLAIN, escapes={"share": 0.5, "effort": 1}),
    "drift": case(events=[{"kind": "objective_changes", "quarter": 2, "objective": "o", "weight": 0.5}]),
}


def test_every_row_has_a_case():
    """What is here is what there is."""
    assert list(ON) == [row.id for row in ROWS]


@pytest.mark.parametrize("name", ON)
def test_a_row_is_taken_out(name):
    """A scenario with one row has that row, and without it is the scenario that never had it."""
    rows, held = rows_of(ON[name])
    assert ([row.id for row in rows], held) == ([name], {})
    assert without(ON[name], [name]) == PLAIN


def test_a_plain_organisation_has_none():
    """Nothing is switched on in the insurer, so nothing is taken out."""
    assert rows_of(load("insurer")) == ((), {})
    assert without(load("insurer"), [row.id for row in ROWS]) == load("insurer")


def test_enablers_go_with_what_they_work_on():
    """Without a runway nobody sets time aside for it."""
    found = load("tribes-and-platforms")
    assert any(model.enabler_share for model in found.funding_models.values())
    assert not any(model.enabler_share for model in without(found, ["runway"]).funding_models.values())


def test_what_is_referred_to_stays():
    """Work that fails later and goes back to the stage of a platform team keeps the team in its place."""
    back = {"id": "check", "servers": 1, "effort": 1, "rework": {"probability": 0.1, "to": "run"}}
    found = case({"id": "run", "platform": "ops", "effort": 1}, back, platforms=[PLATFORM])
    rows, held = rows_of(found)
    assert rows == ()
    assert 'no stage of this stream is called "run"' in held["platforms"]


@pytest.mark.parametrize("name", ON)
def test_a_row_that_is_on_is_in_the_register(name):
    """What a row says in numbers stands in the register of assumptions, and without the row it does not."""
    known, there = ({entry.path for entry in register(each)} for each in (PLAIN, ON[name]))
    assert there - known


@pytest.mark.parametrize("name", [name for name in ON if name != "skills"])
def test_a_row_that_is_on_has_ranges(name):
    """A number of it is varied alone (not of skills, whose shares have to make one together)."""
    plain, on = (
        {number.id for number in uncertain_numbers(each, ())} for each in (PLAIN, RANGED.get(name, ON[name]))
    )
    assert on - plain


RANGED = {"platforms": ON["platforms"].replace(platforms=[PLATFORM | {"side_work": 1}])}
"""Of a platform team: its own interruptions; work and pay are varied with those of the streams."""
