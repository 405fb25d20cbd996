"""The big-room packet as one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.documents.annex import READING
from report.documents.content import Document, Section, Table, Words, row_of
from report.documents.packet.checks import STATES, kickoff_checks
from report.documents.packet.dependencies import dependencies_section
from report.documents.packet.leaders import actions_section, changes_section, left_out_section, risks_section
from report.documents.packet.quarter import objectives_section, plan_section, quarter_section
from report.documents.packet.scores import COLUMN, packet_scores
from report.documents.packet.streams import stream_section
from report.documents.scorecard import scorecard_table
from report.plan.stress import setting
from report.shared.quarter_words import quarter_long, quarter_short
from scenarios.writing.fingerprint import scenario_hash

if TYPE_CHECKING:
    from report.documents.packet.facts import PacketStudies
    from scenarios.scenario import Scenario

CHANCES = (
    "Chances are shares of simulated worlds in which only the MMPs of the plan are done, with money at the start "
    "of their quarters; as no finite number of worlds shows 0 or 100 %, the ends are written <1 % and >99 %."
)


def packet_document(
    studies: PacketStudies, whole: Scenario, command: str, manifest: str, *, checklist: bool
) -> Document:
    """The whole packet; ``whole`` is the portfolio with what is released or cancelled."""
    scenario, calendar = studies.plan.scenario, studies.plan.scenario.calendar
    sections = [
        plan_section(studies),
        objectives_section(studies),
        quarter_section(studies),
        dependencies_section(studies),
        risks_section(studies),
        changes_section(studies),
        left_out_section(studies),
        actions_section(studies),
        *(stream_section(studies, stream) for stream in studies.streams if stream),
        *([_checklist(studies)] if checklist else []),
        _annex(studies, whole, command),
    ]
    name = quarter_short(calendar, studies.quarter)
    title = f"Big-room packet for {name}: {scenario.title or scenario.name}"
    what = f"{scenario.name}: quarter {quarter_long(calendar, studies.quarter)} of {calendar.quarters}"
    if studies.stress is not None:
        what += f"; {studies.stress.replications} worlds, seed {studies.stress.seed}"
    return Document("packet", title, f"{what}; {scenario.currency}", tuple(sections), command, manifest)


def _checklist(studies: PacketStudies) -> Section:
    checks = kickoff_checks(studies)
    wrong = sum(check.state == "no" for check in checks)
    asked = sum(check.state == "ask" for check in checks)
    finding = f"{len(checks)} questions before the kick-off: the plan answers {wrong} with no, {asked} are to ask."
    rows = tuple(row_of(check.question, STATES[check.state], check.detail) for check in checks)
    table = Table("Checks", "Check list of the kick-off", ("Question", "answer", "where not, or what to note"),
                  rows)  # fmt: skip
    return Section("Kick-off check list", finding, (Words((finding,), "answer"), table), studies.sources["packet"])


def _annex(studies: PacketStudies, whole: Scenario, command: str) -> Section:
    currency = studies.plan.scenario.currency
    caption = "Scorecard of the plan" if studies.stress is None else "Scorecard of the plan, P50 of its worlds"
    scores = scorecard_table(packet_scores(studies), (COLUMN,), currency, caption)
    lines = [f"Made again by: {command}"]
    lines += [studies.untested] if studies.stress is None else [f"Run: {setting(studies.stress)}", CHANCES]
    lines += [f"Scenario {whole.name}, fingerprint {scenario_hash(whole)[:16]}.", READING]
    return Section("Annex: scorecard, definitions, how this was made", "Definitions, and how this was made",
                   (scores, Words(tuple(lines), "list")), studies.sources["packet"])  # fmt: skip
