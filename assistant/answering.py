"""An answer as an assistant gets it: words, plain data, the seed, the manifest, and the command that repeats it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Annotated, Any

from mcp import types
from pydantic import BaseModel, ConfigDict, Field

from scenarios.signs import inert
from workplace.jobs.bench import Attachment

WORDS = 24_000
"""Letters of the words of an answer; tables and document hold the rest."""
KEPT = 24
"""Answers whose files can still be read."""


class Answered(BaseModel):
    """What every tool returns."""

    model_config = ConfigDict(extra="forbid")

    answer: Annotated[int, Field(description="Number of this answer, for figures and files.")]
    headline: Annotated[str, Field(description="The answer in one line.")]
    document: Annotated[
        dict[str, Any] | list[Any],
        Field(description="The answer as plain data: what the command prints with --json."),
    ]
    ended: Annotated[
        str, Field(description="Why the work ended: finished, replications, precision, interrupted, or no plan.")
    ]
    seed: Annotated[int | None, Field(description="Seed of the worlds; null where no luck is drawn.")]
    commands: Annotated[
        list[str], Field(description="Commands that give the same, in the folder of the workspace.")
    ]
    manifest: Annotated[str, Field(description="Address of the manifest: everything needed to ask again.")]
    scenario_sha256: Annotated[str | None, Field(description="Hash of the scenario.")]
    program: Annotated[str, Field(description="Program and version.")]
    tables: Annotated[list[str], Field(description="Addresses of tables (CSV).")]
    figures: Annotated[list[str], Field(description="Names of figures, for the tool picture.")]
    saved: Annotated[str | None, Field(description="What was written in the workspace.")]


@dataclass
class Kept:
    """An answer that was given, with its files."""

    verb: str
    arguments: Mapping[str, Any]
    files: Mapping[str, Attachment]
    figures: tuple[str, ...] = ()


@dataclass
class Answers:
    """The answers of this session, by number."""

    given: dict[int, Kept] = field(default_factory=dict)
    count: int = 0

    def keep(self, kept: Kept) -> int:
        """Its number; the oldest one goes."""
        self.count += 1
        self.given[self.count] = kept
        self.given.pop(self.count - KEPT, None)
        return self.count


def address(number: int, name: str) -> str:
    """Address of a file of an answer."""
    return f"vmo://answers/{number}/{name}"


def result(
    answers: Answers,
    verb: str,
    arguments: Mapping[str, Any],
    told: Mapping[str, Any],
    files: Mapping[str, Attachment],
) -> types.CallToolResult:
    """The answer of a tool."""
    files = {**files}
    if "manifest.json" not in files:
        made = {"command": verb, "arguments": dict(arguments), "commands": told["commands"], "program": _program()}
        files["manifest.json"] = Attachment(
            "manifest.json", "application/json", json.dumps(made, indent=2).encode()
        )
    number = answers.keep(Kept(verb, arguments, files, tuple(told["figures"])))
    manifest = address(number, "manifest.json")
    about = told["manifest"] or {}
    answered = Answered(
        answer=number,
        headline=told["headline"],
        document=told["document"],
        ended=told["ended"],
        seed=told["seed"] if told["seed"] is not None else about.get("seed"),
        commands=told["commands"],
        manifest=manifest,
        scenario_sha256=about.get("scenario_sha256"),
        program=_program(),
        tables=[address(number, name) for name in files if name.endswith(".csv")],
        figures=told["figures"],
        saved=told["saved"],
    )
    link = types.ResourceLink(
        type="resource_link", uri=manifest, name=f"manifest of answer {number}", mime_type="application/json"
    )
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=_words(told, answered)), link],
        structured_content=answered.model_dump(mode="json"),
    )


def picture(name: str, attachment: Attachment, headline: str) -> types.CallToolResult:
    """A figure as a tool returns it."""
    image = types.ImageContent(
        type="image", data=base64.b64encode(attachment.content).decode(), mime_type=attachment.media_type
    )
    return types.CallToolResult(content=[types.TextContent(type="text", text=f"{name}: {headline}"), image])


def fault(message: str) -> types.CallToolResult:
    """What was wrong, one fault a line."""
    return types.CallToolResult(content=[types.TextContent(type="text", text=inert(message))], is_error=True)


def _words(told: Mapping[str, Any], answered: Answered) -> str:
    words = told["words"].strip()
    if len(words) > WORDS:
        words = f"{words[:WORDS]}\n... the rest is in the document"
    lines = [told["headline"], "", words, ""]
    lines += [f"Again: {command}" for command in answered.commands]
    if answered.seed is not None:
        lines.append(f"Seed: {answered.seed}")
    lines.append(f"Manifest: {answered.manifest}")
    if answered.saved:
        lines.append(f"Written: {answered.saved}")
    return inert("\n".join(lines))


def _program() -> str:
    return f"vmo-lab {version('vmo-lab')}"
