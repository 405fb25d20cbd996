"""Watched and stopped: what is finished is kept, and nothing else is said."""

import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

import vmo
from tests.vmo.calls import CALLS

ROOT = Path(__file__).resolve().parents[2]
WATCHED = [
    "compare", "doctor", "attribute", "claims", "sweep", "map", "sensitivity", "value_of_information", "story",
    "flow", "show", "plan", "explain", "frontier", "split", "alternatives", "robust", "questions",
]  # fmt: skip


@pytest.mark.parametrize("name", WATCHED)
def test_progress_is_told(name):
    """What is done never falls, and is never more than there is to do."""
    seen = []
    CALLS[name](progress=lambda done, total: seen.append((done, total)))
    assert seen or name == "alternatives"  # nothing else may be as good
    assert all(0 <= done <= total for done, total in seen)


@pytest.mark.parametrize(
    "name", [n for n in WATCHED if n not in ("plan", "explain", "frontier", "split", "alternatives")]
)
def test_what_is_cancelled_before_it_begins_is_an_error(name):
    """There is nothing to return."""
    stop = Event()
    stop.set()
    with pytest.raises((vmo.CancelledError, vmo.NoAnswerError)):
        CALLS[name](cancel=stop)


@pytest.mark.parametrize("kind", ["event", "function"])
def test_what_is_cancelled_on_the_way_keeps_what_is_finished(kind):
    """Ten worlds are one piece of work: the first one comes back, and it is that of the whole comparison."""
    stop = Event()
    found = vmo.compare(
        "tiny",
        replications=40,
        workers=1,
        progress=lambda done, _total: stop.set() if done >= 10 else None,
        cancel=stop if kind == "event" else stop.is_set,
    )
    assert found.ended == "interrupted"
    assert 10 <= found.data.replications < 40
    whole = vmo.compare("tiny", replications=40, workers=1)
    assert (found.data.outcomes == whole.data.outcomes[: found.data.replications])[..., 0].all()


def test_a_search_that_is_cancelled_gives_its_best_plan():
    """The best ranking is a plan, and it says that nothing is proven."""
    found = vmo.plan("tiny", cancel=lambda: True)
    assert (found.ended, found.data.bound) == ("interrupted", None)


def test_nothing_is_printed_and_nothing_is_loaded_early():
    """Importing is quick, and questions answer by what they return: standard output stays empty."""
    code = (
        "import sys, vmo\n"
        "heavy = {'numpy', 'pandas', 'matplotlib', 'pydantic', 'simpy', 'pulp', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "vmo.plan('tiny'), vmo.compare('tiny', replications=1)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
