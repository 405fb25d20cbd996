"""Brands of documents: what functions accept, and how commands name them."""

from __future__ import annotations

from pathlib import Path

from report.documents.brand.brand import PLAIN, Brand

Branding = Brand | str | Path | None
"""A brand, the path of its file, or None for no brand."""


def brand_of(given: Branding) -> Brand:
    """The brand that is meant; read before anything is run, so that a fault costs no time.

    Raises:
        ScenarioError: every fault of the file and of its logo.

    """
    if given is None:
        return PLAIN
    if isinstance(given, Brand):
        return given
    from report.documents.brand.brand_file import read_brand  # only who has a brand waits for what reads pictures

    return read_brand(Path(given))


def brand_option(brand: Brand) -> str:
    """The option of a command that names the brand, with a blank before it; nothing where there is none."""
    return "" if brand is PLAIN else f" --brand {brand.file}"
