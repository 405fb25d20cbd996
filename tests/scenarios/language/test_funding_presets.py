"""The base funding models are as cautious as their text says, and overlays are what is claimed."""

from typing import get_args

import pytest
from pydantic import ValidationError

from scenarios.language.funding_model import Base, FundingModel, Overlay
from scenarios.quantities.presets import GRADES, funding_overlays, funding_presets, number_presets, range_presets

FAVOUR_PROJECTS = {"commit_ahead_weeks", "overrun_tolerance", "approve_within_capacity"}
"""Assumptions that differ between the models: more of it is better for whoever has it, and projects have more."""


def test_bases_and_overlays_are_those_of_the_language():
    """What may be written under base and overlay is what there are presets for."""
    assert get_args(Base) == tuple(funding_presets())
    assert get_args(Overlay) == tuple(funding_overlays())


def test_every_assumption_is_equal_or_favours_projects():
    """No number of grade D makes value-stream funding look better than a project office."""
    stream = funding_presets()["value_stream"]
    for base in ("project", "well_run_projects"):
        for key, ours in funding_presets()[base].items():
            theirs = stream[key]
            if "D" not in (ours.grade, theirs.grade) or ours.value == theirs.value:
                continue
            assert key in FAVOUR_PROJECTS, key
            assert theirs.value is None or ours.value > theirs.value, key


def test_a_well_run_office_is_better_run():
    """It decides more often, waits less, releases in parts, tolerates more, checks capacity; the rest is equal."""
    usual, well = FundingModel.preset("project"), FundingModel.preset("well_run_projects")
    different = {key for key in FundingModel.model_fields if getattr(usual, key) != getattr(well, key)} - {"base"}
    assert different == {
        "cadence_weeks", "approval_weeks", "release_unit", "overrun_tolerance", "approve_within_capacity",
        "commit_ahead_weeks",
    }  # fmt: skip
    assert well.cadence_weeks < usual.cadence_weeks
    assert well.approval_weeks < usual.approval_weeks
    assert well.overrun_tolerance > usual.overrun_tolerance


def test_an_overlay_is_laid_over_its_base():
    """as_claimed changes its settings and no other; what the scenario says itself comes before both."""
    plain, claimed = (FundingModel(base="project", overlay=overlay) for overlay in (None, "as_claimed"))
    laid = funding_overlays()["as_claimed"]["project"]
    for key in set(FundingModel.model_fields) - {"overlay"}:
        assert getattr(claimed, key) == (laid[key].value if key in laid else getattr(plain, key))
    own = FundingModel(base="project", overlay="as_claimed", approval_weeks=5)
    assert own.approval_weeks == 5
    assert own.source_of("approval_weeks") is None
    assert own.source_of("business_case_share") == laid["business_case_share"]
    assert own.source_of("cadence_weeks") == funding_presets()["project"]["cadence_weeks"]


def test_an_overlay_without_numbers_for_the_base_is_refused():
    """Nobody claims anything about well-run projects."""
    with pytest.raises(ValidationError, match="is for the bases project and value_stream, not for well_run"):
        FundingModel(base="well_run_projects", overlay="as_claimed")


def test_every_overlay_number_and_range_has_source_and_grade():
    """Nothing without source and grade; there is a range for every grade, and worse evidence has a wider one."""
    found = [preset for bases in funding_overlays().values() for base in bases.values() for preset in base.values()]
    found += [*number_presets().values(), *range_presets().values()]
    assert all(preset.source and preset.grade in GRADES for preset in found)
    widths = [high - low for low, high in (range_presets()[grade].value for grade in GRADES)]
    assert widths == sorted(widths)
