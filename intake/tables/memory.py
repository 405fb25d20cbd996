"""The answers of an import as ``mapping.yaml``, for the next table of its kind."""

import json

from intake.tables.meaning.vocabulary import plain
from intake.tables.reading.table import Reading


def mapping_yaml(reading: Reading) -> str:
    """What was said and found out about this kind of table, as YAML text."""
    data = dict(reading.answers.said)
    data["headings"] = list(reading.headings)
    data["columns"] = _columns(reading)
    if reading.sheet.title:
        data["sheet"] = reading.sheet.title
    lines = [
        "# How vmo reads tables with these headings; used by itself for the next one in this folder or beside it.",
        "# columns: the field that each column fills; a column that is not named here is not used.",
    ]
    for key in ("headings", "columns", *(k for k in data if k not in ("headings", "columns"))):
        value = data[key]
        if isinstance(value, dict):
            lines.append(f"{key}:")
            lines += [f"  {_words(name)}: {_words(field)}" for name, field in value.items()]
        else:
            lines.append(f"{key}: {_words(value)}")
    return "\n".join(lines) + "\n"


def _words(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _columns(reading: Reading) -> dict[str, str]:
    """The field of every column; ``Heading#2`` for the second of one heading."""
    seen: dict[str, int] = {}
    columns: dict[str, str] = {}
    for column in reading.columns:
        name = plain(column.heading)
        seen[name] = seen.get(name, 0) + 1
        if column.field:
            columns[column.heading if seen[name] == 1 else f"{column.heading}#{seen[name]}"] = column.field
    return columns
