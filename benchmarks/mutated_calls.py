"""Requests to the pages and calls of an assistant that somebody broke: sound ones with other values.

Laws: no traceback, here or in the process that works; bounded time; the next sound one is answered.
"""

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from mcp import Client

import vmo
from assistant.serving import Assistant
from benchmarks.visits import Ask, visited
from workplace.files.folder import Folder

CALLED = ("page request", "assistant call")
"""Kinds of calls."""
UNEXPECTED = "something unexpected"
"""What is said of a fault that nobody thought of."""
ROWS = [["quarter", "id", "status"], ["1", "a1", "released"]]
MODELS = ["project", "value_stream"]
QUESTION = {
    "tab": "t",
    "scenario": "mine",
    "changes": {"calendar.discount_rate": 0.1},
    "models": MODELS,
    "replications": 2,
    "seed": 1,
}
PLANNED = {"scenario": "mine", "changes": {}, "budget": [1e5, 1e5], "include": ["a1"], "exclude": [], "gap": "1%"}
REQUESTS = (
    ("POST", "/strategist/api/compare", QUESTION),
    ("POST", "/strategist/api/study", {**QUESTION, "kind": "attribution"}),
    ("POST", "/strategist/api/figure", {**QUESTION, "name": "cumulative"}),
    ("POST", "/strategist/api/copy", {"source": "tiny", "name": "copied"}),
    ("POST", "/planner/api/plan", {"tab": "t", "question": PLANNED, "last": None, "pinned": None}),
    ("POST", "/planner/api/explain", {"tab": "t", "question": PLANNED, "mmp": "a1"}),
    ("POST", "/planner/api/roll", {"scenario": "mine", "to": "2", "rows": ROWS, "name": "n"}),
    ("POST", "/coach/api/traces", {"subject": "bottleneck", "seed": 1}),
    ("POST", "/coach/api/years", {"subject": "bottleneck", "count": 2}),
    ("GET", "/api/file", {"name": "mine/scenario.yaml"}),
    ("GET", "/strategist/api/portfolio", {"scenario": "mine"}),
    ("GET", "/planner/api/portfolio", {"scenario": "mine"}),
)  # fmt: skip
"""Method, address, and what is sent."""
CALLS = (
    ("compare", {"scenario": "mine", "replications": 2, "models": MODELS, "seed": 1}),
    ("doctor", {"scenario": "mine", "replications": 2, "model": "project"}),
    ("sweep", {"scenario": "mine", "vary": ["discount_rate=0,0.1"], "replications": 2, "outcome": ["npv"]}),
    ("plan", {"portfolio": "mine", "budget": "1e5,1e5", "include": ["a1"], "gap": "1%", "seconds": 5.0}),
    ("explain", {"portfolio": "mine", "mmps": ["a1"], "limit": 5.0}),
    ("story", {"scenario": "mine", "mmp": "a1", "world": 1, "replications": 2}),
    ("flow", {"scenario": "littles-law", "horizon": 50.0, "warm_up": 0.0, "replications": 2, "items": 5}),
    ("forecast", {"history": "claims-history", "items": ["40"], "by": "2026-12-31", "weeks": 20}),
    ("roll", {"scenario": "mine", "actuals": "actuals.csv", "to": "2", "add_quarters": 1, "save": "rolled"}),
    ("change", {"scenario": "mine", "values": {"discount_rate": 0.1}, "save": "changed.yaml"}),
    ("import", {"file": "projects.csv", "budget": "1e5", "quarters": 4, "columns": {"Cost": "spend_total"}}),
    ("picture", {"answer": 1, "figure": "cumulative"}),
)
"""Tool, and its arguments."""


def prepared(folder: Path) -> None:
    """A workspace with everything that sound calls name."""
    vmo.new(folder / "mine", "tiny")
    (folder / "actuals.csv").write_text("quarter,id,status\n1,a1,released\n", encoding="utf-8")
    (folder / "projects.csv").write_text(
        "ID,Project,Cost,Benefit per quarter,Start\np1,One,300 kEUR,90 kEUR,2027-Q1\n", encoding="utf-8"
    )


@contextmanager
def talking(folder: Path) -> Iterator[Ask]:
    """An assistant's server, asked in this process: the words that a call is answered with."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(Assistant(Folder(folder)).server())) as client,
    ):

        def ask(_method: str, tool: str, sent: object) -> str:
            arguments = sent if isinstance(sent, dict) else {"x": sent}
            found = portal.call(client.call_tool, tool, arguments)
            return str(found.content[0].text)

        yield ask


def attack_calls(
    kind: str, change: Callable[[bytes, random.Random], bytes], variants: int, seed: int
) -> Iterator[tuple[int, bytes, int, str]]:
    """As ``benchmarks.mutations.attack``: number and content of every variant, 0 or 2, and the law it broke."""
    calls = REQUESTS if kind == "page request" else [("", tool, asked) for tool, asked in CALLS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared(folder)
        with (visited if kind == "page request" else talking)(folder) as ask:
            for number in range(variants):
                luck = random.Random(f"{seed} {kind} {number}")
                method, place, sound = luck.choice(calls)
                content = change(json.dumps(sound).encode(), luck)
                try:
                    sent = json.loads(content)
                except ValueError:
                    sent = content.decode("latin-1")
                begin = time.process_time()
                words = ask(method, place, sent)
                seconds = time.process_time() - begin
                broken = UNEXPECTED in words or words.startswith("5")
                law = f"{place}: {words[:160]}" if broken else f"{seconds:.0f} s" if seconds > 20 else ""
                yield number, f"{method} {place} {json.dumps(sent)}".encode(), 0, law
