"""Funding models as columns."""

import vmo
from scenarios.language.funding_model import MECHANISMS


def test_every_mechanism_and_setting_has_its_row():
    """As they are marked on the fields of a funding model, in every model of the scenario."""
    found = vmo.mechanisms("tiny")
    assert {row.id: tuple(setting.name for setting in row.settings) for row in found.data} == MECHANISMS
    for row in found.data:
        for setting in row.settings:
            assert [held.model for held in setting.held] == ["project", "value_stream"]
            assert all(held.source for held in setting.held)


def test_a_value_of_the_scenario_has_no_grade_of_a_preset():
    """Where the scenario states another value, nobody else vouches for it."""
    changed = vmo.changed("tiny", {"funding_models.project.cadence_weeks": 26})
    (held,) = vmo.mechanisms(changed, models="project").data[0].settings[0].held
    assert (held.value, held.grade, held.source) == (26.0, "", "stated in the scenario")
    (same,) = vmo.mechanisms("tiny", models="project").data[0].settings[0].held
    assert same.grade in "ABCD"
