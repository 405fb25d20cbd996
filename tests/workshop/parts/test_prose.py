"""The prose of a demonstration: read as it is written, and refused where it does not fit the code."""

import sys

import pytest
from pydantic import ValidationError
from ruamel.yaml.constructor import DuplicateKeyError

from workshop.demonstrations.littles_law.claims import HOLDS
from workshop.demonstrations.littles_law.measure import find
from workshop.parts.demonstration import Drawing
from workshop.parts.dial import Turn
from workshop.parts.prose import FILE, demonstration_of, prose_of
from workshop.registry import NAMES, demonstration

TEXT = """\
title: A title
question: Who?
purpose: None.
figures:
  dots:
    title: Dots
    see: "{count} dots: red"
    why: >-
      Because of
      luck.
    ask: Why?
    claims: {red: All are red.}
script: [{minutes: 3, title: Look, text: Look.}]
material: [eyes]
objections: [{objection: No., answer: Yes.}]
limits: [None.]
source: [Me (D).]
dial: {name: Dots, label: "{value:.0%} dots", labels: {"1": all dots}}
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Writes a package with this prose; gives its name."""
    monkeypatch.syspath_prepend(str(tmp_path))
    folder = tmp_path / "two_words"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")

    def write(text):
        (folder / FILE).write_text(text, encoding="utf-8")
        return "two_words"

    yield write
    sys.modules.pop("two_words", None)


def made(name, figures=("dots",), claims=("red",)):
    return demonstration_of(
        name,
        scenarios=("tiny",),
        measure=find,
        figures={key: Drawing(lambda _found, _axes: None, (1.0, 2.0)) for key in figures},
        holds=dict.fromkeys(claims, lambda _found: True),
        turn=Turn((0.5, 1), 0.5, 1, changes=lambda _value: {}),
    )


def test_prose_and_code_are_put_together(package):
    """Name from the package, words from the file, drawing and claims by key."""
    show = made(package(TEXT))
    assert (show.name, show.title, show.minutes, show.inputs) == ("two-words", "A title", 3, ())
    (picture,) = show.pictures
    assert (picture.name, picture.panels, picture.why) == ("dots", (1.0, 2.0), "Because of luck.")
    assert [claim.text for claim in picture.claims] == ["All are red."]
    assert show.objections == (("No.", "Yes."),)
    assert show.dial.labels == ("50 % dots", "all dots")
    assert (show.dial.left, show.dial.right, show.dial.measure) == (0, 1, "weeks from idea to done")


def test_a_dial_turns_a_scenario_or_a_board_between_positions_it_has():
    """Neither, both, or a side that is no position: refused."""
    with pytest.raises(ValueError, match="give one of the two"):
        Turn((1, 2), 1, 2)
    with pytest.raises(ValueError, match="no position 3; it has 1, 2"):
        Turn((1, 2), 1, 3, changes=lambda _value: {})


def test_prose_that_does_not_fit_the_code_is_refused(package):
    """A figure that nothing draws, a claim that nothing checks: both sides are named."""
    name = package(TEXT)
    with pytest.raises(ValueError, match=r"figures .* only said \['dots'\], only coded \['bars'\]"):
        made(name, figures=("bars",))
    with pytest.raises(ValueError, match=r"claims .* only said \['red'\], only coded \[\]"):
        made(name, claims=())


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("title: A title", "title: 7", ValidationError),
        ("title: A title", "titel: A title", ValidationError),
        ("minutes: 3", "minutes: 0", ValidationError),
        ("question: Who?", "title: Who?", DuplicateKeyError),
    ],
)
def test_prose_of_another_shape_is_refused(package, old, new, error):
    """No unknown or missing key, no number for a text, no key twice."""
    with pytest.raises(error):
        prose_of(package(TEXT.replace(old, new)))


@pytest.mark.parametrize("name", NAMES)
def test_a_demonstration_is_called_as_its_folder(name):
    """Its claims are those of its prose, each checked once."""
    show = demonstration(name)
    assert show.name == name
    if name == "littles-law":
        assert [claim.holds for claim in show.claims] == list(HOLDS.values())
