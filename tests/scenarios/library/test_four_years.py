"""The insurer over four years is what its script makes of the insurer, and shows a change from every side."""

import runpy

from scenarios import shipped
from scenarios.loader import load
from sim.funding.timetables import timetable
from sim.world.blueprint import Blueprint


def test_files_are_what_the_script_derives():
    """Scenario and tables are the output of derive.py; edit the insurer, not them."""
    folder = shipped.path("insurer-four-years").parent
    for name, content in runpy.run_path(str(folder / "derive.py"))["main"]().items():
        assert (folder / name).read_text(encoding="utf-8") == content, name


def test_two_portfolios_two_years_apart():
    """Every MMP and project comes twice; the second time everything is new and eight quarters later."""
    once, twice = load("insurer"), load("insurer-four-years")
    assert len(twice.mmps) == 2 * len(once.mmps)
    assert len(twice.projects) == 2 * len(once.projects)
    for mmp in once.mmps:
        again = twice.mmp(f"{mmp.id}-2")
        assert again.appears_quarter == mmp.appears_quarter + 8
        assert again.underway is None
        assert again.requires == tuple(f"{other}-2" for other in mmp.requires)
    assert (twice.value_streams, twice.uncertainty, twice.budget) == (
        once.value_streams,
        once.uncertainty,
        once.budget,
    )


def test_the_way():
    """Digital first, claims, policy and data in quarters 3, 4 and 5; abandoned in weeks 65 and 117."""
    scenario = load("insurer-four-years")
    blueprint = Blueprint(scenario)
    names = [stream.id for stream in blueprint.streams]

    def weeks(model, rules):
        table = timetable(scenario.funding_models[model], blueprint)
        return {names[s.stream]: s.week for s in table.switches if s.rules == rules}

    assert weeks("change_over", 1) == {"digital": 13, "claims": 26, "policy": 39, "data": 52}
    assert set(weeks("change_over_abandoned_12", 0).values()) == {65}
    assert set(weeks("change_over_abandoned_24", 0).values()) == {117}
    assert weeks("change_over_later", 1)["digital"] == 26
