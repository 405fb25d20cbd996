"""What the process that works does for an assistant: one verb, or a figure of its answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import vmo
from assistant.asking import ArgumentsError, Verb, understood
from assistant.catalogue import CATALOGUE
from workplace.files.folder import ChangedError, Folder, WorkspaceError
from workplace.jobs.bench import Attachment, Bench

MANIFEST = "manifest.json"


def answered(bench: Bench, *, verb: str, arguments: Mapping[str, Any], root: str) -> Mapping[str, Any]:
    """Ask, write what was asked for, and hand in tables and manifest."""
    with _in_words():
        folder, asked = Folder(root), understood(CATALOGUE[verb], arguments)
        name = asked.written()
        if name is not None and folder.inside(name).exists():
            raise ChangedError(name, "is there already; nothing was run or written: choose another name")
        try:
            found = asked.ask(folder, _watching(bench))
        except vmo.NoPlanError as error:
            ended = "interrupted" if error.interrupted else "no plan"
            headline = str(error).split("\n", 1)[0]
            return _told(asked, headline, str(error), error.document(), ended)
        if bench.cancel.is_set():
            raise vmo.CancelledError([])  # nobody hears what is finished; nothing is written
        asked.write(found, folder)
    manifest = found.manifest()
    if manifest is not None:
        bench.attach(Attachment(MANIFEST, "application/json", manifest.encode()))
    for title, make in found.tables().items():
        bench.attach(Attachment(f"{title}.csv", "text/csv", make().encode()))
    bench.shelf.put(_key(verb, arguments), found)
    told = _told(asked, found.headline(), found.text(), found.document(), found.ended)
    return told | {"figures": list(found.figures), "saved": asked.written(), "manifest": _summary(manifest)}


def pictured(bench: Bench, *, verb: str, arguments: Mapping[str, Any], root: str, figure: str) -> Mapping[str, Any]:
    """A figure of an answer as PNG; the question is asked again when the answer is not kept any more."""
    with _in_words():
        found: vmo.Answer[Any] | None = bench.shelf.get(_key(verb, arguments))
        if found is None:
            found = understood(CATALOGUE[verb], arguments).ask(Folder(root), _watching(bench))
            bench.shelf.put(_key(verb, arguments), found)
        bench.attach(Attachment(f"{figure}.png", "image/png", found.picture(figure, "png")))
    return {"headline": found.headline()}


def _told(asked: Verb, headline: str, words: str, document: object, ended: str) -> dict[str, Any]:
    return {
        "headline": headline,
        "words": words,
        "document": json.loads(vmo.json_text(document)),
        "ended": ended,
        "seed": getattr(asked, "seed", None),
        "commands": asked.commands(),
        "figures": [],
        "saved": None,
        "manifest": None,
    }


def _summary(manifest: str | None) -> Mapping[str, Any] | None:
    """What identifies a run, of its manifest."""
    if manifest is None:
        return None
    found = json.loads(manifest)
    return {key: found[key] for key in ("scenario_sha256", "seed", "versions") if key in found}


def _key(verb: str, arguments: Mapping[str, Any]) -> str:
    return f"assistant {verb} {json.dumps(arguments, sort_keys=True)}"


def _watching(bench: Bench) -> dict[str, Any]:
    return {
        "progress": lambda done, total: bench.tell("progress", {"done": done, "total": total}),
        "cancel": bench.cancel,
    }


@contextmanager
def _in_words() -> Iterator[None]:
    """What is wrong with names and arguments is told like every other fault.

    Raises:
        ScenarioError: something is.

    """
    try:
        yield
    except WorkspaceError as error:
        raise vmo.ScenarioError([vmo.Fault((), error.message, file=error.name)]) from None
    except ArgumentsError as error:
        raise vmo.ScenarioError([vmo.Fault((), str(error))]) from None
