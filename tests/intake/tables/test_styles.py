"""A table written in any supported style reads back equal, or is refused: never another number in silence."""

import io
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from intake.tables.answers import Answers
from intake.tables.planning import plan_table
from intake.tables.tidying import tidy_table
from scenarios.faults import ScenarioError
from scenarios.loader import load_table

HEADINGS = {
    "own": ("id", "name", "spend", "value_per_quarter", "success_probability", "mandatory"),
    "English": ("Project ID", "Project", "Cost", "Benefit per quarter", "Probability", "Must have"),
    "German": ("Kennung", "Bezeichnung", "Kosten", "Nutzen pro Quartal", "Erfolgswahrscheinlichkeit", "Pflicht"),
    "French": ("Identifiant", "Intitulé", "Coût", "Bénéfice par trimestre", "Probabilité", "Obligatoire"),
    "Dutch": ("Projectnummer", "Projectnaam", "Kosten", "Baten per kwartaal", "Kans", "Verplicht"),
    "Spanish": ("Código", "Nombre", "Coste", "Beneficio por trimestre", "Probabilidad", "Obligatorio"),
}
YES = {"own": ("true", "false"), "English": ("yes", "no"), "German": ("Ja", "Nein"), "French": ("oui", "non")}
YES |= {"Dutch": ("ja", "nee"), "Spanish": ("sí", "no")}


@dataclass(frozen=True)
class Style:
    """How a table is written."""

    language: str
    decimal: str
    group: str
    delimiter: str
    encoding: str
    before: str
    after: str
    scale: int
    unit: str
    """Unit in the headings of amounts."""
    percent: bool
    title: bool
    workbook: str
    """no, numbers or texts."""


SEPARATORS = st.sampled_from(
    [(".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'"), (",", "\u00a0")]
)
UNITS = st.sampled_from(
    [
        ("", "", 1, ""),
        ("€ ", "", 1, ""),
        ("", " EUR", 1, ""),
        ("", "k", 1000, ""),
        ("", " Mio", 10**6, ""),
        ("", "", 1000, " (kEUR)"),
        ("£", "m", 10**6, ""),
        ("", "", 10**6, " [Mio. €]"),
        ("", " Tsd. €", 1000, ""),
    ]
)


@st.composite
def styles(draw):
    decimal, group = draw(SEPARATORS)
    before, after, scale, unit = draw(UNITS)
    return Style(
        draw(st.sampled_from(sorted(HEADINGS))), decimal, group, draw(st.sampled_from([",", ";", "\t", "|"])),
        draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])), before, after, scale, unit,
        draw(st.booleans()), draw(st.booleans()), draw(st.sampled_from(["no", "numbers", "texts"])),
    )  # fmt: skip


AMOUNTS = st.one_of(
    st.integers(0, 9_999).map(lambda n: Decimal(n) * 1000),
    st.integers(0, 999_999_999).map(lambda n: Decimal(n) / 100),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Über", "Café", "Plain", "a=b"]), AMOUNTS, AMOUNTS, st.integers(0, 20), st.booleans()
    ),
    min_size=1,
    max_size=6,
)


def digits(number: Decimal, style: Style) -> str:
    whole, _, fraction = f"{number:f}".partition(".")
    fraction = fraction.rstrip("0")
    if style.group:
        whole = f"{int(whole):,}".replace(",", style.group)
    return f"{whole}{style.decimal}{fraction}" if fraction else whole


def money(number: Decimal, style: Style) -> str:
    return f"{style.before}{digits(number / style.scale, style)}{style.after}"


def write(folder: Path, rows, style: Style, value_style: Style | None = None) -> Path:
    key, name, cost, value, *rest = HEADINGS[style.language]
    table = [(key, name, cost + style.unit, value + style.unit, *rest)]
    for i, (name, cost, value, chance, must) in enumerate(rows):
        share = Decimal(chance) / 20
        probability = f"{digits(share * 100, style)} %" if style.percent else digits(share, style)
        truth = YES[style.language][not must]
        table.append((f"p{i}", name, money(cost, style), money(value, value_style or style), probability, truth))
    if style.workbook == "no":
        return _text(folder, table, style)
    book = openpyxl.Workbook()
    for line in [["Portfolio 2027"], []] if style.title else []:
        book.active.append(line)
    for at, line in enumerate(table):
        cells = list(line)
        if at and style.workbook == "numbers" and not (style.before or style.after):
            _, cost, value, chance, must = rows[at - 1]
            cells[2:] = [float(cost / style.scale), float(value / style.scale), chance / 20, must]
        book.active.append(cells)
    book.save(folder / "table.xlsx")
    return folder / "table.xlsx"


def _text(folder: Path, table, style: Style) -> Path:
    lines = io.StringIO()
    if style.title:
        lines.write("Portfolio 2027" + style.delimiter * 5 + "\n")
    for line in table:
        quoted = (f'"{cell}"' if style.delimiter in cell else cell for cell in line)
        lines.write(style.delimiter.join(quoted) + "\n")
    path = folder / "table.csv"
    path.write_bytes(lines.getvalue().encode(style.encoding))
    return path


def refusal(path: Path) -> list[str]:
    try:
        plan_table(path, budget=1e9)
    except ScenarioError as error:
        return [fault.message for fault in error.faults]
    return []


def expected(rows):
    return [
        (f"p{i}", name, (float(cost),), float(value), chance / 20, must)
        for i, (name, cost, value, chance, must) in enumerate(rows)
    ]


def found(scenario):
    return [
        (m.id, m.label, m.spend, m.value_per_quarter, m.success_probability, m.mandatory) for m in scenario.mmps
    ]


@given(ROWS, styles())
def test_a_table_in_any_style_reads_back_equal(rows, style):
    """Locale, delimiter, encoding, unit, language and sheet change no number; what has two readings is refused."""
    with TemporaryDirectory() as folder:
        path = write(Path(folder), rows, style)
        messages = refusal(path)
        assert not messages or style.group in (".", ",") or style.scale > 1
        assert all("can mean" in message for message in messages)
        sign = "comma" if style.decimal == "," else "point"
        scenario, _ = plan_table(path, Answers(decimals=sign) if messages else None, budget=1e9)
        assert found(scenario) == expected(rows)


@given(ROWS, styles(), SEPARATORS)
def test_columns_of_two_locales_read_back_equal_or_are_refused(rows, style, other):
    """Benefits in another locale than costs change no number in silence."""
    with TemporaryDirectory() as folder:
        path = write(Path(folder), rows, style, value_style=replace(style, decimal=other[0], group=other[1]))
        if not refusal(path):
            assert found(plan_table(path, budget=1e9)[0]) == expected(rows)


@given(ROWS, styles())
def test_what_is_tidied_is_read_back_by_every_command(rows, style):
    """The clean table means the same to the reader of scenario folders."""
    sign = "comma" if style.decimal == "," else "point"
    with TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.csv"
        path = write(Path(folder), rows, style)
        clean.write_text(tidy_table(path, Answers(decimals=sign)).csv, encoding="utf-8")
        assert found(load_table(clean, budget=1e9)) == expected(rows)
