"""A scenario as text that ``load`` reads back to an equal one, and its fingerprint."""

import hashlib
import json
import re
from typing import Any

from scenarios.model import Scenario

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
    """SHA-256 of the resolved scenario in canonical JSON: equal scenarios have equal fingerprints, in hex."""
    text = json.dumps(resolved(scenario), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
