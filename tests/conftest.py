"""Settings that hold for every test."""

import gc
import os
import sys
from base64 import b64decode
from copy import deepcopy
from functools import cache, wraps
from importlib import import_module
from pathlib import Path

import pytest
import typer.testing
from hypothesis import HealthCheck, settings
from pydantic import BaseModel

from scenarios import loader, shipped
from tests.examples import examples

# Tests run side by side on all cores already: a study that is not told otherwise uses this process alone.
os.environ["LOKY_MAX_CPU_COUNT"] = "1"
# Where compiled modules are not kept, every process that a test starts compiles the whole program again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# A scheduler of the cluster that has ended would have its stack looked at a hundred times a second.
os.environ["DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED"] = "False"
# The tree of forty commands is made once for each process, not for each of a thousand calls.
typer.testing._get_command = cache(typer.testing._get_command)

# A shipped scenario is read once for each process, not for each of a thousand questions: nothing can change it.
read = loader.load
SHIPPED = frozenset(map(shipped.path, shipped.names()))
read_once = cache(read)


@wraps(read)
def load(path_or_name):
    file = loader.find(path_or_name)
    return read_once(file) if file in SHIPPED else read(path_or_name)


loader.load = load
# So is what a class of the language accepts.
schema_once = cache(BaseModel.model_json_schema.__func__)
BaseModel.model_json_schema = classmethod(lambda cls, **how: deepcopy(schema_once(cls, **how)))


dots = {}


def pytest_collection_finish():
    """Modules and tests stay to the end: what looks for garbage does not look at them time and again.

    Pictures of figures have a fifth of their dots, which no test counts.
    """
    if layout := sys.modules.get("report.shared.page_layout"):
        dots.setdefault("inch", layout.DPI)
        layout.DPI = 30
    gc.collect()
    gc.freeze()
    gc.unfreeze = lambda: None  # a study that has frozen what it found lets go of its own, not of all this


settings.register_profile(
    "suite",
    deadline=None,  # a busy machine is no fault of the program
    derandomize=True,
    database=None,
    max_examples=examples(20),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Whatever asks for a browser is marked, so that it can be run, or left out, by itself."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def fully_painted(monkeypatch):
    """Pictures have all of their dots: for tests that hold them against those of another process."""
    layout = import_module("report.shared.page_layout")
    monkeypatch.setattr(layout, "DPI", dots.get("inch", layout.DPI))


@pytest.fixture
def unpainted(monkeypatch):
    """Figures are laid out and written without a drop of paint: for tests that ask for what lies beside them."""
    empty = {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="1pt" height="1pt"/>',
        "png": b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
        ),
    }

    def save(_figure, file, *, format=None, **_how):  # noqa: A002 - the name that matplotlib has
        if format is None:
            Path(file).write_bytes(empty[Path(file).suffix[1:]])
        else:
            file.write(empty[format])

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", save)
