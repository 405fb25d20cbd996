"""Questions and the commands that ask the same."""

import shlex
from contextlib import contextmanager

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import vmo
from cli import app  # noqa: TID251 - the commands are what is tested
from pages.doors.strategist.questions import Comparing, Reporting, Studying
from pages.doors.strategist.tasks import band, compared, pictured, reported, studied
from tests.pages.portfolios import small
from workplace.files.folder import Folder
from workplace.jobs.bench import Bench

CHANGES = {"funding_models.value_stream.cadence_weeks": 26, "mmps.*.value_per_quarter*": 0.9}
ASKED = {"tab": "t", "scenario": "mine", "models": ["project", "value_stream"], "replications": 2, "seed": 2}


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


def understood(command):
    """Fail unless every word of a command is one that its options take; nothing is run."""
    name, *words = shlex.split(command)[1:]
    group = get_command(app)
    group.commands[name].make_context(name, words)


@contextmanager
def working():
    """A bench in this process, and the files that are handed in."""
    files = {}
    yield Bench(lambda *_: None, lambda file: files.update({file.name: file})), files


@pytest.mark.parametrize("changes", [{}, CHANGES])
def test_the_numbers_on_the_page_are_those_of_the_api_and_of_the_commands(folder, changes):
    """Headline, band, sentences and document are those of ``vmo.compare``, and what the commands print."""
    asked = Comparing(**ASKED, changes=changes)
    with working() as (bench, _):
        found = compared(bench, backing=True, again=asked.words(), **asked.arguments(folder))
        drawn = pictured(bench, name="cumulative", **asked.arguments(folder))
    loaded = vmo.changed("mine", changes) if changes else vmo.load("mine")
    expected = vmo.compare(loaded, models=ASKED["models"], replications=2, seed=2, workers=1)
    assert found["headline"] == expected.headline()
    assert found["difference"]["mean"] == expected.data.difference("npv", "value_stream", "project").mean
    assert found["curves"] == band(expected)["curves"]
    said = expected.sentences()
    assert found["sentences"] == [line for line in said if "--assumptions)" not in line]  # a button of the page
    assert len(found["sentences"]) == len(said) - 1
    assert vmo.json_text(found["document"]) == vmo.json_text(expected.document())
    assert drawn["headline"] == expected.headline()
    assert told([*asked.words()[:-1], f"{asked.words()[-1]} --workers 1 --json"]) == f"{expected.to_json()}\n"


def test_the_band_comes_before_what_stands_behind_it_and_is_kept_when_that_is_stopped(folder, monkeypatch):
    """Two worlds of two models first, then what else is run in them; stopped there, the two are the answer."""
    heard, bench = [], Bench(lambda name, data: heard.append((name, data)), lambda _: None)
    asked, ran, real = Comparing(**ASKED).arguments(folder), [], vmo.compare

    def stopped_at_the_second(scenario, **given):
        ran.append((given["replications"], given["backing"]))
        if len(ran) == 2:
            bench.cancel.set()
        return real(scenario, **given)

    monkeypatch.setattr(vmo, "compare", stopped_at_the_second, raising=False)
    found = compared(bench, backing=True, again=[], **asked)
    assert ran == [(2, False), (2, True)]
    assert [data["worlds"] for name, data in heard if name == "band"] == [2]
    assert [data for name, data in heard if name == "progress"] == [{"done": 2, "total": 4}]
    assert (found["worlds"], found["ended"]) == (2, "interrupted")
    expected = real("mine", models=ASKED["models"], replications=2, seed=2, workers=1, backing=False)
    assert found["difference"]["mean"] == expected.data.difference("npv", "value_stream", "project").mean


@pytest.mark.parametrize("kind", ["attribution", "organisation", "sensitivity", "assumptions"])
def test_studies_are_those_of_the_api_and_their_commands_are_understood(folder, kind):
    """The task hands on what the function returns; the command shown has options that exist."""
    asked = Studying(**ASKED, changes={}, kind=kind)
    with working() as (bench, files):
        found = studied(bench, kind=kind, again=asked.words(), **asked.arguments(folder))
    assert bool(found["figures"]) == (kind != "organisation")  # which has no rows there
    assert set(files) == {f"{name}.svg" for name in found["figures"]}
    assert all(file.content.startswith(b"<?xml") for file in files.values())
    assert found["document"]["seed"] == ASKED["seed"]
    understood(asked.words()[-1])


def test_a_report_is_made_once_for_all_its_forms(folder, monkeypatch):
    """The paper stays on the shelf; asking for another form runs nothing again."""
    asked = Reporting(**ASKED, changes={}, ending="xlsx")
    made = []

    class Paper:
        def html(self):
            return "<p>paper</p>"

        def workbook(self):
            return b"PK"

        slides = workbook

    monkeypatch.setattr(vmo, "report", lambda *_, **given: made.append(given["models"]) or Paper(), raising=False)
    with working() as (bench, files):
        for ending in ("html", "xlsx"):
            reported(bench, ending=ending, name="mine", again=asked.words(), **asked.arguments(folder))
    assert made == [ASKED["models"]]
    assert {name: file.content for name, file in files.items()} == {
        "mine.html": b"<p>paper</p>",
        "mine.xlsx": b"PK",
    }
    understood(asked.words()[-1])


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
