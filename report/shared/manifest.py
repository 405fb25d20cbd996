"""The manifest of a study: everything needed to run it again, byte for byte."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from scenarios.writing.fingerprint import resolved, scenario_hash

if TYPE_CHECKING:
    from report.shared.study import Study

FORMAT = 1
"""Version of the manifest's format."""


def study_manifest(command: str, study: Study, more: dict[str, Any]) -> str:
    """The manifest of any study: command, scenario, seed, what the command adds, versions."""
    packages = ("vmo-lab", "simpy", "numpy", "scipy", "pydantic", "matplotlib", "joblib")
    document = {
        "format": FORMAT,
        "command": command,
        "scenario": study.scenario.name,
        "scenario_sha256": scenario_hash(study.scenario),
        "seed": study.seed,
        "replications": study.replications,
        "ended": study.ended,
        **more,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
        "resolved_scenario": resolved(study.scenario),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
