"""Scenarios of the laboratory, written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.loader import load
from scenarios.scenario import Scenario
from tests.sim.lab.exact_cases import Make


@pytest.fixture
def scenario(tmp_path: Path) -> Make:
    """Write a scenario down and load it."""

    def make(words: str) -> Scenario:
        path = tmp_path / "scenario.yaml"
        path.write_text(words, encoding="utf-8")
        return load(path)

    return make
