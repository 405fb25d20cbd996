"""Building a wheel: the pages of the manual go along, where assistants read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Manual(BuildHookInterface[Any]):
    """``docs/*.md`` as ``assistant/docs``; an editable installation reads them where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the pages to what is built."""
        if version == "standard":
            pages = sorted(Path(self.root, "docs").glob("*.md"))
            build_data["force_include"].update({str(page): f"assistant/docs/{page.name}" for page in pages})
