"""Documents made twice are the same files, byte for byte, whatever process makes them."""

import hashlib
import os
import subprocess
import sys

import vmo

PAPER = {"replications": 2, "sets": 2, "sensitivity_worlds": 2, "attribution_worlds": 2, "detail_worlds": 2}


def quick():
    """Two models that differ in one rule, and two numbers with a range: a paper of few runs."""
    tiny = vmo.load("tiny")
    first = tiny.funding_models["project"]
    models = {"project": first, "quick": first.replace(approval_weeks=1.0, name="Quick decisions")}
    return tiny.replace(funding_models=models)


def sums():
    """SHA-256 of every form of every document, of small ones."""
    documents = (
        vmo.report(quick(), **PAPER, workers=1),
        vmo.case("tiny", replications=2, workers=1),
        vmo.packet("tiny", gap=0, replications=2, workers=1, checklist=True),
        vmo.month("docs/rolling", "2027-03"),
    )
    forms = [
        form
        for document in documents
        for form in (document.to_json().encode(), document.html().encode(), document.workbook(), document.slides())
    ]
    return [hashlib.sha256(form).hexdigest() for form in forms]


def test_another_process_makes_the_same_files():
    """The whole report of a tiny scenario, and all other documents: another process, another seed of hashes."""
    code = f"from {__name__} import sums; print(*sums())"
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    other = subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
    assert other.stdout.decode().split() == sums()
