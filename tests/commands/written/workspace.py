"""Every command that writes files, on small inputs whose words mean ill; and what stands in a file."""

import csv
import io
import json
import re
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
TINY = ROOT / "scenarios" / "library" / "tiny" / "scenario.yaml"
FORMULA, MARKUP = "=1+1", "<script>alert(1)</script>"
NAMES = {
    "Quote online": "=HYPERLINK(1)",
    "Pay online": "<script>alert(1)</script>",
    "Claim by app": "@SUM(A1)",
    "Track my claim": "+cmd|calc [/x] [bold]",
    "Sales front": "<img src=x onerror=alert(1)>",
    "Claims front": "=1+1",
    "Project funding": "<b>=Project</b>",
}
"""Names of the scenario, and what they become."""
PLAIN = {
    "import": "import projects.csv --out imported",
    "roll": "roll mine --actuals actuals.csv --to 2 --out rolled",
    "split": "split mine --out split",
}
"""Quick ones, by name."""
LONG = {
    "new": "new copied --from tiny",
    "change": "change mine --set calendar.discount_rate=10% --out dearer.yaml",
    "tidy": "tidy projects.csv --out tidied.csv",
    "schema": "schema --out schema.json",
    "table": "new --table form.xlsx",
    "plan": "plan mine --out planned",
    "changes": "changes planned planned --out changed-plan",
    "compare": "compare mine -n 3 --out compared",
    "workbook": "compare mine -n 3 --out compared.xlsx",
    "attribute": "attribute mine --groups time=cadence+approval -n 2 --out parts",
    "sensitivity": "sensitivity mine --only discount_rate -n 2 --out tornado",
    "assumptions": "assumptions mine --sets 2 --out assumed",
    "packs": "packs mine --only cautious -n 2 --out packs",
    "sweep": "sweep mine --set funding_models.value_stream.cadence_weeks=13,26 -n 2 --out swept",
    "map": "map mine --x funding_models.value_stream.cadence_weeks=13,26"
    " --y funding_models.project.approval_weeks=0,8 -n 2 --out map",
    "claims": "claims mine -n 2 --out claims",
    "story": "story mine a1 -n 2 --out story",
    "information": "value-of-information mine --only estimates -n 2 --out information",
    "diff": "diff mine changed.yaml -n 2 --out diff",
    "stress": "plan mine --stress -n 2 --out stressed",
    "frontier": "frontier mine --budgets 50,100 --out frontier",
    "flow": "flow littles-law --horizon 60 --warm-up 0 -n 2 --out flow --animate board.gif",
    "history": "history export.csv --out history.csv --figures history",
    "forecast": "forecast claims-history --items 40 --out forecast",
    "show": "show littles-law --quick --out shown",
    "live": "live bottleneck --years 1 --save live.html",
    "review": "review rolling rolling/next --out reviewed",
    "report": "report mine -n 2 --sets 2 --sensitivity-worlds 2 --attribution-worlds 2 --detail-worlds 2"
    " --out report.html --xlsx --pptx",
    "packet": "packet mine -n 2 --out packet.html --xlsx --pptx",
    "month": "month rolling --month 2027-03 -n 2 --out month.html --xlsx --pptx",
    "case": "case mine -n 2 --out case.html --xlsx",
}
"""Those that take seconds."""
_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[-+]?(inf|(\d[\d,. ]*)?%?([eE][-+]?\d+)?)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def prepare(folder: Path) -> None:
    """A workspace whose names are formulas and markup."""
    text = TINY.read_text(encoding="utf-8")
    for name, other in NAMES.items():
        assert name in text
        text = text.replace(f"name: {name}", f"name: {json.dumps(other)}")
    (folder / "mine").mkdir()
    (folder / "mine" / "scenario.yaml").write_text(text, encoding="utf-8")
    changed = text.replace("features: 8", "features: 9")
    (folder / "changed.yaml").write_text(changed, encoding="utf-8")
    (folder / "actuals.csv").write_text("quarter,id,status\n1,a1,released\n", encoding="utf-8")
    rows = [
        ["ID", "Project", "Cost", "Benefit per quarter", "Start"],
        ["p1", FORMULA, "300 kEUR", "90 kEUR", "2027-Q1"],
        ["p2", MARKUP, "90 kEUR", "30 kEUR", "2027-Q2"],
    ]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (folder / "projects.csv").write_text(out.getvalue(), encoding="utf-8")
    export = (ROOT / "scenarios" / "library" / "claims-history" / "export.csv").read_text(encoding="utf-8")
    lines = export.splitlines(keepends=True)[:120]
    (folder / "export.csv").write_text("".join(lines), encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "rolling", folder / "rolling")


def written(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def faults(name: str, content: bytes) -> list[str]:
    """What in a file would run, steer, or break it open."""
    look = {
        ".csv": _csv, ".xlsx": _book, ".html": _html, ".svg": _xml, ".json": _json, ".pptx": _slides,
        ".png": _picture, ".gif": _picture, ".yaml": _text, ".txt": _text, ".md": _text,
    }[Path(name).suffix]  # fmt: skip
    return [f"{name}: {fault}" for fault in look(content)]


def _cells(rows: list[list[str]]) -> list[str]:
    return [
        f"{'runs' if runs else 'control'}: {cell!r}"
        for row in rows
        for cell in row
        if (runs := cell.startswith(_STARTS) and not _NUMBER.fullmatch(cell)) or _CONTROL.search(cell)
    ]


def _csv(content: bytes) -> list[str]:
    return _cells(list(csv.reader(io.StringIO(content.decode("utf-8-sig")))))


def _book(content: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return [
        f"{cell.coordinate}: {cell.value!r}"
        for cell in cells
        if cell.data_type == "f" or cell.hyperlink or _CONTROL.search(str(cell.value))
    ]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        self.found += [f"<{tag} {key}={value!r}>" for key, value in attrs if key.startswith("on")]
        self.found += [
            f"<{tag} {v}>" for k, v in attrs if k in ("src", "href") and re.match(r"\w+:(?!image)", v or "")
        ]

    def handle_data(self, data):
        if self.inside == "script" and data.strip() == "alert(1)":
            self.found.append("a name is a script")


def _html(content: bytes) -> list[str]:
    text = content.decode("utf-8")
    tags = _Tags()
    tags.feed(text)
    return [*tags.found, *_text(content)]


def _xml(content: bytes) -> list[str]:
    tags = [element.tag.rpartition("}")[2] for element in ET.fromstring(content).iter()]
    return [f"<{tag}>" for tag in tags if tag in ("script", "img", "b", "foreignObject")]


def _json(content: bytes) -> list[str]:
    json.loads(content)
    return _text(content)


def _slides(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return [f for name in parts.namelist() if name.endswith(".xml") for f in _xml(parts.read(name))]


def _picture(content: bytes) -> list[str]:
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
    return []


def _text(content: bytes) -> list[str]:
    return [f"control: {found!r}" for found in _CONTROL.findall(content.decode("utf-8"))]
