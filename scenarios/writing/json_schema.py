"""The JSON Schema (draft 2020-12) of a scenario file, for editors: keys, units, limits and short forms.

It describes what people may write, which is more than the model holds: a preset's name or a number where a
distribution stands, ``none`` for no limit, one line for an urgency, a table's name for a list of objects, and
funding models that give only what differs from their base.
"""

import json
from typing import Any

from scenarios.quantities.presets import distribution_presets, funding_presets, switching_presets
from scenarios.scenario import Scenario

Schema = dict[str, Any]

_TABLE = {
    "type": "string",
    "pattern": r"\.([cC][sS][vV]|[tT][sS][vV]|[tT][xX][tT]|[xX][lL][sS][xXmM])$",
    "description": "Name of a table beside this file: .csv or .xlsx, one row each, one column per field",
}
_URGENCY = {
    "type": "string",
    "pattern": r"^\s*(standard|decaying|closing|fixed_date)\s*([:(].*)?$",
    "description": "standard, decaying: HALF_LIFE, closing: LAST_QUARTER or fixed_date: QUARTER, PENALTY",
}
QUARTER = "quarter, 1-based"
"""Unit of a field that holds the number of a quarter."""
_CALENDAR_QUARTER = {
    "type": "string",
    "pattern": r"^\s*\d{4}[- ]?[Qq][1-4]\s*$",
    "description": "A calendar quarter such as 2027-Q3 (needs calendar.starts)",
}
_PORTFOLIO = {
    "required": ["budget", "mmps"],
    "properties": {
        "mmps": {"minItems": 1},
        "value_streams": {"items": {"required": ["teams", "team_cost_per_sprint"]}},
    },
}
_LABORATORY = {
    "required": ["value_streams"],
    "properties": {
        "mmps": {"maxItems": 0},
        "value_streams": {"type": "array", "contains": {"required": ["arrivals"]}},
    },
}
_OUTSIDE = ("description", "default", "unit")


def json_schema(scenario: type[Scenario] = Scenario) -> Schema:
    """The schema of a scenario file."""
    schema: Schema = _written(scenario.model_json_schema(by_alias=True, mode="validation"), "")
    definitions = schema["$defs"]
    members = [{"$ref": f"#/$defs/{name}"} for name, d in definitions.items() if "distribution" in d["properties"]]
    definitions["Distribution"] = {
        "anyOf": [
            {"type": "number", "minimum": 0, "description": "Always the same value"},
            {"enum": sorted(distribution_presets()), "description": "Name of a preset"},
            *members,
        ],
        "description": "A number, a preset's name or a distribution",
    }
    for definition in definitions.values():
        for tag in ("distribution", "kind"):
            if tag in definition.get("properties", {}):
                definition["required"] = [tag, *(key for key in definition.get("required", []) if key != tag)]
    observed = definitions["Empirical"]
    observed["required"] = ["distribution"]
    observed["anyOf"] = [{"required": ["values"]}, {"required": ["file", "column"]}]
    definitions["FundingModel"]["required"] = ["base"]
    schema["anyOf"] = [_PORTFOLIO, _LABORATORY]
    definitions["Stage"]["anyOf"] = [
        {"required": keys} for keys in (["servers", "effort"], ["platform", "effort"], ["parallel"])
    ]
    models = schema["properties"]["funding_models"]["patternProperties"]
    for pattern, model in models.items():
        models[pattern] = _either(model, {"enum": list(funding_presets())}, {"type": "null"})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": "vmo-lab scenario"}


def schema_text() -> str:
    """The schema as the text of a file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _either(first: Schema, *others: Schema) -> Schema:
    """A choice; description, default and unit stay outside it."""
    inside = {key: value for key, value in first.items() if key not in _OUTSIDE}
    choices = inside["anyOf"] if set(inside) == {"anyOf"} else [inside]
    return {"anyOf": [*choices, *others]} | {key: first[key] for key in _OUTSIDE if key in first}


def _written(node: Any, key: str) -> Any:  # noqa: ANN401 - any part of a schema
    """The part of the schema called ``key`` as people may write it."""
    if isinstance(node, list):
        return [_written(item, "") for item in node]
    if not isinstance(node, dict):
        return node
    node = {k: _written(v, k) for k, v in node.items() if not (k == "title" and isinstance(v, str))}
    if "unit" in node and "description" in node:
        node["description"] += f" [{node['unit']}]"
    return _widened(node, key)


def _widened(node: Schema, key: str) -> Schema:
    tag = node.pop("discriminator", {}).get("propertyName") if "oneOf" in node else None
    if tag == "distribution":
        return {"$ref": "#/$defs/Distribution"} | {k: node[k] for k in _OUTSIDE if k in node}
    if tag and key == "urgency":
        return _either(node, _URGENCY)
    if key == "switching_loss":
        words = {"enum": ["none", *switching_presets()]}
        return {"anyOf": [words, {"type": "array", "items": {"type": "number", "minimum": 0}}]} | {
            k: node[k] for k in _OUTSIDE if k in node
        }
    if key == "effort" and node.get("type") == "object":
        return _either(node, node["additionalProperties"])
    if node.get("type") == "array" and "$ref" in node.get("items", {}):
        return _either(node, _TABLE)
    if node.get("unit") == QUARTER:
        node = _either(node, _CALENDAR_QUARTER)
    kinds = [option.get("type") for option in node.get("anyOf", [])]
    if "null" in kinds and "string" not in kinds and not any("enum" in option for option in node["anyOf"]):
        return _either(node, {"const": "none"})
    return node
