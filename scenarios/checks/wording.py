"""Faults of single fields in a planner's words: the value, what is wrong with it and what would be valid."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.checks import shape
from scenarios.checks.ambiguity import two_readings
from scenarios.faults import suggestion

_RANGES = {
    "greater_than_equal": ("ge", "below {}", "{} or more"),
    "greater_than": ("gt", "not above {}", "a number above {}"),
    "less_than_equal": ("le", "above {}", "{} or less"),
    "less_than": ("lt", "not below {}", "a number below {}"),
}
_UNITS = {
    "weeks": " of weeks",
    "quarters": " of quarters",
    "quarter, 1-based": " (1 = first quarter)",
    "money": " (money)",
    "probability": " from 0 to 1",
    "share": " from 0 to 1",
    "team-sprints": " of team-sprints",
    "per week": " per week",
    "per quarter": " per quarter",
    "per year": " per year",
}


def shown(value: object) -> str:
    """A value as the user wrote it, cut to a readable length."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        text = " ".join(value.split())
        return f'"{text[:57]}..."' if len(text) > 60 else f'"{text}"'
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return f"{value:g}" if isinstance(value, float) else str(value)[:60]


def expected(annotation: Any) -> str:  # noqa: ANN401 - any annotation of a field
    """What would be valid, in words."""
    none = ', or "none" for no limit' if "none" in shape.unit(annotation) else ""
    models = shape.models(annotation)
    enum = shape.words(annotation)
    types = set(shape.options(annotation))
    if len(models) > 1:
        tag = shape.discriminator(models)
        kinds = ", ".join(w for m in models for w in shape.words(m.model_fields[tag or ""]))
        numbers = "a number, a preset's name, or " if tag == "distribution" else ""
        return f"{numbers}a mapping with {tag}: one of {kinds}"
    if enum and not {int, float} & types:
        return "one of " + ", ".join(enum)
    if shape.element(annotation) is not None:
        return _list_words(annotation, bool({int, float} & types))
    if models:
        return f"a mapping with the keys {_key_list(models[0])}"
    if bool in types:
        return "true or false"
    if int in types or float in types:
        kind = "a whole number" if int in types else "a number"
        return kind + _UNITS.get(shape.unit(annotation), "") + none + "".join(f', or "{word}"' for word in enum)
    if str in types:
        return "a short name without blanks" if shape.unit(annotation) == "id" else "a text"
    return "names with numbers, such as claims: 6"


def _list_words(annotation: Any, or_number: bool) -> str:  # noqa: ANN401
    inner = shape.element(annotation)
    if shape.models(inner):
        return "a list, or the name of a .csv or .xlsx table"
    if {int, float} & set(shape.options(inner)):
        return "a number, or a list such as [1, 2]" if or_number else "a list of numbers such as [1, 2]"
    return "a list such as [a, b]"


def _key_list(model: shape.Model) -> str:
    names = list(shape.keys(model))
    return ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")


def field_words(kind: str, value: object, context: Mapping[str, Any], annotation: Any) -> str:  # noqa: ANN401
    """The fault of one field; ``kind`` and ``context`` are pydantic's error type and its details."""
    if kind == "missing":
        return f"is missing; give {expected(annotation)}"
    if kind in _RANGES:
        return _range_words(kind, value, context, annotation)
    if kind in ("too_short", "too_long"):
        return _length_words(kind, context)
    if kind == "string_pattern_mismatch":
        return _id_words(str(value))
    if kind == "string_too_long":
        return f"{shown(value)} is longer than {context['max_length']} characters; shorten it"
    if kind == "literal_error":
        return (
            f"{shown(value)} is not valid here; {_choice(str(value), re.findall("'([^']*)'", context['expected']))}"
        )
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _tag_words(kind, context, annotation)
    if kind == "value_error":
        return str(context.get("error", "is not valid"))
    if kind == "finite_number":
        return f"{shown(value)} is not a finite number; write {expected(annotation)}"
    if value is None:
        return f"is empty; write {expected(annotation)}, or take it out"
    return _type_words(kind, value, annotation)


def _choice(word: str, known: Sequence[str]) -> str:
    hint = suggestion(word, known)
    return hint if hint.startswith("did") and len(known) > 4 else f"write one of {', '.join(known)}"


def _range_words(kind: str, value: object, context: Mapping[str, Any], annotation: Any) -> str:  # noqa: ANN401
    limit, wrong, right = _RANGES[kind]
    bound = f"{context[limit]:.15g}"
    unit = shape.unit(annotation)
    message = f"{shown(value)} is {wrong.format(bound)}; write "
    if "none" in unit and kind == "greater_than_equal":
        return message + '"none" for no limit'
    if unit in ("share", "probability"):
        per_cent = (
            f" ({value:g} % is {value / 100:g})" if isinstance(value, int | float) and 2 <= value <= 100 else ""
        )
        most = bound if limit == "le" else "1"
        return message + f"a number from 0 to {most}" + per_cent
    return message + right.format(bound)


def _length_words(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "too_short":
        least = context["min_length"]
        return f"is empty; give at least {least}" if not context["actual_length"] else f"needs at least {least}"
    return f"has more than {context['max_length']} entries; shorten it"


def _id_words(value: str) -> str:
    if "," in value:
        return f'{shown(value)} is not one id; separate ids by ";" in a cell, or write a list'
    better = re.sub(r"[^A-Za-z0-9_.\-]+", "-", value).strip("-.")
    hint = f', such as "{better}"' if better and better != value else ""
    return f'{shown(value)} is not a valid id; use letters, digits, "-", "_" and "." only{hint}'


def _tag_words(kind: str, context: Mapping[str, Any], annotation: Any) -> str:  # noqa: ANN401
    key = str(context["discriminator"]).strip("'")
    known = tuple(w for m in shape.models(annotation) for w in shape.words(m.model_fields[key]))
    if kind == "union_tag_not_found":
        return f'"{key}" is missing; write {key}: one of {", ".join(known)}'
    return f'"{context["tag"]}" is not a {key}; {_choice(str(context["tag"]), known)}'


def _type_words(kind: str, value: object, annotation: Any) -> str:  # noqa: ANN401
    want = expected(annotation)
    if isinstance(value, str):
        hint = _number_hint(value, annotation)
        if hint:
            return hint
    if kind == "int_from_float":
        return f"{shown(value)} is not a whole number; write {want}"
    if kind.startswith("bool"):
        return f"{shown(value)} is neither yes nor no; write true or false"
    if kind.startswith("string") and isinstance(value, int | float):
        return f'{shown(value)} is a number where a text is needed; put it in quotes: "{shown(value)}"'
    if kind.startswith(("int", "float")):
        return f"{shown(value)} is not a number; write {want}"
    if (
        kind.startswith(("tuple", "list"))
        and isinstance(value, str)
        and not shape.models(shape.element(annotation))
    ):
        return f"{shown(value)} is not a list; write [{value}]"
    return f"{shown(value)} does not fit here; write {want}"


def _number_hint(value: str, annotation: Any) -> str:  # noqa: ANN401
    """What people write where a number belongs."""
    types = set(shape.options(annotation))
    if not {int, float} & types:
        return ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}", value):
        return f"{shown(value)} is a date; write {expected(annotation)}"
    ambiguous = two_readings(value)
    if ambiguous:
        return ambiguous
    if re.fullmatch(r"[-+]?\d+,\d+", value):
        return f"{shown(value)} is not a number; write it with a point: {value.replace(',', '.')}"
    if re.fullmatch(r"[-+]?[\d.,]+\s*%", value):
        return f"{shown(value)} is not a number here; write {expected(annotation)} without the percent sign"
    if re.search(r"[€$£]|\b[A-Z]{3}\b", value) and re.search(r"\d", value):
        return f"{shown(value)} is not a number; write the amount without the currency"
    return ""
