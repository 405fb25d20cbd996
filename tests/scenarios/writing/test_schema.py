"""The JSON Schema accepts what the loader accepts, and tells editors what every key means."""

import re
from pathlib import Path

import pytest

from scenarios import shipped
from scenarios.reading.yaml_file import read_yaml
from scenarios.writing.json_schema import json_schema

SCHEMA = json_schema()
HERE = Path(__file__).parents[1]
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}


def accepts(schema: dict, value: object) -> bool:
    """The part of JSON Schema that the scenario schema uses, by the words of its specification."""
    if "$ref" in schema and not accepts(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], value):
        return False
    if "anyOf" in schema and not any(accepts(option, value) for option in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(accepts(option, value) for option in schema["oneOf"]) != 1:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if "type" in schema and (
        not isinstance(value, TYPES[schema["type"]]) or (isinstance(value, bool) and schema["type"] != "boolean")
    ):
        return False
    checks = {str: _text, int: _number, float: _number, list: _list, dict: _mapping}
    return type(value) not in checks or checks[type(value)](schema, value)


def _text(schema, value):
    return re.search(schema.get("pattern", ""), value) is not None and len(value) <= schema.get("maxLength", 10**9)


def _number(schema, value):
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and value > schema.get("exclusiveMinimum", value - 1)
        and value < schema.get("exclusiveMaximum", value + 1)
    )


def _list(schema, value):
    return schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9) and all(
        accepts(schema.get("items", {}), item) for item in value
    )


def _mapping(schema, value):
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    free = schema.get("additionalProperties", True)
    if any(key not in value for key in schema.get("required", ())):
        return False
    for key, item in value.items():
        fitting = [known[key]] if key in known else [s for p, s in patterns.items() if re.search(p, key)]
        if not fitting and (free is False or (isinstance(free, dict) and not accepts(free, item))):
            return False
        if not all(accepts(part, item) for part in fitting):
            return False
    return True


def truth(value):
    """The loader keeps true and false as words; an editor reads them as what they are."""
    if isinstance(value, dict):
        return {key: truth(item) for key, item in value.items()}
    if isinstance(value, list):
        return [truth(item) for item in value]
    return value == "true" if value in ("true", "false") else value


@pytest.mark.parametrize("name", [*shipped.names(), "portfolio"])
def test_valid_scenarios_are_accepted(name):
    """Whatever ships, and every short form, is valid for an editor too."""
    path = HERE / "portfolio" / "scenario.yaml" if name == "portfolio" else shipped.path(name)
    assert accepts(SCHEMA, truth(read_yaml(path, name).data))


SHORT = {
    "budget": {"per_quarter": [1, 2]},
    "mmps": [{"id": "a", "effort": 3, "urgency": "fixed_date: 2, 500", "spend": [], "earliest_quarter": "none"}],
    "funding_models": {"project": None, "x": "value_stream", "y": {"base": "project", "mmp_wip_limit": "none"}},
    "uncertainty": {"value": 1.5, "scope_growth": "it_project_cost"},
    "plan_rules": {"largest_bet": "none"},
    "objectives": "objectives.xlsx",
}


def test_short_forms_are_accepted():
    """A number, a preset's name, ``none``, one line of urgency, a table."""
    assert accepts(SCHEMA, SHORT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"budget": {}},
        {"budget": {"per_quarter": -1}},
        {"mmps": []},
        {"mmps": "mmps.ods"},
        {"mmps": [{"name": "no id"}]},
        {"mmps": [{"id": "a", "valeu": 3}]},
        {"mmps": [{"id": "a", "urgency": "soon"}]},
        {"mmps": [{"id": "a", "urgency": {"half_life_quarters": 2}}]},
        {"mmps": [{"id": "a", "mandatory": 7}]},
        {"uncertainty": {"value": "no_preset"}},
        {"uncertainty": {"value": {"distribution": "lognorml"}}},
        {"uncertainty": {"value": {"distribution": "empirical", "file": "x.csv"}}},
        {"funding_models": {"x": {"cadence_weeks": 13}}},
        {"funding_models": {"x": "waterfall"}},
        {"funding_models": {"x": {"base": "project", "mmp_wip_limit": 0}}},
        {"objectivs": []},
    ],
    ids=str,
)
def test_faults_are_seen_by_editors(wrong):
    """What the loader refuses field by field is marked while it is written."""
    assert not accepts(SCHEMA, SHORT | wrong)


def test_only_budget_and_mmps_are_required():
    """A planner's file needs no more; one for the flow laboratory needs a value stream with arrivals instead."""
    assert "required" not in SCHEMA
    assert [choice["required"] for choice in SCHEMA["anyOf"]] == [["budget", "mmps"], ["value_streams"]]
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$defs"]["FundingModel"]["required"] == ["base"]


def test_every_key_is_described_with_its_unit():
    """Hovering over a key tells what it means; only the key that tells variants apart explains itself."""
    definitions = [SCHEMA, *SCHEMA["$defs"].values()]
    keys = [(key, node) for d in definitions for key, node in d.get("properties", {}).items()]
    named = {f"#/$defs/{name}" for name, definition in SCHEMA["$defs"].items() if definition.get("description")}
    silent = {key for key, node in keys if not node.get("description") and node.get("$ref") not in named}
    assert silent <= {"kind", "distribution"}
    assert SCHEMA["$defs"]["MMP"]["properties"]["value_per_quarter"]["description"].endswith("[money]")
