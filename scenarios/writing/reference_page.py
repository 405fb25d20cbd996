"""The reference of the scenario language, from the docstrings and limits of the types themselves."""

from collections.abc import Iterator
from typing import Any

from scenarios.language.funding_model import GROUPS, FundingModel, grade_of, marked
from scenarios.quantities.presets import GRADES, Preset, distribution_presets, funding_presets, switching_presets
from scenarios.scenario import Scenario
from scenarios.writing.json_schema import json_schema

_INTRODUCTION = """\
# Reference of the scenario language

Generated from the types by `vmo schema --markdown`; a test keeps the two equal. Time is in weeks, money in the
scenario's currency, probabilities and shares are from 0 to 1. A field without a default has to be given. Unknown
keys are errors. A table of MMPs (`mmps: mmps.csv` or `.xlsx`) has one column per field; lists inside a cell are
separated by semicolons.
"""


def reference(scenario: type[Scenario] = Scenario, model: type[FundingModel] = FundingModel) -> str:
    """Every type of the scenario language with its fields, units, limits and defaults, as Markdown.

    Args:
        scenario: type of the scenarios that are described.
        model: type of their funding models.

    """
    schema = json_schema(scenario)
    parts = [_INTRODUCTION, *_section("Scenario", schema)]
    for name, definition in schema["$defs"].items():
        parts += _section(name, definition)
    return "\n".join([*parts, *_presets(), *_mechanisms(model), *_models(model)])


def _section(name: str, definition: dict[str, Any]) -> Iterator[str]:
    yield f"\n## {name}\n\n{definition.get('description', '').strip()}\n"
    if "properties" not in definition:
        yield f"{_kind(definition)}\n"
        return
    yield "| field | unit or type | limits | default | meaning |\n|---|---|---|---|---|"
    required = set(definition.get("required", ()))
    for field, spec in definition["properties"].items():
        default = "required" if field in required else _default(spec.get("default"))
        unit = f" [{spec['unit']}]" if "unit" in spec else ""
        told = str(spec.get("description", "")) or ("Says which one it is." if "const" in spec else "")
        meaning = " ".join(told.split()).removesuffix(unit)
        yield f"| `{field}` | {_kind(spec)} | {_limits(spec)} | {default} | {_cell(meaning)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _default(value: object) -> str:
    if value is None or value == [] or value == {} or value == "":
        return "none"
    if isinstance(value, dict):
        return "those of its type"
    return f"`{value}`"


def _kind(spec: dict[str, Any]) -> str:
    if "unit" in spec:
        return str(spec["unit"])
    if "$ref" in spec:
        return _link(spec["$ref"])
    if "enum" in spec:
        return " or ".join(f"`{word}`" for word in spec["enum"])
    if "const" in spec:
        return f"`{spec['const']}`"
    for key in ("anyOf", "oneOf"):
        if key in spec:
            kinds = dict.fromkeys(_kind(option) for option in spec[key] if option.get("type") != "null")
            return " or ".join(kinds)
    if spec.get("type") == "array":
        return f"list of {_kind(spec.get('items', {}))}"
    if spec.get("type") == "object":
        return f"mapping to {_kind(spec['additionalProperties'])}" if "additionalProperties" in spec else "mapping"
    return {"string": "text", "boolean": "`true` or `false`", "integer": "whole number"}.get(
        str(spec.get("type")), str(spec.get("type", "text"))
    )


def _link(reference: str) -> str:
    name = reference.rsplit("/", 1)[-1]
    return f"[{name}](#{name.lower()})"


_WORDS = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below"}


def _limits(spec: dict[str, Any]) -> str:
    options = [spec, *spec.get("anyOf", ()), *spec.get("oneOf", ())]
    found = [f"{word} {option[key]:g}" for option in options for key, word in _WORDS.items() if key in option]
    return ", ".join(dict.fromkeys(found))


def _presets() -> Iterator[str]:
    yield "\n## Presets\n"
    yield "Evidence grades: " + "; ".join(f"{grade} = {words}" for grade, words in GRADES.items()) + ".\n"
    yield "| preset | what | grade | source |\n|---|---|---|---|"
    for name, preset in distribution_presets().items():
        yield f"| `{name}` | distribution | {preset.grade} | {_cell(preset.source)} |"
    for name, preset in switching_presets().items():
        table = ", ".join(f"{share:.0%}" for share in preset.value)
        yield f"| `{name}` | switching loss: {table} | {preset.grade} | {_cell(preset.source)} |"


def _mechanisms(model: type[FundingModel]) -> Iterator[str]:
    yield "\n## Mechanisms of a funding model\n"
    yield "Grade: the weakest evidence behind the settings in which the presets differ.\n"
    yield "| mechanism | name | what it does | settings | switched with | grade |\n|---|---|---|---|---|---|"
    for mechanism, settings in marked(model).items():
        keys, group = ", ".join(f"`{key}`" for key in settings), GROUPS.get(mechanism.group, mechanism.label)
        what = f"{mechanism.label} | {_cell(mechanism.effect)} | {keys} | {group} | {grade_of(settings)}"
        yield f"| `{mechanism.id}` | {what} |"


def _models(model: type[FundingModel]) -> Iterator[str]:
    presets = funding_presets()
    yield "\n## Funding models: the presets, mechanism by mechanism\n"
    yield f"| setting | {' | '.join(presets)} | sources (grade) |\n|---|{'---|' * len(presets)}---|"
    rules = {base: model.model_validate({"base": base}) for base in presets}
    for key in (key for settings in marked(model).values() for key in settings):
        words = " | ".join(_word(getattr(rule, key)) for rule in rules.values())
        told = {base: _source(preset.get(key)) for base, preset in presets.items()}
        each = "; ".join(f"{base}: {source}" for base, source in told.items())
        sources = each if len(set(told.values())) > 1 else next(iter(told.values()))
        yield f"| `{key}` | {words} | {_cell(sources)} |"


def _source(preset: Preset | None) -> str:
    return "neutral default (D)" if preset is None else f"{preset.source} ({preset.grade})"


def _word(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)
