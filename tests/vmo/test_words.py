"""What the API says of itself is true: every public name is explained, every example runs."""

import doctest
import inspect
from typing import is_typeddict

import pytest

import vmo

FUNCTIONS = [name for name in vmo.__all__ if inspect.isfunction(getattr(vmo, name))]
QUESTIONS = [name for name in FUNCTIONS if name not in ("film_place", "json_text", "writable")]
"""What remains are checks that commands make before the work."""


@pytest.mark.parametrize("name", vmo.__all__)
def test_every_public_name_is_explained(name):
    """In a sentence at least, of its own."""
    words = inspect.getdoc(getattr(vmo, name))
    assert words
    assert words.splitlines()[0].rstrip().endswith((".", "?", ":", ";", ",")) or "\n" in words


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_says_what_it_takes_returns_and_refuses(name):
    """Arguments, what comes back with its units, errors, an example."""
    function = getattr(vmo, name)
    words = inspect.getdoc(function)
    for heading in ("Returns:", "Raises:", "Examples:"):
        assert heading in words
    for parameter in inspect.signature(function).parameters:
        assert f"{parameter}:" in words, f"{name} does not explain {parameter}"


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.usefixtures("unpainted")
def test_every_example_runs(name):
    """As it is printed."""
    function = getattr(vmo, name)
    finder = doctest.DocTestFinder(recurse=False)
    tests = finder.find(function, name, globs={})
    runner = doctest.DocTestRunner(verbose=False)
    said = []
    for test in tests:
        runner.run(test, out=said.append)
    assert runner.tries
    assert not runner.failures, "".join(said)


def test_every_option_that_is_passed_on_is_explained():
    """Keys of ``Running`` and ``Planning`` are in the words of the functions that take them."""
    assert is_typeddict(vmo.Running)
    assert is_typeddict(vmo.Planning)
    running = inspect.getdoc(vmo.compare)
    assert all(key in running for key in vmo.Running.__annotations__)
    planning = inspect.getdoc(vmo.plan)
    assert all(key in planning for key in ("budget", "quarters", "include", "gap", "seconds", "progress", "cancel"))


def test_an_unknown_name_is_an_attribute_error():
    """As of any module."""
    with pytest.raises(AttributeError, match="comapre"):
        vmo.comapre  # noqa: B018
