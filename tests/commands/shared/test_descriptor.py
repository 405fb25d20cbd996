"""Standard output holds the answer and nothing else, though a library writes where it likes."""

import json
import shlex
import subprocess
import sys

import pytest

from tests.vmo.calls import COMMANDS

SCRIPT = """
import json, os, sys
import highspy
from cli import app

make = highspy.Highs.__init__

def greet(self, *arguments):
    os.write(1, b"A banner of a library\\n")
    make(self, *arguments)

highspy.Highs.__init__ = greet
for words in json.loads(sys.argv[1]):
    app(words, standalone_mode=False)
    sys.stdout.write("\\x1e")
    sys.stdout.flush()
"""
"""Commands one after the other in one process, with a solver that greets on the descriptor itself."""
SPARED = {"packet", "value_of_information", "map", "sweep", "month"}
"""Commands that are like others here."""


@pytest.mark.parametrize("plans", [True, False], ids=["with a solver", "others"])
def test_documents_of_all_commands_are_documents(plans):
    """Each prints one JSON document with --json, through a process, and nothing before or after it."""
    solved = {"frontier", "split", "alternatives", "questions", "explain", "plan", "robust"}
    asked = {**COMMANDS, "explain": "explain tiny a1", "plan": "plan tiny", "robust": "robust tiny --samples 2"}
    names = [name for name in asked if (name in solved) == plans and name not in SPARED]
    words = [[*shlex.split(asked[name]), "--json"] for name in names]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(words)], capture_output=True, text=True, check=True
    )
    documents = done.stdout.split("\x1e")
    assert documents.pop() == ""
    assert len(documents) == len(names)
    assert all(isinstance(json.loads(document), dict | list) for document in documents)
