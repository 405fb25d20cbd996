"""Pydantic's errors as faults in a planner's words, at the path that was written, without follow-on errors."""

from typing import Any

from pydantic import BaseModel, ValidationError

from scenarios.checks import shape
from scenarios.checks.wording import field_words
from scenarios.faults import Fault, Path, ScenarioError, suggestion
from scenarios.language.funding_model import FundingModel
from scenarios.reading.document import Document
from scenarios.scenario import Scenario


def translated(error: ValidationError, document: Document, model: type[BaseModel] = Scenario) -> list[Fault]:
    """The faults of a document that the model refuses, unless a reader has noted them already."""
    found: list[Fault] = []
    for item in error.errors(include_url=False):
        raised = (item.get("ctx") or {}).get("error")
        if isinstance(raised, ScenarioError):
            found += [] if document.faults else raised.faults  # what could not be read is missing from the scenario
        else:
            fault = _fault(item, document.data, model)
            found += [fault] if fault else []
    return [fault for fault in found if not document.silenced(fault.path)]


def _fault(item: Any, data: object, model: type[BaseModel]) -> Fault | None:  # noqa: ANN401 - pydantic's error details
    """One error of pydantic; None when it only follows from another.

    Pydantic's location mixes keys with the names of union members and takes short forms (a preset's name, a bare
    number) apart. Only the parts that were written are kept.
    """
    kind, location, raw = item["type"], item["loc"], data
    annotation: Any = model
    path: Path = ()
    for position, part in enumerate(location):
        written = (isinstance(raw, dict) and part in raw) or (isinstance(raw, list) and isinstance(part, int))
        if position == len(location) - 1 and kind in ("missing", "extra_forbidden"):
            return _key_fault(kind, part, annotation, raw, path)
        if not written:
            if _other_branch(annotation, part, raw):
                return None
            continue
        annotation = shape.child(annotation, raw, part)
        path = (*path, part)
        raw = raw[part]  # type: ignore[index]
    if kind == "literal_error" and {int, float} & set(shape.options(annotation)):
        return None  # a number or a word was possible; the fault of the number is reported
    context = item.get("ctx") or {}
    if kind == "too_short" and isinstance(raw, list) and len(raw) >= context["min_length"]:
        return None  # its entries are there but faulty
    return Fault(path, field_words(kind, item["input"], context, annotation))


def _other_branch(annotation: Any, part: object, raw: object) -> bool:  # noqa: ANN401
    """Whether an error belongs to the half of "one number, or a list" that the user did not mean."""
    if shape.element(annotation) is None or len(list(shape.options(annotation))) < 2:
        return False
    return str(part).startswith("tuple") != isinstance(raw, list)


def _key_fault(kind: str, key: str, annotation: Any, raw: object, path: Path) -> Fault | None:  # noqa: ANN401
    model = shape.model_of(annotation, raw)
    if kind == "extra_forbidden":
        known = shape.keys(model) if model else ()
        return Fault((*path, key), f"is not a key here; {suggestion(key, known)}")
    if model is FundingModel and key != "base":
        return None  # the base supplies it
    if model is None or not isinstance(raw, dict):
        return Fault(path, f'"{key}" is missing; add it')
    return Fault((*path, key), field_words(kind, None, {}, shape.child(annotation, raw, key)))
