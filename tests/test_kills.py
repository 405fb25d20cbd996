"""A bounded share of the kills (``benchmarks/kills.py`` has the rest), and a killed process behind the pages."""

import os
import signal

import pytest

from benchmarks.kills import COMMANDS, attack
from tests.pages.portfolios import small
from tests.pages.site import visited


@pytest.mark.long
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_killed_command_goes_on_where_it_was(command):
    """Killed at random moments and asked again, it writes what an undisturbed run writes; nothing is half there."""
    assert [kill.laws for kill in attack(command, 2, seed=2)] == [(), ()]


@pytest.mark.long
def test_a_killed_process_behind_a_page_is_replaced(tmp_path):
    """Its job has failed in words, nothing is written, and the same question is answered by another process."""
    small(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    asked = {"tab": "t", "scenario": "mine", "models": ["project", "value_stream"], "changes": {}, "seed": 1}
    with visited(tmp_path) as (client, site):

        def begun(worlds):
            return client.post("/strategist/api/compare", json=asked | {"replications": worlds}).json()["job"]

        first = begun(20_000)
        os.kill(site.jobs.process, signal.SIGKILL)
        assert "has ended; ask again" in client.get(f"/api/jobs/{first}/events").text
        assert "event: finished" in client.get(f"/api/jobs/{begun(2)}/events").text
    assert sorted(tmp_path.rglob("*")) == before
