"""One more entry in a scenario file; every other byte stays."""

import pytest

from scenarios.faults import ScenarioError
from scenarios.writing.additions import with_entry

ENTRY = {"base": "project", "name": "Half: yearly", "mmp_wip_limit": None, "cadence_weeks": 26, "reestimate": True}
LINE = '{base: project, name: "Half: yearly", mmp_wip_limit: none, cadence_weeks: 26, reestimate: true}'


def added(text, section="funding_models"):
    return with_entry(text, "a.yaml", section, "half", ENTRY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\nfunding_models:\n  p: project\nz: 2\n", "a: 1\nfunding_models:\n  p: project\n  half: @\nz: 2\n"),
        (
            "funding_models:\n    p: project  # x\n\n# y\nz: 2\n",
            "funding_models:\n    p: project  # x\n    half: @\n\n# y\nz: 2\n",
        ),
        ("funding_models:\n  p:\n    base: project", "funding_models:\n  p:\n    base: project\n  half: @\n"),
        (
            "funding_models:\n  p:\n    order:\n      - a\n      - b\n",
            "funding_models:\n  p:\n    order:\n      - a\n      - b\n  half: @\n",
        ),
        ("funding_models: {p: project}\nz: 2\n", "funding_models: {p: project, half: @}\nz: 2\n"),
        ("funding_models: {}\n", "funding_models: {half: @}\n"),
        ("a: 1\n", "a: 1\n\nfunding_models:\n  half: @\n"),
    ],
)
def test_an_entry_goes_to_the_end_of_its_section(before, after):
    """In the style of the section: lines, braces, or a new section."""
    assert added(before) == after.replace("@", LINE)


def test_a_file_in_braces_is_written_anew():
    """JSON has no lines of its own; its order stays."""
    assert added('{"a": 1, "funding_models": {}}').startswith('{\n  "a": 1,\n  "funding_models": {\n    "half": {')


@pytest.mark.parametrize(
    "text",
    ["funding_models:\n  half: project\n", "funding_models: {half: project}\n", '{"funding_models": {"half": 1}}'],
)
def test_an_entry_of_this_name_is_not_replaced(text):
    """Another name is asked for."""
    with pytest.raises(ScenarioError, match='has an entry called "half" already'):
        added(text)


@pytest.mark.parametrize("text", ["funding_models: none\n", "{funding_models: {p: project}}"])
def test_what_cannot_be_added_to_is_told(text):
    """A section that is one word, and braces that are no JSON."""
    with pytest.raises(ScenarioError, match="first"):
        added(text)
