"""A scenario as text that ``load`` reads back to an equal one, and its fingerprint."""

import hashlib
import json
import re
from typing import Any

from scenarios.quantities.units import Frozen
from scenarios.scenario import Scenario

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that JSON may hold as they are and YAML may not, or would fold as line ends."""


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Everything a scenario holds, defaults and presets included, as JSON data."""
    return scenario.model_dump(mode="json", by_alias=True)


def dump(scenario: Scenario) -> str:
    """The resolved scenario as JSON, which is YAML as well."""
    text = json.dumps(resolved(scenario), indent=2, ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of the resolved scenario in canonical JSON: equal scenarios have equal fingerprints, in hex.

    What later versions of the language added is left out where it is not used: a fingerprint stays the same.
    """
    data = resolved(scenario)
    _take_out(scenario, data)
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _take_out(thing: object, data: Any) -> None:  # noqa: ANN401 - the part of the data that belongs to the thing
    """Remove fields that came later and are not used, in place."""
    if isinstance(thing, Frozen):
        later = thing.left_out()
        for name, field in type(thing).model_fields.items():
            value, key = getattr(thing, name), field.alias or name
            if name in later and value == later[name]:
                del data[key]
            elif isinstance(value, Frozen | tuple | dict):
                _take_out(value, data[key])
    elif isinstance(thing, tuple):
        for part, inner in zip(thing, data, strict=True):
            if not isinstance(part, Frozen | tuple | dict):
                return  # plain values, all of them
            _take_out(part, inner)
    elif isinstance(thing, dict):
        for key, part in thing.items():
            _take_out(part, data[key])
