"""The tools of ``vmo assistant``: the answers of the commands, with what is needed to ask again."""

import json
import shlex

import anyio
import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - an answer names the command that repeats it

CADENCE = "funding_models.value_stream.cadence_weeks"
ASKED = {
    "check": {"scenario": "mine"},
    "compare": {"scenario": "mine", "replications": 3, "models": ["project", "value_stream"]},
    "doctor": {"scenario": "mine", "replications": 2},
    "numbers": {"scenario": "mine", "only": ["discount_rate"]},
    "sweep": {"scenario": "mine", "vary": [f"{CADENCE}=13,26"], "replications": 2},
    "story": {"scenario": "mine", "mmp": "a1", "replications": 2},
    "split": {"portfolio": "mine"},
    "frontier": {"portfolio": "mine", "budgets": "50,100", "marginal": True},
    "alternatives": {"portfolio": "mine", "count": 1, "differ": 1, "tolerance": 1.0},
    "questions": {"portfolio": "mine", "futures": 1},
    "flow": {"scenario": "littles-law", "horizon": 100.0, "warm_up": 0.0, "replications": 2},
    "forecast": {"history": "claims-history", "items": ["40"], "by": "2026-12-31"},
}
"""Answers that hold no clock."""


@pytest.mark.parametrize("tool", ASKED)
def test_answers_are_those_of_the_commands(assistant, workspace, monkeypatch, tool):
    """The document is what the command prints with --json, and the command is the one that the answer names."""
    answer = assistant.ask(tool, **ASKED[tool])
    (command,) = answer["commands"]
    monkeypatch.chdir(workspace)
    printed = CliRunner().invoke(app, [*shlex.split(command)[1:], "--json"])
    assert json.loads(printed.stdout) == answer["document"], command


def test_every_answer_can_be_asked_again(assistant):
    """Seed, hash and manifest come with it; the manifest is read at its address."""
    answer = assistant.ask("compare", scenario="mine", replications=2, seed=7)
    manifest = json.loads(assistant.read(answer["manifest"]))
    assert (answer["seed"], manifest["seed"], manifest["command"]) == (7, 7, "compare")
    assert answer["scenario_sha256"] == manifest["scenario_sha256"]
    assert "--seed 7" in answer["commands"][0]
    assert all(assistant.read(table).count("\n") > 1 for table in answer["tables"])


def test_figures_are_drawn(assistant):
    """A figure of an answer is a PNG; one that it does not have is refused with those it has."""
    answer = assistant.ask("sweep", scenario="mine", vary=[f"{CADENCE}=13,26"], replications=2)
    found = assistant.result("picture", answer=answer["answer"], figure=answer["figures"][0])
    assert found.content[1].mime_type == "image/png"
    assert answer["figures"][0] in assistant.refusal("picture", answer=answer["answer"], figure="x")


def test_files_are_written_once(assistant, workspace):
    """Results go to a new folder inside of the workspace, as the command writes them; a second time is refused."""
    answer = assistant.ask("plan", portfolio="mine", save="planned")
    assert answer["saved"] == "planned"
    assert (workspace / "planned" / "plan.csv").is_file()
    assert "already" in assistant.refusal("plan", portfolio="mine", save="planned")
    assert assistant.ask("changes", before="planned", now="planned")["headline"]


def test_no_plan_is_an_answer(assistant):
    """Where no plan keeps the rules, the reasons are the answer."""
    answer = assistant.ask("plan", portfolio="mine", budget="1", include=["a1"])
    assert answer["ended"] == "no plan"
    assert answer["document"]["conflict"]


def test_progress_is_told(assistant):
    """Long work says how far it is."""
    told = []

    async def hear(done, total, _message):
        told.append((done, total))

    assistant.result("compare", scenario="mine", replications=40, progress=hear)
    assert told
    assert told[-1][0] <= told[-1][1]


def test_work_can_be_cancelled(assistant, workspace):
    """A request that is cancelled leaves nothing behind, and the next one is answered."""

    async def begun_and_cancelled():
        with anyio.CancelScope() as scope:

            async def hear(_done, _total, _message):
                scope.cancel()

            asked = {"scenario": "mine", "replications": 20_000, "save": "never"}
            await assistant.client.call_tool("compare", asked, progress_callback=hear)
        return scope.cancelled_caught

    assert assistant.portal.call(begun_and_cancelled)
    assert assistant.ask("check", scenario="mine")["headline"]
    assert not (workspace / "never").exists()


def test_resources_are_scenarios_results_and_the_manual(assistant):
    """Scenarios of both kinds, files of the workspace, the last answers and the pages are listed and read."""
    answer = assistant.ask("check", scenario="mine")
    listed = {str(each.uri) for each in assistant.portal.call(assistant.client.list_resources).resources}
    assert {"vmo://scenarios/mine", "vmo://scenarios/insurer", "vmo://docs/assistant", answer["manifest"]} <= listed
    assert assistant.read("vmo://scenarios/mine") == assistant.read("vmo://files/mine/scenario.yaml")
    assert assistant.read("vmo://docs/tiny").startswith("# ")


@pytest.mark.parametrize("reader", ["strategist", "planner", "coach"])
def test_prompts_name_tools_that_there_are(assistant, reader):
    """A prompt asks about the scenario that is named, and every tool in brackets exists."""
    found = assistant.portal.call(assistant.client.get_prompt, reader, {"scenario": "mine"})
    text = found.messages[0].content.text
    tools = {tool.name for tool in assistant.portal.call(assistant.client.list_tools).tools}
    named = {part.split(")")[0].split(",")[0] for part in text.split("(")[1:]}
    assert '"mine"' in text
    assert named <= tools


def test_tools_say_what_they_take(assistant):
    """Every tool has a description, every argument words of its own, and what it returns a shape."""
    for tool in assistant.portal.call(assistant.client.list_tools).tools:
        assert tool.description.endswith(".")
        assert all(each.get("description") for each in tool.input_schema["properties"].values()), tool.name
        assert tool.name == "picture" or tool.output_schema["required"]
