"""A brand as people write it: a small YAML file beside its logo, every fault of it at once."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError

from report.documents.brand.brand import DARK_PAPER, PAPER, Brand
from report.documents.brand.contrast import SHAPE, TEXT, contrast, shade
from report.documents.brand.logo import read_logo
from scenarios.faults import Fault, ScenarioError
from scenarios.quantities.units import Frozen
from scenarios.reading.pydantic_faults import translated
from scenarios.reading.yaml_file import read_yaml

if TYPE_CHECKING:
    from report.documents.brand.brand import Logo
    from scenarios.faults import Path as Keys

START = '"name:" and "colours:"'
"""What a brand file begins with."""


class Colours(Frozen):
    """Colours, each as ``"#1F3A5F"`` in quotes."""

    titles: str = ""
    """Headings, and the ground of headings of tables; dark enough for white letters. Default: navy."""
    titles_on_dark: str = ""
    """Headings where a reader's screen is dark. Default: ``titles``, lightened until it can be read."""
    accent: str = ""
    """Rules, and the edge of the answer. Default: ``titles``."""


class BrandFile(Frozen):
    """A brand: whose document it is."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    """Name of the organisation, as it is printed."""
    colours: Colours = Field(default_factory=Colours)
    """Colours of headings and rules. Colours of figures stay: those with any colour vision can tell them apart."""
    logo: str = ""
    """A PNG or SVG file beside this file, at most 500 kB."""
    logo_png: str = ""
    """The logo as PNG for slides and workbooks, which take no SVG; they show the name alone where there is none."""


def read_brand(path: Path) -> Brand:
    """The brand of a file.

    Raises:
        ScenarioError: every fault of it: unknown keys, colours that cannot be read, a logo that is not harmless.

    """
    shown = str(path)
    document = read_yaml(path, shown, what="brand", start=START)
    colours = document.data.get("colours")
    for key, value in colours.items() if isinstance(colours, dict) else ():
        if value is None:
            document.blame(("colours", key), 'is empty: "#" begins a remark; put the colour in quotes: "#1F3A5F"')
    faults: list[Fault] = []
    try:
        said = BrandFile.model_validate(document.data)
    except ValidationError as error:
        faults += translated(error, document, BrandFile)
        readable = _texts(document.data, BrandFile)
        said = BrandFile.model_construct(**readable, colours=Colours.model_construct(**_texts(colours, Colours)))
    chosen = _colours(said.colours, faults)
    logo = _logo(path, said.logo, ("logo",), faults)
    office = _logo(path, said.logo_png, ("logo_png",), faults)
    if office is not None and office.kind != "png":
        faults.append(Fault(("logo_png",), f"{said.logo_png} is no PNG; save the logo as PNG, or take this out"))
    if document.faults or faults:
        raise ScenarioError(document.placed(faults))
    picture = office or (logo if logo is not None and logo.kind == "png" else None)
    parts = [said.model_dump_json().encode(), *(one.content for one in (logo, office) if one is not None)]
    digest = hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
    return Brand(said.name, *chosen, logo, picture, digest, path.name)


def _texts(data: object, model: type[Frozen]) -> dict[str, Any]:
    """What of a part can be looked at although another part is at fault, so that all faults are told at once."""
    written = data if isinstance(data, dict) else {}
    return {key: written[key] for key in model.model_fields if isinstance(written.get(key), str)}


def _colours(said: Colours, faults: list[Fault]) -> tuple[str, str, str]:
    """Titles, titles on dark, accent: each readable where it stands."""
    plain = Brand()
    titles = _colour(said.titles, "titles", PAPER, TEXT, faults) or plain.titles
    dark = _colour(said.titles_on_dark, "titles_on_dark", DARK_PAPER, TEXT, faults)
    dark = dark or (shade(titles, DARK_PAPER, 2 * TEXT) if said.titles else plain.titles_on_dark)
    return titles, dark, _colour(said.accent, "accent", PAPER, SHAPE, faults) or titles


def _colour(words: str, key: str, paper: str, least: float, faults: list[Fault]) -> str:
    """A colour as ``#RRGGBB``; empty where none is given, or where it is at fault."""
    if not words:
        return ""
    keys: Keys = ("colours", key)
    colour = words.strip().upper()
    if not re.fullmatch(r"#[0-9A-F]{6}", colour):
        said = f'"{words}" is not a colour; write "#" and six digits in quotes, such as "#1F3A5F"'
        faults.append(Fault(keys, said))
        return ""
    ratio = contrast(colour, paper)
    if ratio >= least:
        return colour
    name, way = ("white", "darker") if paper == PAPER else ("dark paper", "lighter")
    faults.append(
        Fault(
            keys,
            f"{colour} has a contrast of {ratio:.2f} to 1 on {name} ({paper}) where {least:g} to 1 can be read "
            f'(WCAG 2.2 AA); take a {way} one, such as "{shade(colour, paper, least)}"',
        )
    )
    return ""


def _logo(file: Path, words: str, keys: Keys, faults: list[Fault]) -> Logo | None:
    """The logo beside the file; None where none is given, or where it is at fault."""
    if not words:
        return None
    if re.match(r"[a-z][a-z0-9+.-]+:", words, re.IGNORECASE):
        faults.append(Fault(keys, f'"{words}" is an address; copy the picture beside this file and name it'))
        return None
    try:
        return read_logo(file.parent / words, words)
    except ScenarioError as error:
        faults += [Fault(keys, f"{fault.file}: {fault.message}") for fault in error.faults]
    except ValueError as error:
        faults.append(Fault(keys, str(error)))
    return None
