"""From written data to the model's data: tables and columns of observations are read, ``none`` is understood."""

from pathlib import Path as FilePath
from typing import Any

from scenarios.checks import shape
from scenarios.checks.ambiguity import two_readings
from scenarios.checks.wording import expected, shown
from scenarios.faults import Fault, Path, ScenarioError
from scenarios.quantities.distributions import Empirical
from scenarios.reading.document import Document
from scenarios.reading.table_file import SUFFIXES, read_column, read_grid, read_rows


class Preparation:
    """One pass over written data with the model beside it: tables, columns of observations, ``none``."""

    def __init__(self, document: Document, folder: FilePath) -> None:
        self.document = document
        self.folder = folder

    def prepare(self, annotation: Any, raw: object, path: Path) -> Any:  # noqa: ANN401
        """The data that the model is given for a written value."""
        if isinstance(raw, str):
            return self._word(annotation, raw, path)
        if isinstance(raw, list | dict) and shape.words(annotation) and not shape.models(annotation):
            self.document.blame(path, f"{shown(raw)} does not fit here; write {expected(annotation)}")
            return self
        if isinstance(raw, list):
            inner = shape.element(annotation)
            return [self.prepare(inner, item, (*path, i)) for i, item in enumerate(raw)] if inner else raw
        if not isinstance(raw, dict):
            return self._number(annotation, raw, path)
        if shape.model_of(annotation, raw) is Empirical and "values" not in raw:
            raw = self._observed(raw, path)
        below = {key: (shape.child(annotation, raw, key), value) for key, value in raw.items()}
        prepared = {k: self.prepare(a, v, (*path, k)) if a is not None else v for k, (a, v) in below.items()}
        return {key: value for key, value in prepared.items() if value is not self}

    def _number(self, annotation: Any, raw: object, path: Path) -> Any:  # noqa: ANN401
        """A number as it is; an amount of money that can be read in two ways is a fault."""
        fault = two_readings(self.document.unsure.get(path, ""))
        if fault and shape.unit(annotation) == "money":
            self.document.blame(path, fault)
            return self
        return raw

    def _word(self, annotation: Any, word: str, path: Path) -> Any:  # noqa: ANN401
        inner = shape.element(annotation)
        rows = shape.model_of(inner, None) if inner is not None else None
        if rows and word.lower().endswith(SUFFIXES):
            file = self._beside(word, path)
            try:
                return (
                    read_rows(read_grid(file, str(file), str(path[-1])), rows, self.document, path)
                    if file
                    else self
                )
            except ScenarioError as error:
                self._unreadable(error, path)
                return self
        plain = word.strip().lower() == "none" and shape.nullable(annotation)
        return None if plain and str not in shape.options(annotation) and not shape.words(annotation) else word

    def _beside(self, word: str, path: Path) -> FilePath | None:
        """The named file in the scenario's folder."""
        home = self.folder.resolve()
        try:
            inside = (home / word).resolve().is_relative_to(home) and not FilePath(word).is_absolute()
        except (OSError, ValueError, RuntimeError):
            inside = False
        if inside:
            return self.folder / word
        self.document.blame(path, f'"{word}" is outside the scenario\'s folder; copy the file into the folder')
        return None

    def _unreadable(self, error: ScenarioError, path: Path) -> None:
        self.document.silent.add(path)
        for fault in error.faults:
            if fault.line is None:
                self.document.blame(path, f"{fault.file} {fault.message}")
            else:
                self.document.faults.append(Fault(path, fault.message).at(fault.file, fault.line, ""))

    def _observed(self, raw: dict[str, object], path: Path) -> dict[str, object]:
        """An empirical distribution with the values of its column."""
        name, column = raw.get("file"), raw.get("column")
        if not isinstance(name, str) or not isinstance(column, str):
            self.document.blame(
                path, "needs values: a list, or file and column: a column of a table beside the scenario"
            )
            return raw
        file = self._beside(name, (*path, "file"))
        if file is None:
            self.document.silent.add(path)
            return raw
        try:
            values, lines = read_column(file, str(file), column)
        except ScenarioError as error:
            self._unreadable(error, (*path, "file"))
            self.document.silent.add(path)
            return raw
        except KeyError as error:
            self.document.blame((*path, "column"), str(error.args[0]))
            self.document.silent.add(path)
            return raw
        for i, line in enumerate(lines):
            self.document.places.put((*path, "values", i), str(file), line)
        return {**raw, "values": values}
