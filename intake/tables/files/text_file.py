"""Text files: encoding, delimiter and quotes found out, and said where they are not the usual ones."""

import re
from collections import Counter
from pathlib import Path

from charset_normalizer import from_bytes

from intake.tables.files.sheets import Sheet
from scenarios.files import TABLE_LIMIT, read_bytes, refuse
from scenarios.reading.csv_records import read_records

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""What may stand between cells."""
OTHER_ALPHABETS = ("cp1251", "koi8_r", "mac_cyrillic", "cp1253", "cp1255", "cp1256", "shift_jis", "gb18030", "big5")
"""Encodings that are believed when they are detected; any other byte text of one alphabet is Windows-1252."""
_DOUBLED = '(?:(?<=^)|(?<=[{0}\n]))""((?:[^"{0}\n])[^"\n]*?)""(?=[{0}\r\n]|$)'


def read_text_sheet(path: Path, shown: str) -> Sheet:
    """The cells of a text file. Raises ``ScenarioError``."""
    text, notes = decoded(read_bytes(path, shown, TABLE_LIMIT), shown)
    if "\x00" in text:
        raise refuse(shown, "is not a text file; name a .csv or .xlsx file")
    skipped = 0
    hint = re.match(r"sep=(.)\r?\n", text)
    if hint:
        text, skipped = text[hint.end() :], 1
    delimiter = hint.group(1) if hint else delimiter_of(text)
    if delimiter not in (",", ";"):
        notes.append(f"cells are separated by {DELIMITERS.get(delimiter, repr(delimiter))}")
    text, mended = re.subn(_DOUBLED.format(re.escape(delimiter)), r'"\1"', text, flags=re.MULTILINE)
    if mended:
        cells = "cell has" if mended == 1 else "cells have"
        notes.append(f'{mended} {cells} doubled quotes around the whole text (""a;b""); read as "a;b"')
    return Sheet(shown, rows=records(text, shown, delimiter, skipped), notes=notes)


def decoded(content: bytes, shown: str) -> tuple[str, list[str]]:
    """The text of a file's bytes, and a note where it is not UTF-8. Raises ``ScenarioError``."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as(content, "utf-16", "UTF-16", shown)
    zeros = (content[:4000:2].count(0), content[1:4000:2].count(0))
    if max(zeros) > len(content[:4000]) * 0.2:
        return _as(content, "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be", "UTF-16", shown)
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        encoding = best.encoding if best is not None and best.encoding in OTHER_ALPHABETS else "cp1252"
        return _as(content, encoding, "Windows-1252" if encoding == "cp1252" else encoding, shown)


def _as(content: bytes, encoding: str, name: str, shown: str) -> tuple[str, list[str]]:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refuse(shown, f"is neither UTF-8 nor {name} text; save it as CSV UTF-8", line) from None
    foreign = next((word for word in re.findall(r'[^\s;,|"]+', text) if not word.isascii()), "")
    example = f', such as "{foreign[:40]}"' if foreign and name != "UTF-16" else ""
    return text.removeprefix("\ufeff"), [f"the text is {name}{example}"]


def delimiter_of(text: str) -> str:
    """The delimiter whose count is the same, and highest, in most of the first lines."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:200] if line.strip()]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        counts.pop(0, None)
        score = max((number * count**1.2 for count, number in counts.items()), default=0.0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def records(text: str, shown: str, delimiter: str, skipped: int) -> list[tuple[int, dict[int, str]]]:
    """Rows with cells. Raises ``ScenarioError`` where quotes do not fit."""
    rows: list[tuple[int, dict[int, str]]] = []
    for line, cells in read_records(text, shown, delimiter, skipped):
        row = {c: cell for c, cell in enumerate(cells) if cell}
        if row:
            rows.append((line, row))
    return rows
