"""The page of a session: its own modules in one script, and a session in one file that needs nobody."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

ORDER = (
    "trace", "clock", "layout", "shapes", "curves", "truth", "years", "votes", "address", "keys", "memory",
    "elements", "source", "phones", "board", "charts", "side", "panels", "controls", "sheet", "presenter", "app",
)  # fmt: skip
"""Modules, each after those that it imports."""
IMPORT = re.compile(r'^import \{(?P<names>[^}]*)\} from "\./(?P<module>\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (?P<name>\w+))", re.MULTILINE)
AGAIN = re.compile(r"^export \{(?P<names>[^}]*)\};$", re.MULTILINE)


@cache
def module(name: str) -> str:
    """The text of one module."""
    return files(__package__).joinpath("script", f"{name}.js").read_text(encoding="utf-8")


@cache
def style() -> str:
    """The style sheet."""
    return files(__package__).joinpath("live.css").read_text(encoding="utf-8")


@cache
def script() -> str:
    """All modules as one classic script: a browser does not load modules from a disk, but runs a script.

    Raises:
        ValueError: a module imports one that does not come before it, or in a form that is not understood.

    """
    parts = ['"use strict";', "const modules = {};"]
    for place, name in enumerate(ORDER):
        text = module(name)
        for found in IMPORT.finditer(text):
            if found["module"] not in ORDER[:place]:
                raise ValueError(f"{name}.js imports {found['module']}.js, which does not come before it")
        names = [found["name"] for found in EXPORT.finditer(text)]
        names += [part.strip() for found in AGAIN.finditer(text) for part in found["names"].split(",")]
        text = IMPORT.sub(lambda found: f"const {{{found['names']}}} = modules.{found['module']};", text)
        text = AGAIN.sub("", EXPORT.sub("", text))
        if re.search(r"^(import|export)\b", text, re.MULTILINE):
            raise ValueError(f"{name}.js imports or exports in a form that is not understood")
        parts.append(f"modules.{name} = (() => {{\n{text}\nreturn {{ {', '.join(names)} }};\n}})();")
    return "\n".join(parts)


def data_block(document: dict[str, Any]) -> str:
    """A session as a data block of a page: nothing in it can end the block, or be read as anything else."""
    text = json.dumps(document, separators=(",", ":"), allow_nan=False, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def handout(document: dict[str, Any]) -> str:
    """A session in one HTML file: one style, one script, one data block; it works from a disk, offline."""
    code, look = script(), style()
    policy = (
        f"default-src 'none'; script-src 'sha256-{_hash(code)}'; style-src 'sha256-{_hash(look)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    title = escape(str(document["title"]))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{look}</style>\n</head>\n<body>\n"
        '<div id="page"><noscript>This session needs scripts, which this browser does not run.</noscript></div>\n'
        f'<script type="application/json" id="session">{data_block(document)}</script>\n'
        f"<script>{code}</script>\n</body>\n</html>\n"
    )


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
