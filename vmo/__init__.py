"""The public API: every question of the command line, asked from Python.

Each function takes a scenario (or the path of its file, or the name of a shipped one) and returns a result with
numbers (``data``), words (``text()``), tables (``frame()``), figures (``figure()``), a document (``to_json()``) and
files (``save()``). Nothing is printed. What a caller gets wrong is a ``ScenarioError`` in words; those that concern
arguments are ``VmoError``.

Everything is loaded when it is first used, so that ``import vmo`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.faults import Fault, ScenarioError
    from scenarios.scenario import Scenario
    from sim.execution.pool import PoolError
    from vmo.coach.boards import LiveResult, TracesResult, YearsResult
    from vmo.coach.demonstrations import DemonstrationsResult, ShowResult, demonstrations, show
    from vmo.coach.flows import FlowResult, film_place, flow
    from vmo.coach.live import live, subject_of, traces, years
    from vmo.documents.board_papers import BoardPaperResult, report
    from vmo.documents.business_cases import CasesResult, case
    from vmo.documents.forms import DocumentResult
    from vmo.documents.months import MonthResult, month
    from vmo.documents.packets import PacketResult, packet
    from vmo.files.edits import amended, changed
    from vmo.files.imports import ImportResult, TidyResult, import_table, tidy
    from vmo.files.library import CheckResult, LibraryResult, check, library, load, new, new_table, schema
    from vmo.planner.axis_frontiers import AxisFrontierResult, axis_frontier
    from vmo.planner.changes import ChangesResult, changes
    from vmo.planner.envelope_splits import SplitResult, split
    from vmo.planner.explanations import ExplanationsResult, explain
    from vmo.planner.frontiers import FrontierResult, frontier
    from vmo.planner.other_plans import AlternativesResult, alternatives
    from vmo.planner.plan_questions import QuestionsResult, questions
    from vmo.planner.planning import NoPlanError, PlanResult, plan
    from vmo.planner.requests import Planning
    from vmo.planner.reviews import ReviewResult, review
    from vmo.planner.risks import RobustResult, robust
    from vmo.planner.rolls import RollResult, roll, roll_template
    from vmo.shared.documents import json_text, writable
    from vmo.shared.errors import CancelledError, NoAnswerError, VmoError
    from vmo.shared.result import Answer, Result
    from vmo.shared.running import Running, Watching
    from vmo.shared.table_answers import TableAnswers
    from vmo.strategist.assumption_sets import (
        AssumptionsResult,
        RegisterResult,
        assumption_register,
        assumptions,
        with_assumptions,
    )
    from vmo.strategist.attribution import AttributionResult, attribute
    from vmo.strategist.baseline import DoctorResult, doctor
    from vmo.strategist.break_even import MapResult
    from vmo.strategist.break_even import map_ as map  # noqa: A004 - vmo.map is a map
    from vmo.strategist.comparison import ComparisonResult, compare, replay
    from vmo.strategist.information import InformationResult, value_of_information
    from vmo.strategist.mechanism_table import MechanismsResult, mechanisms
    from vmo.strategist.offices import OfficeResult, office
    from vmo.strategist.organisations import OrganisationResult, organisation
    from vmo.strategist.stories import StoryResult, story
    from vmo.strategist.sweeps import FlowSweepResult, SweepResult, sweep
    from vmo.strategist.tornado import NumbersResult, SensitivityResult, numbers, sensitivity
    from vmo.strategist.trials import ClaimsResult, claims
    from vmo.strategist.variants import DiffResult, PacksResult, diff, packs
    from vmo.strategist.workloads import WorkloadResult, workload
    from vmo.tracker.calibrations import CalibrationResult, calibrate
    from vmo.tracker.forecasts import ForecastResult, forecast
    from vmo.tracker.histories import HistoryResult, history

__all__ = [
    "AlternativesResult",
    "Answer",
    "AssumptionsResult",
    "AttributionResult",
    "AxisFrontierResult",
    "BoardPaperResult",
    "CalibrationResult",
    "CancelledError",
    "CasesResult",
    "ChangesResult",
    "CheckResult",
    "ClaimsResult",
    "ComparisonResult",
    "DemonstrationsResult",
    "DiffResult",
    "DoctorResult",
    "DocumentResult",
    "ExplanationsResult",
    "Fault",
    "FlowResult",
    "FlowSweepResult",
    "ForecastResult",
    "FrontierResult",
    "HistoryResult",
    "ImportResult",
    "InformationResult",
    "LibraryResult",
    "LiveResult",
    "MapResult",
    "MechanismsResult",
    "MonthResult",
    "NoAnswerError",
    "NoPlanError",
    "NumbersResult",
    "OfficeResult",
    "OrganisationResult",
    "PacketResult",
    "PacksResult",
    "PlanResult",
    "Planning",
    "PoolError",
    "QuestionsResult",
    "RegisterResult",
    "Result",
    "ReviewResult",
    "RobustResult",
    "RollResult",
    "Running",
    "Scenario",
    "ScenarioError",
    "SensitivityResult",
    "ShowResult",
    "SplitResult",
    "StoryResult",
    "SweepResult",
    "TableAnswers",
    "TidyResult",
    "TracesResult",
    "VmoError",
    "Watching",
    "WorkloadResult",
    "YearsResult",
    "alternatives",
    "amended",
    "assumption_register",
    "assumptions",
    "attribute",
    "axis_frontier",
    "calibrate",
    "case",
    "changed",
    "changes",
    "check",
    "claims",
    "compare",
    "demonstrations",
    "diff",
    "doctor",
    "explain",
    "film_place",
    "flow",
    "forecast",
    "frontier",
    "history",
    "import_table",
    "json_text",
    "library",
    "live",
    "load",
    "map",
    "mechanisms",
    "month",
    "new",
    "new_table",
    "numbers",
    "office",
    "organisation",
    "packet",
    "packs",
    "plan",
    "questions",
    "replay",
    "report",
    "review",
    "robust",
    "roll",
    "roll_template",
    "schema",
    "sensitivity",
    "show",
    "split",
    "story",
    "subject_of",
    "sweep",
    "tidy",
    "traces",
    "value_of_information",
    "with_assumptions",
    "workload",
    "writable",
    "years",
]

_PLACES = {
    "scenarios.faults": ("Fault", "ScenarioError"),
    "scenarios.scenario": ("Scenario",),
    "sim.execution.pool": ("PoolError",),
    "vmo.coach.demonstrations": ("DemonstrationsResult", "ShowResult", "demonstrations", "show"),
    "vmo.coach.flows": ("FlowResult", "film_place", "flow"),
    "vmo.coach.boards": ("LiveResult", "TracesResult", "YearsResult"),
    "vmo.coach.live": ("live", "subject_of", "traces", "years"),
    "vmo.files.edits": ("amended", "changed"),
    "vmo.files.imports": ("ImportResult", "TidyResult", "import_table", "tidy"),
    "vmo.files.library": ("CheckResult", "LibraryResult", "check", "library", "load", "new", "new_table", "schema"),
    "vmo.planner.axis_frontiers": ("AxisFrontierResult", "axis_frontier"),
    "vmo.planner.changes": ("ChangesResult", "changes"),
    "vmo.planner.explanations": ("ExplanationsResult", "explain"),
    "vmo.planner.envelope_splits": ("SplitResult", "split"),
    "vmo.planner.frontiers": ("FrontierResult", "frontier"),
    "vmo.planner.other_plans": ("AlternativesResult", "alternatives"),
    "vmo.planner.plan_questions": ("QuestionsResult", "questions"),
    "vmo.planner.planning": ("NoPlanError", "PlanResult", "plan"),
    "vmo.planner.requests": ("Planning",),
    "vmo.planner.reviews": ("ReviewResult", "review"),
    "vmo.planner.risks": ("RobustResult", "robust"),
    "vmo.planner.rolls": ("RollResult", "roll", "roll_template"),
    "vmo.shared.documents": ("json_text", "writable"),
    "vmo.documents.forms": ("DocumentResult",),
    "vmo.documents.months": ("MonthResult", "month"),
    "vmo.documents.packets": ("PacketResult", "packet"),
    "vmo.shared.errors": ("CancelledError", "NoAnswerError", "VmoError"),
    "vmo.shared.result": ("Answer", "Result"),
    "vmo.shared.running": ("Running", "Watching"),
    "vmo.shared.table_answers": ("TableAnswers",),
    "vmo.strategist.assumption_sets": (
        "AssumptionsResult",
        "RegisterResult",
        "assumption_register",
        "assumptions",
        "with_assumptions",
    ),
    "vmo.strategist.attribution": ("AttributionResult", "attribute"),
    "vmo.strategist.baseline": ("DoctorResult", "doctor"),
    "vmo.documents.board_papers": ("BoardPaperResult", "report"),
    "vmo.strategist.break_even": ("MapResult", "map"),
    "vmo.documents.business_cases": ("CasesResult", "case"),
    "vmo.strategist.comparison": ("ComparisonResult", "compare", "replay"),
    "vmo.strategist.information": ("InformationResult", "value_of_information"),
    "vmo.strategist.offices": ("OfficeResult", "office"),
    "vmo.strategist.organisations": ("OrganisationResult", "organisation"),
    "vmo.strategist.stories": ("StoryResult", "story"),
    "vmo.strategist.mechanism_table": ("MechanismsResult", "mechanisms"),
    "vmo.strategist.sweeps": ("FlowSweepResult", "SweepResult", "sweep"),
    "vmo.strategist.tornado": ("NumbersResult", "SensitivityResult", "numbers", "sensitivity"),
    "vmo.strategist.trials": ("ClaimsResult", "claims"),
    "vmo.strategist.variants": ("DiffResult", "PacksResult", "diff", "packs"),
    "vmo.strategist.workloads": ("WorkloadResult", "workload"),
    "vmo.tracker.calibrations": ("CalibrationResult", "calibrate"),
    "vmo.tracker.forecasts": ("ForecastResult", "forecast"),
    "vmo.tracker.histories": ("HistoryResult", "history"),
}
_OWN_NAMES = {"map": "map_"}
"""Names under which a module knows what the package calls otherwise."""
_MODULES = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    """What is asked for, from the module that has it."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_MODULES[name]), _OWN_NAMES.get(name, name))
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
