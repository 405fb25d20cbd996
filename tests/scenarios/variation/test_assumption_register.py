"""The register of assumptions: every number, where it comes from, and how far it may be off."""

import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.quantities.presets import range_presets
from scenarios.variation.assumption_register import register
from scenarios.variation.uncertain import uncertain_numbers
from scenarios.writing.fingerprint import resolved, scenario_hash
from tests.sim.cases import DIRECT, mmp, scenario, stage, stream

MODELS = {"project": {"base": "project"}, "mine": DIRECT}


def entries(**more):
    """The register of two MMPs in one stream, by path."""
    mmps = [mmp("a", 2, earns=10, success_probability=0.5), mmp("b", 3, earns=20, success_probability=0.25)]
    case = scenario(mmps, stream("s", stage(effort="task_effort_sip")), funding_models=MODELS, **more)
    return {entry.path: entry for entry in register(case)}


def test_numbers_of_one_kind_are_one_entry():
    """Features of two MMPs: two places, from 2 to 3, stated by the scenario, decided and not assumed."""
    found = entries()["mmps.*.features"]
    assert (found.value, found.least, found.most, found.places, found.unit) == (None, 2, 3, 2, "count")
    assert (found.low, found.high, found.grade, found.source) == (None, None, "", "stated in the scenario")


def test_uncertain_numbers_have_their_range():
    """The chance of success is a factor on two places, with the range and the grade of the table of ranges."""
    found = entries()["mmps.*.success_probability*"]
    assert (found.least, found.most, found.places) == (0.25, 0.5, 2)
    assert (found.low, found.high, found.range_grade) == (0.5, 1.5, "A")


def test_presets_bring_source_and_grade():
    """A setting that the preset supplies has its source; one that the scenario states has not."""
    found = entries()
    assert found["funding_models.project.approval_weeks"].grade == "B"
    assert found["funding_models.project.approval_weeks"].source.startswith("preset project: APQC 2008")
    assert (
        found["funding_models.mine.mmp_wip_limit"].grade == ""
        if "funding_models.mine.mmp_wip_limit" in found
        else True
    )
    assert found["funding_models.mine.cadence_weeks"].source.startswith("preset value_stream")
    effort = found["value_streams.*.stages.*.effort*"]
    assert (effort.grade, effort.value) == ("A", 0.9231)
    assert effort.source.startswith("preset task_effort_sip: SiP task data")


def test_prices_without_a_range_go_by_their_grade():
    """The price of a release is an assumption: half to double, as the rule for grade D says."""
    found = entries()["funding_models.project.release_cost*"]
    assert (found.grade, [found.low, found.high]) == ("D", range_presets()["D"].value)
    assert found.range_source == range_presets()["D"].source


def test_the_scenario_names_source_grade_and_owner():
    """What the scenario says of a path, or of a place above it, comes first; the fingerprint knows it only then."""
    stated = {
        "mmps.*.features": {"source": "architects' estimate", "grade": "C", "owner": "Ada"},
        "funding_models.project": {"owner": "Grace"},
    }
    found = entries(assumptions=stated)
    one = found["mmps.*.features"]
    assert (one.source, one.grade, one.owner) == ("architects' estimate", "C", "Ada")
    two = found["funding_models.project.approval_weeks"]
    assert (two.owner, two.grade) == ("Grace", "B")
    assert found["funding_models.mine.cadence_weeks"].owner == ""
    plain = scenario([mmp("a", 1)])
    assert scenario_hash(plain) == scenario_hash(plain.replace(assumptions={}))


def numbers_in(data, at=()):
    """Where a resolved scenario holds numbers: keys, with a star for a place in a list."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from numbers_in(value, (*at, key))
    elif isinstance(data, list):
        for value in data:
            yield from numbers_in(value, (*at, "*"))
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield ".".join(at)


def test_no_number_is_missing_and_none_told_twice():
    """Every number of the insurer belongs to an entry, by itself or as part of what a range covers."""
    case = load("insurer")
    found = register(case, ("project",))
    paths = [entry.path for entry in found]
    assert len(paths) == len(set(paths))
    covered = {path.rstrip("*").rstrip(".") for path in paths}
    covered |= {
        path.rstrip("*").rstrip(".") for number in uncertain_numbers(case, ("project",)) for path in number.paths
    }
    data = resolved(case)
    data["funding_models"] = {"project": data["funding_models"]["project"]}
    left = {n for n in numbers_in(data) if not any(n == path or n.startswith(f"{path}.") for path in covered)}
    assert not left


def test_an_assumption_about_nothing_is_refused(tmp_path):
    """A path that leads nowhere is a fault of the file, with the nearest key."""
    text = """
budget: {per_quarter: 100}
mmps: [{id: a, effort: {s: 1}, value_per_quarter: 5}]
value_streams: [{id: s, teams: 1, team_cost_per_sprint: 1, stages: [{id: work, servers: 1, effort: 1}]}]
assumptions: {mmps.*.featurs: {owner: Ada}}
"""
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="featurs"):
        load(tmp_path / "case.yaml")
