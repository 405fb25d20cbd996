"""The numbers of a packet as plain data: what ``vmo packet --json`` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from report.documents.packet.checks import kickoff_checks
from report.documents.packet.scores import COLUMN, packet_scores
from report.documents.scorecard import scorecard_json

if TYPE_CHECKING:
    from report.documents.packet.facts import PacketStudies


def packet_numbers(studies: PacketStudies, *, checklist: bool) -> dict[str, Any]:
    """Every number of a packet that no other document of ``vmo`` holds, by question; money in currency."""
    plan = studies.plan
    document = {key: value for key, value in plan.as_json().items() if key != "seconds"}
    return {
        "quarter": studies.quarter,
        "plan": document | {"value": plan.value, "cost": plan.cost},
        "outside": [asdict(row) for row in studies.outside],
        "stress": None if studies.stress is None else studies.stress.as_json(),
        "objectives": [
            asdict(each)
            | {"planned_share": each.reached(each.planned), "forecast_share": each.reached(each.forecast)}
            for each in studies.objectives
        ],
        "links": [asdict(link) for link in studies.links],
        "risks": [asdict(risk) for risk in studies.risks],
        "due": [
            {"quarter": q, **asdict(due)}
            for q in range(1, plan.scenario.calendar.quarters + 1)
            for due in studies.due(q)
        ],
        "loads": [
            {"stream": use.stream, "quarter": use.quarter, "kind": use.kind, "share": use.used / use.limit}
            for use in plan.uses
            if 0 < use.limit < float("inf")
        ],
        "left_out": [asdict(each) for each in studies.left_out],
        "constraints": [asdict(each) for each in studies.constraints],
        "scorecard": scorecard_json(packet_scores(studies), (COLUMN,)),
        "checks": [asdict(check) for check in kickoff_checks(studies)] if checklist else None,
    }
