"""Files that somebody broke: seeded changes of good ones, given to the command that reads them.

Laws: no traceback; exit code 0, 1 or 2; every refusal names the file and says what to do; bounded time and memory.

uv run python -m benchmarks.mutations [VARIANTS OF A KIND, default 100] [SEED]
"""

import csv
import io
import json
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from openpyxl import Workbook
from typer.testing import CliRunner

import vmo
from benchmarks.mutated_calls import CALLED, attack_calls
from cli import app  # noqa: TID251 - the command line is what is attacked

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "scenarios" / "library"
SECONDS = 20.0
"""Most seconds of processor time that a variant may take."""
MEMORY = 2_000_000
"""Most kilobytes that this process may have held."""
WORDS = (
    "", " ", "none", "null", "true", "NaN", "inf", "-1", "0", "1e12", "1e400", "9" * 500, "300,000", "1.234,5",
    "12%",
    "=1+1", "@x", "'", '"', "[", "{", "*a", "&a", "!!python/object:os.system", "<<", "- -", "\t", "\x00", "\x1b[2J",
    "\u202e", "\u2028", "[/x]", "[bold]", "../../etc/passwd", "/dev/zero", "2027-02-30", "2027-Q9", "a" * 5000,
)  # fmt: skip
"""What is put where something else was."""
VALUES = (
    None, True, -1, 0, 1e308, 10**30, 10**12, 2.5, "", "x", "[/x]", "\x1b[2J", [], [[]], {}, {"a": 1}, "9" * 500,
)  # fmt: skip
"""The same for documents."""
REMEDIES = (
    ";",
    "give ",
    "name ",
    "write ",
    "add ",
    "use ",
    "delete ",
    "take ",
    "save ",
    "check ",
    "did you mean",
    "make ",
)
"""A refusal holds one of these: it says what to do."""


@dataclass(frozen=True)
class Kind:
    """A kind of file and the command that reads it."""

    name: str
    file: str
    """Name of the file that is changed."""
    make: Callable[[Path], None]
    """Makes the folder in which everything is sound."""
    words: Callable[[Path], list[str]]
    """The command."""
    change: Callable[[bytes, random.Random], bytes]
    beside: tuple[str, ...] = ()
    """Files that may be named instead, as they do not fit the changed one."""
    named: bool = True
    """Whether a refusal names the file: one of several files of a tool is put right by the tool."""


def changed_text(content: bytes, luck: random.Random) -> bytes:
    """One to three changes of lines, cells, words or bytes."""
    for _ in range(luck.randint(1, 3)):
        content = luck.choice((_line, _word, _word, _cell, _cell, _bytes, _cut))(content, luck)
    return content


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True) or [b""]


def _line(content: bytes, luck: random.Random) -> bytes:
    lines = _lines(content)
    at = luck.randrange(len(lines))
    match luck.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(luck.randrange(len(lines)), lines[at])
        case 2:
            lines[at] = b"  " + lines[at]
        case _:
            lines[at] = luck.choice(WORDS).encode() + b"\n"
    return b"".join(lines)


def _word(content: bytes, luck: random.Random) -> bytes:
    lines = _lines(content)
    at = luck.randrange(len(lines))
    parts = lines[at].split(b" ")
    parts[luck.randrange(len(parts))] = luck.choice(WORDS).encode()
    lines[at] = b" ".join(parts)
    return b"".join(lines)


def _cell(content: bytes, luck: random.Random) -> bytes:
    lines = _lines(content)
    at = luck.randrange(len(lines))
    sign = b"," if b"," in lines[at] else b":"
    parts = lines[at].split(sign)
    parts[luck.randrange(len(parts))] = b" " + luck.choice(WORDS).encode()
    lines[at] = sign.join(parts)
    return b"".join(lines)


def _bytes(content: bytes, luck: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(luck.randint(1, 8)):
        data[luck.randrange(len(data))] = luck.randrange(256)
    return bytes(data)


def _cut(content: bytes, luck: random.Random) -> bytes:
    at = luck.randrange(len(content))
    return content[:at] + content[at + luck.randint(1, 200) :] or b"x"


def changed_document(content: bytes, luck: random.Random) -> bytes:
    """A JSON document with other values, without some, or broken as a text."""
    if luck.random() < 0.2:
        return changed_text(content, luck)
    document = json.loads(content)
    for _ in range(luck.randint(1, 2)):
        here = document
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            if not keys:
                break
            key = luck.choice(keys)
            if isinstance(here[key], dict | list) and here[key] and luck.random() < 0.7:
                here = here[key]
                continue
            if luck.random() < 0.25:
                del here[key]
            else:
                here[key] = luck.choice(VALUES)
            break
    return json.dumps(document).encode()


def changed_book(content: bytes, luck: random.Random) -> bytes:
    """A workbook with other cells, changed parts, or broken as a file."""
    if luck.random() < 0.15:
        return luck.choice((_bytes, _cut))(content, luck)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        hit = luck.choice([name for name in names if "sheet" in name or luck.random() < 0.3] or names)
        for name in names:
            data = old.read(name)
            if name == hit:
                data = luck.choice((_bytes, _cut, _text_in_xml, _text_in_xml, _text_in_xml))(data, luck)
            if name != hit or luck.random() < 0.95:
                new.writestr(name, data)
    return out.getvalue()


def _text_in_xml(content: bytes, luck: random.Random) -> bytes:
    """Other text between two tags, or in an attribute."""
    sign = luck.choice((b">", b'"'))
    parts = content.split(sign)
    at = luck.randrange(len(parts))
    start = parts[at].find(b"<")
    tail = parts[at][start:] if start >= 0 else b""
    word = luck.choice(WORDS).encode().replace(b"<", b"&lt;")
    parts[at] = word + tail
    return sign.join(parts)


def changed_task(content: bytes, luck: random.Random) -> bytes:
    """A finished task of a checkpoint: damaged, or with other contents and a checksum that fits them."""
    if luck.random() < 0.5:
        return changed_text(content, luck)
    head, _, data = content.partition(b"\n")[2].partition(b"\n")
    tree, _, arrays = data.partition(b"\n")
    match luck.randrange(5):
        case 0:
            head = changed_document(head, luck)
        case 1:
            arrays = luck.choice((_bytes, _cut))(arrays, luck)
        case 2:
            arrays = _other_shape(arrays, luck)
        case _:
            tree = changed_document(tree, luck)
    body = b"\n".join((head, tree.replace(b"\n", b" "), arrays))
    return f"vmo-lab checkpoint 1 {sha256(body).hexdigest()}\n".encode() + body


def _other_shape(arrays: bytes, luck: random.Random) -> bytes:
    """One of several arrays with an axis more, a row more, or a row less."""
    source, found = io.BytesIO(arrays), []
    while source.tell() < len(arrays):
        found.append(np.lib.format.read_array(source))
    at = luck.randrange(len(found))
    there = np.atleast_1d(found[at])
    found[at] = luck.choice((there[None], np.concatenate([there, there[-1:]]), there[:-1]))
    out = io.BytesIO()
    for array in found:
        np.lib.format.write_array(out, array)
    return out.getvalue()


ROWS = [
    ["ID", "Project", "Value stream", "Cost", "Benefit per quarter", "Probability", "Start", "Depends on"],
    ["p1", "One", "Claims", "300 kEUR", "120 kEUR", "80%", "2027-Q1", ""],
    ["p2", "Two", "Claims", "500 kEUR", "90 kEUR", "60%", "2027-Q2", "p1"],
    ["p3", "Three", "Policies", "200 kEUR", "75 kEUR", "70%", "2027-Q1", ""],
]


def _scenario(folder: Path) -> None:
    (folder / "scenario.yaml").write_bytes((LIBRARY / "tiny" / "scenario.yaml").read_bytes())


def _rich(folder: Path) -> None:
    for name in ("scenario.yaml", "mmps.csv", "projects.csv"):
        (folder / name).write_bytes((LIBRARY / "insurer" / name).read_bytes())


def _table(folder: Path) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(ROWS)
    (folder / "projects.csv").write_text(out.getvalue(), encoding="utf-8")


def _book(folder: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(folder / "projects.xlsx")


def _history(folder: Path) -> None:
    lines = _lines((LIBRARY / "claims-history" / "export.csv").read_bytes())
    (folder / "export.csv").write_bytes(b"".join(lines[:80]))


def _actuals(folder: Path) -> None:
    for file in (ROOT / "docs" / "rolling").iterdir():
        if file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())


def _manifest(folder: Path) -> None:
    made = vmo.compare("tiny", replications=2, workers=1).manifest()
    (folder / "manifest.json").write_text(made, encoding="utf-8")


def _plan(folder: Path) -> None:
    _run(["plan", "tiny", "--out", str(folder / "plan")])
    (folder / "manifest.json").write_bytes((folder / "plan" / "manifest.json").read_bytes())


def _checkpoint(folder: Path) -> None:
    _run(_task_words(folder))
    (task,) = list((folder / "kept").glob("*.task"))[:1]
    task.rename(folder / "kept" / "one.task")
    (folder / "name").write_text(task.name)
    (folder / "task").write_bytes((folder / "kept" / "one.task").read_bytes())


def _task_words(folder: Path) -> list[str]:
    if (folder / "name").exists():
        (folder / "kept" / (folder / "name").read_text()).write_bytes((folder / "task").read_bytes())
    return ["compare", "tiny", "-n", "2", "--workers", "1", "--json", "--checkpoint", str(folder / "kept")]


KINDS = (
    Kind("scenario", "scenario.yaml", _scenario, lambda f: ["check", str(f / "scenario.yaml")], changed_text),
    Kind(
        "table of MMPs", "mmps.csv", _rich, lambda f: ["check", str(f)], changed_text,
        ("projects.csv", "scenario.yaml"),
    ),
    Kind("table", "projects.csv", _table, lambda f: ["import", str(f / "projects.csv")], changed_text),
    Kind("workbook", "projects.xlsx", _book, lambda f: ["import", str(f / "projects.xlsx")], changed_book),
    Kind("history", "export.csv", _history, lambda f: ["history", str(f / "export.csv")], changed_text),
    Kind(
        "actuals", "actuals.csv", _actuals,
        lambda f: ["roll", str(f), "--actuals", str(f / "actuals.csv"), "--to", "2027-Q2"], changed_text,
        ("scenario.yaml", "mmps.csv"),
    ),
    Kind(
        "manifest", "manifest.json", _manifest,
        lambda f: ["compare", "--replay", str(f / "manifest.json"), "--workers", "1", "--json"], changed_document,
    ),
    Kind(
        "manifest of a plan", "manifest.json", _plan,
        lambda f: ["changes", str(f / "plan"), str(f / "manifest.json")], changed_document,
    ),
    Kind("checkpoint", "task", _checkpoint, _task_words, changed_task, named=False),
)  # fmt: skip


def _run(words: list[str]) -> tuple[int, str, str, BaseException | None]:
    done = CliRunner().invoke(app, words)
    failed = None if done.exception is None or isinstance(done.exception, SystemExit) else done.exception
    return done.exit_code, done.stdout, done.stderr, failed


def broken_laws(kind: Kind, code: int, said: str, failed: BaseException | None, seconds: float) -> Iterator[str]:
    """The laws that a variant broke."""
    if failed is not None:
        yield f"traceback: {type(failed).__name__}: {str(failed)[:120]}"
        return
    if code not in (0, 1, 2):
        yield f"exit code {code}"
    if code == 2:
        if kind.named and not any(file in said for file in (kind.file, *kind.beside)):
            yield f"a refusal without the file: {said[:160]}"
        if not any(word in said.lower() for word in REMEDIES):
            yield f"a refusal without a remedy: {said[:160]}"
    if seconds > SECONDS:
        yield f"{seconds:.0f} s of processor time"


def attack(kind: Kind, variants: int, seed: int) -> Iterator[tuple[int, bytes, int, str]]:
    """Number and content of every variant of a kind, with its exit code and the law it broke, if any."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kind.make(folder)
        target = folder / kind.file
        sound = target.read_bytes()
        for number in range(variants):
            content = kind.change(sound, random.Random(f"{seed} {kind.name} {number}"))
            target.write_bytes(content)
            begin = time.process_time()
            code, _, said, failed = _run(kind.words(folder))
            laws = list(broken_laws(kind, code, said, failed, time.process_time() - begin))
            for law in laws or [""]:
                yield number, content, code, law


def main() -> None:
    """Print what became of the variants, and every law that was broken."""
    given = [int(word) for word in sys.argv[1:3]]
    variants, seed = (*given, *(100, 1)[len(given) :])
    broken = 0
    files = {kind.name: attack(kind, variants, seed) for kind in KINDS}
    calls = {kind: attack_calls(kind, changed_document, variants, seed) for kind in CALLED}
    for name, attacks in (files | calls).items():
        begin, codes = time.process_time(), Counter[int]()
        for number, content, code, law in attacks:
            codes[code] += 1
            if law:
                broken += 1
                print(f"  {name} {number}: {law}")
                with suppress(IndexError):
                    Path(sys.argv[3], f"{name}-{number}").write_bytes(content)
        print(f"{name}: {dict(codes)}, {time.process_time() - begin:.0f} s", flush=True)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{variants * len(files | calls)} variants, {broken} laws broken, at most {held / 1e6:.1f} GB held")
    raise SystemExit(1 if broken or held > MEMORY else 0)


if __name__ == "__main__":
    main()
