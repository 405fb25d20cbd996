"""The site of the manual: what MkDocs is told beside ``mkdocs.yml``, and what the finished site must not hold.

The README is the first page, and pages of the project stand beside it. No page fetches anything from elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

PROJECT = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
PROJECT["SECURITY.md"] = "security.md"
"""Pages of the project, and where they stand in the site."""
SHIM = re.compile(r"<script src=\"https?://[^\"]*/iframe-worker/shim\"></script>")
"""What the theme fetches to search from a folder."""
FETCHES = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=[\"']?(?:https?:)?//"
    r"|<link\b(?![^>]*rel=[\"']?canonical)[^>]*\bhref=[\"']?(?:https?:)?//"
    r"|@import|url\([\"']?(?:https?:)?//",
    re.IGNORECASE,
)
"""What makes a browser ask another machine."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the project."""
    root = Path(config.config_file_path).parent
    for name, place in PROJECT.items():
        files.append(File.generated(config, place, content=(root / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Links to the project's pages lead to their places in the site."""
    if page.file.src_uri in PROJECT.values():
        markdown = markdown.replace("](docs/", "](")
    for name, place in PROJECT.items():
        markdown = markdown.replace(f"](../{name}", f"]({place}").replace(f"]({name}", f"]({place}")
    return markdown


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Search from a folder with a script of our own, in place of one that is fetched."""
    return SHIM.sub(lambda _: f"<script>{_script(config)}</script>", output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG001
    """The same on the page that says that there is none."""
    return SHIM.sub(lambda _: f"<script>{_script(config)}</script>", output_content)


def _script(config: MkDocsConfig) -> str:
    return Path(config.docs_dir, "offline_search.js").read_text(encoding="utf-8")


def on_post_build(config: MkDocsConfig) -> None:
    """Refuse a site that fetches something from elsewhere.

    Raises:
        PluginError: it does; names the page.

    """
    for file in sorted(Path(config.site_dir).rglob("*")):
        if file.suffix in (".html", ".css") and (found := FETCHES.search(file.read_text(encoding="utf-8"))):
            raise PluginError(f"{file.relative_to(config.site_dir)} asks another machine: {found[0]}")
