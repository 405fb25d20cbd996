"""What can be read: scenarios, files of the workspace, answers, pages of the manual; each by its address."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from mcp import types

from assistant.answering import Answers, address
from assistant.manual import page, pages
from scenarios.shipped import path as shipped_path
from workplace.files.contents import entries, scenario_file, shipped
from workplace.files.folder import AbsentError, Folder, WorkspaceError

SCHEME = "vmo://"
LIMIT = 2_000_000
"""Bytes of a file that is handed over."""
MEDIA = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
"""Kinds of files by their ending; others are not handed over."""
TEMPLATES = (
    (
        "scenarios/{+name}",
        "A scenario",
        "The file of a scenario, shipped or of the workspace (YAML).",
        "application/yaml",
    ),
    ("files/{+name}", "A file", "A file of the workspace: tables, results, documents.", None),
    ("answers/{number}/{name}", "A file of an answer", "manifest.json or a table (CSV) of an answer.", None),
    ("docs/{page}", "A page of the manual", "Documentation (Markdown).", "text/markdown"),
)
"""Address, title, words, media type."""


@dataclass(frozen=True)
class Shelves:
    """Everything that can be read."""

    folder: Folder
    answers: Answers

    def listed(self) -> list[types.Resource]:
        """What there is now."""
        found = [
            _resource(f"docs/{name}", name, f"Manual: {title}", "text/markdown") for name, title in pages().items()
        ]
        found += [
            _resource(f"scenarios/{entry.name}", entry.name, f"{entry.title}: {entry.question}", "application/yaml")
            for entry in shipped()
        ]
        for entry in entries(self.folder):
            kind = "scenarios" if entry.kind == "scenario" else "files"
            found.append(_resource(f"{kind}/{entry.name}", entry.name, f"A {entry.kind} of the workspace", None))
        for number, kept in self.answers.given.items():
            found += [
                types.Resource(
                    uri=address(number, name), name=f"{name} of answer {number}", description=f"vmo {kept.verb}",
                    mime_type=file.media_type,
                )
                for name, file in kept.files.items()
            ]  # fmt: skip
        return found

    def read(self, uri: str) -> types.TextResourceContents | types.BlobResourceContents:
        """What is at an address.

        Raises:
            WorkspaceError: nothing, or nothing that is handed over.

        """
        kind, _, name = unquote(uri.removeprefix(SCHEME)).partition("/")
        if not uri.startswith(SCHEME) or not name:
            raise AbsentError(uri[:200], f"is no address; they begin with {', '.join(_kinds())}")
        if kind == "docs":
            return _text(uri, page(name), "text/markdown")
        if kind == "answers":
            return self._of_answer(uri, name)
        if kind == "scenarios":
            return self._scenario(uri, name)
        if kind == "files":
            return _contents(uri, name, self.folder.read(name).content)
        raise AbsentError(uri[:200], f"is no address; they begin with {', '.join(_kinds())}")

    def _scenario(self, uri: str, name: str) -> types.TextResourceContents | types.BlobResourceContents:
        file = scenario_file(self.folder, name)
        if file is not None:
            return _contents(uri, file, self.folder.read(file).content)
        if name not in {entry.name for entry in shipped()}:
            raise AbsentError(name[:200], "there is no such scenario in the folder, and none that ships")
        return _text(uri, shipped_path(name).read_text(encoding="utf-8"), "application/yaml")

    def _of_answer(self, uri: str, name: str) -> types.TextResourceContents | types.BlobResourceContents:
        number, _, file = name.partition("/")
        kept = self.answers.given.get(int(number)) if number.isdecimal() and len(number) < 10 else None
        if kept is None or file not in kept.files:
            raise AbsentError(name[:200], "there is no such answer, or it is not kept any more; ask again")
        return _contents(uri, file, kept.files[file].content)


def templates() -> list[types.ResourceTemplate]:
    """Kinds of addresses."""
    return [
        types.ResourceTemplate(uri_template=f"{SCHEME}{form}", name=title, description=words, mime_type=media)
        for form, title, words, media in TEMPLATES
    ]


def _kinds() -> list[str]:
    return [f"{SCHEME}{form.partition('{')[0]}" for form, *_ in TEMPLATES]


def _resource(place: str, name: str, words: str, media: str | None) -> types.Resource:
    return types.Resource(uri=f"{SCHEME}{quote(place)}", name=name, description=words, mime_type=media)


def _text(uri: str, text: str, media: str) -> types.TextResourceContents:
    return types.TextResourceContents(uri=uri, text=text, mime_type=media)


def _contents(uri: str, name: str, content: bytes) -> types.TextResourceContents | types.BlobResourceContents:
    media = MEDIA.get(Path(name).suffix.lower())
    if media is None:
        raise WorkspaceError(name, f"is of a kind that is not handed over; those are: {', '.join(MEDIA)}")
    if len(content) > LIMIT:
        raise WorkspaceError(name, f"is larger than {LIMIT // 1_000_000} MB; too large to be handed over")
    if media.startswith("text/") or media in ("application/json", "application/yaml", "image/svg+xml"):
        try:
            return _text(uri, content.decode("utf-8-sig"), media)
        except UnicodeDecodeError:
            raise WorkspaceError(name, "is not UTF-8; save it as UTF-8") from None
    return types.BlobResourceContents(uri=uri, blob=base64.b64encode(content).decode(), mime_type=media)
