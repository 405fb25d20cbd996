"""``vmo --help``: the commands by the reader who asks, each with a whole sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.core import TyperGroup

from commands.shared.examples import whole_examples
from commands.shared.interrupts import handled
from commands.shared.output import user_errors
from commands.shared.streams import prepare

if TYPE_CHECKING:
    from typer import Context

READERS = {
    "Strategist: what the change is worth, where from, and what would flip it": (
        "compare", "doctor", "attribute", "sensitivity", "assumptions", "packs", "sweep", "map", "claims", "story",
        "value-of-information", "diff", "office",
        "organisation", "workload",
    ),
    "Planner: which MMPs, and when, with proof and reasons": (
        "plan", "explain", "frontier", "split", "alternatives", "robust", "questions", "roll", "changes", "review",
    ),
    "Coach: what waiting, batches and work in progress do": (
        "show", "live", "flow", "history", "forecast", "calibrate",
    ),
    "Documents to hand over": ("report", "packet", "month", "case"),
    "Your own data, files and pages": (
        "open", "assistant", "import", "tidy", "new", "change", "check", "list", "schema",
    ),
}  # fmt: skip
"""Sections of the help, in the order of a first visit: names of commands."""
WIDEST = 22
"""Columns of the names."""
_TYPE = re.compile(r"<(?:list\[)?(?P<type>[^\[\]<>]+?)(?: range)?\]?>")
_WORDS = {"str": "TEXT", "int": "NUMBER", "float": "NUMBER", "path": "PATH", "Path": "PATH"}
"""What types are called in the help."""
_FAULTS = {
    r"Input should be greater than or equal to (\S+)": r"give at least \1",
    r"Input should be less than or equal to (\S+)": r"give at most \1",
    r"Input should be a valid integer.*": "give a whole number",
    r"Input should be a valid number.*": "give a number",
}
"""What a newer typer says of a value, and what to do about it."""


class Guide(TyperGroup):
    """The program: lists its commands by reader, and cares for streams and signals."""

    def main(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever click takes
        """Run a command: with streams that carry every text, and signals that keep what is finished."""
        prepare()
        with handled():
            return super().main(*args, **options)

    def make_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - click's
        """Read what stands before a command; version and help are told here."""
        with user_errors():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - click's, which typer brings along or not
        """Run a command; what goes wrong outside of its own care ends in a line as well."""
        with user_errors():
            return super().invoke(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - click's
        """A command, with examples that can be copied from its help."""
        found = super().get_command(ctx, cmd_name)
        if found is not None and found.help:
            found.help = whole_examples(found.help)
        for parameter in getattr(found, "params", ()):
            _name_plainly(parameter)
            _name_values(parameter)
        return found

    def format_commands(self, ctx: Context, formatter: object) -> None:  # type: ignore[override]
        """Write every section with the first line of each command's help, wrapped and whole."""
        listed = [name for names in READERS.values() for name in names]
        rest = tuple(name for name in self.list_commands(ctx) if name not in listed)
        for heading, names in {**READERS, **({"Further": rest} if rest else {})}.items():
            rows = [(name, summary(command.help)) for name in names if (command := self.get_command(ctx, name))]
            with formatter.section(heading):  # type: ignore[attr-defined]
                formatter.write_dl(rows, col_max=WIDEST)  # type: ignore[attr-defined]


def _name_plainly(parameter: Any) -> None:  # noqa: ANN401 - typer's, whichever version it is
    """Have a parameter say TEXT, NUMBER or PATH in the help, or its choices, and nothing where it has a name."""
    told = getattr(parameter, "display_type", None)
    if told is None or hasattr(told, "plain"):  # an older typer uses such words by itself
        return

    def plain(ctx: Any) -> str:  # noqa: ANN401 - click's
        if parameter.param_type_name == "argument":
            return ""
        words: str = told(ctx)
        found = _TYPE.fullmatch(words)
        return _WORDS.get(found["type"], found["type"]) if found else words

    plain.plain = True  # type: ignore[attr-defined]
    parameter.display_type = plain


def _name_values(parameter: Any) -> None:  # noqa: ANN401 - typer's, whichever version it is
    """Have a parameter say in an error which value is wrong, and what would be right."""
    process = parameter.process_value
    if hasattr(process, "plain"):
        return

    def told(ctx: Any, value: Any) -> Any:  # noqa: ANN401 - click's
        try:
            return process(ctx, value)
        except Exception as error:
            message = str(getattr(error, "message", ""))
            for said, remedy in _FAULTS.items():
                if re.fullmatch(said, message):
                    error.message = f'"{value}": {re.sub(said, remedy, message)}'  # type: ignore[attr-defined]
            raise

    told.plain = True  # type: ignore[attr-defined]
    parameter.process_value = told


def summary(words: str | None) -> str:
    """The first line of a help text."""
    return (words or "").strip().splitlines()[0] if words else ""
