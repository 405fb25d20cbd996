"""Questions and the commands that ask the same."""

import asyncio
import shlex

import pytest
from typer.testing import CliRunner

import vmo
from cli import app
from pages.doors.strategist.questions import Comparing, Reporting, Studying
from pages.doors.strategist.tasks import band
from pages.jobs.office import Jobs
from pages.workspace.folder import Folder
from tests.pages.portfolios import small

CHANGES = {"funding_models.value_stream.cadence_weeks": 26, "mmps.*.value_per_quarter*": 0.9}
ASKED = {"tab": "t", "scenario": "mine", "models": ["project", "value_stream"], "replications": 3, "seed": 2}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A workspace with one portfolio; commands run in it."""
    small(tmp_path)
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


def told(commands):
    """What the last of some commands prints."""
    for command in commands:
        found = CliRunner().invoke(app, [*shlex.split(command)[1:]])
        assert found.exit_code == 0, found.output
    return found.stdout


def done(task, arguments):
    """The result of a task of the strategist, and the files that it made."""

    async def run():
        jobs = Jobs(warm=())
        jobs.open()
        try:
            job = jobs.submit(f"pages.doors.strategist.tasks:{task}", arguments)
            *_, (_, state, data) = [event async for event in job.events() if event]
            assert state == "finished", data
            return data, job.files
        finally:
            jobs.close()

    return asyncio.run(run())


@pytest.mark.parametrize("changes", [{}, CHANGES])
def test_the_numbers_on_the_page_are_those_of_the_api_and_of_the_commands(folder, changes):
    """Headline, band, sentences and document of a task equal those of ``vmo.compare``, and what the commands print."""
    asked = Comparing(**ASKED, changes=changes)
    found, _ = done("compared", asked.arguments(folder) | {"backing": True, "again": asked.words()})
    loaded = vmo.changed("mine", changes) if changes else vmo.load("mine")
    expected = vmo.compare(loaded, models=ASKED["models"], replications=3, seed=2, workers=1)
    assert found["headline"] == expected.headline()
    assert found["difference"]["mean"] == expected.data.difference("npv", "value_stream", "project").mean
    assert found["curves"] == band(expected)["curves"]
    assert found["sentences"] == expected.sentences()
    assert vmo.json_text(found["document"]) == vmo.json_text(expected.document())
    assert told([*asked.words()[:-1], f"{asked.words()[-1]} --json"]) == f"{expected.to_json()}\n"


def test_studies_give_what_their_commands_print(folder):
    """Attribution and sensitivity in words equal the output of the commands shown beside them."""
    for kind in ("attribution", "sensitivity", "assumptions"):
        asked = Studying(**ASKED, changes={}, kind=kind)
        found, files = done("studied", asked.arguments(folder) | {"kind": kind, "again": asked.words()})
        assert told([f"{asked.words()[-1]} --json"]) == f"{vmo.json_text(found['document'])}\n"
        assert set(files) == {f"{name}.svg" for name in found["figures"]}
        assert all(file.content.startswith(b"<?xml") for file in files.values())


def test_changes_become_options_that_a_shell_reads_back():
    """Stars, spaces and quotes survive; none and yes are words."""
    asked = Comparing(**ASKED, changes={"a.*.b*": 0.5, "c": None, "d": True, "e": "it's"})
    words = shlex.split(asked.words()[0])
    assert [word for word in words if "=" in word] == ["a.*.b*=0.5", "c=none", "d=true", "e=it's"]


def test_a_report_says_its_form():
    """HTML is the paper itself, the others are written beside it."""
    words = [Reporting(**ASKED, ending=ending).words()[-1] for ending in ("html", "xlsx")]
    assert words[0].endswith("--out report.html")
    assert words[1].endswith("--out report.html --xlsx")
