"""The words of headings and cells, from ``vocabulary.yaml``, ready to be looked up."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


@dataclass(frozen=True)
class Question:
    """A heading with more than one meaning."""

    fields: tuple[str, ...]
    """What it may mean."""
    why: str
    """What the heading does not say."""


@dataclass(frozen=True)
class Vocabulary:
    """Every word that is understood."""

    fields: dict[str, str]
    """Field by heading."""
    asked: dict[str, Question]
    """Headings with more than one meaning."""
    per_quarter: dict[str, str]
    """Field by what stands beside a quarter in a heading."""
    totals: tuple[str, ...]
    truth: dict[str, bool]
    empty: frozenset[str]
    rag: dict[str, float]
    """Chance of success by colour."""
    scales: dict[str, int]
    currencies: dict[str, str]
    months: dict[str, int]


@cache
def vocabulary() -> Vocabulary:
    """The words of ``vocabulary.yaml``."""
    text = files("intake.tables.meaning").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return Vocabulary(
        fields={plain(word): name for name, words in data["fields"].items() for word in words},
        asked={
            plain(word): Question(tuple(entry["fields"]), entry["why"])
            for entry in data["asked"]
            for word in entry["words"]
        },
        per_quarter={plain(word): name for name, words in data["per_quarter"].items() for word in words},
        totals=tuple(sorted(map(plain, data["totals"]), key=len, reverse=True)),
        truth={str(word): True for word in data["yes"]} | {str(word): False for word in data["no"]},
        empty=frozenset(map(str, data["empty"])),
        rag={plain(word): colour["probability"] for colour in data["rag"].values() for word in colour["words"]},
        scales={str(word): int(scale) for scale, words in data["scales"].items() for word in words},
        currencies={str(word): code for code, words in data["currencies"].items() for word in words},
        months={plain(word): n for n, words in enumerate(data["months"], start=1) for word in words},
    )


@lru_cache(maxsize=50_000)
def plain(words: str) -> str:
    """Words without capitals, accents and signs.

    >>> plain("Abhängig_von:")
    'abhangig von'
    """
    bare = words.lower()
    if not bare.isascii():
        bare = unicodedata.normalize("NFKD", bare.replace("ß", "ss").replace("œ", "oe"))
        bare = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+|_", " ", bare).split())
