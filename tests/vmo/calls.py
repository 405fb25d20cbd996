"""One small call of every question, and the command that asks the same."""

from functools import cache
from pathlib import Path

import vmo

DOCS = Path(__file__).resolve().parents[2] / "docs"
QUARTERS = (DOCS / "rolling", DOCS / "rolling" / "next")
CADENCE = "funding_models.value_stream.cadence_weeks"
APPROVAL = "funding_models.project.approval_weeks"


def pointed():
    """Tiny with customer value: most of it in what earns least."""
    tiny = vmo.load("tiny")
    return tiny.replace(mmps=[mmp.replace(customer_value=k) for k, mmp in enumerate(tiny.mmps)])


CALLS = {
    "compare": lambda **o: vmo.compare("tiny", replications=3, workers=1, **o),
    "doctor": lambda **o: vmo.doctor("tiny", replications=2, workers=1, **o),
    "attribute": lambda **o: vmo.attribute(
        "tiny", groups={"time": ("cadence", "approval")}, replications=2, workers=1, **o
    ),
    "claims": lambda **o: vmo.claims("tiny", replications=2, workers=1, **o),
    "sweep": lambda **o: vmo.sweep("tiny", {CADENCE: [13, 26]}, replications=2, workers=1, **o),
    "map": lambda **o: vmo.map("tiny", {CADENCE: (13, 26)}, f"{APPROVAL}=0,8", replications=2, workers=1, **o),
    "sensitivity": lambda **o: vmo.sensitivity("tiny", only=["discount_rate"], replications=2, workers=1, **o),
    "value_of_information": lambda **o: vmo.value_of_information(
        "tiny", only="estimates", replications=2, workers=1, **o
    ),
    "office": lambda **o: vmo.office("tiny", costs=[20_000], replications=2, workers=1, **o),
    "organisation": lambda **o: vmo.organisation("tiny", replications=2, workers=1, **o),
    "workload": lambda **o: vmo.workload("tiny", replications=2, workers=1, **o),
    "story": lambda **o: vmo.story("tiny", "a1", replications=2, workers=1, **o),
    "flow": lambda **o: vmo.flow("littles-law", horizon=100, warm_up=0, replications=2, workers=1, **o),
    "show": lambda **o: vmo.show("littles-law", quick=True, workers=1, **o),
    "live": lambda **o: vmo.live("bottleneck", years=2, kept=1, grid=False, sheet=False, workers=1, **o),
    "traces": lambda: vmo.traces("bottleneck"),
    "years": lambda: vmo.years("bottleneck", count=2),
    "plan": lambda **o: vmo.plan("tiny", stress=True, replications=2, workers=1, **o),
    "packet": lambda **o: vmo.packet("tiny", replications=2, workers=1, **o),
    "month": lambda **o: vmo.month("docs/rolling", "2027-03", workers=1, **o),
    "explain": lambda **o: vmo.explain("tiny", **o),
    "frontier": lambda **o: vmo.frontier("tiny", budgets=[50, 100], marginal=True, **o),
    "axis_frontier": lambda **o: vmo.axis_frontier(pointed(), plans=3, **o),
    "split": lambda **o: vmo.split("tiny", **o),
    "alternatives": lambda **o: vmo.alternatives("tiny", count=1, differ=1, tolerance=1.0, **o),
    "robust": lambda **o: vmo.robust("tiny", samples=2, **o),
    "questions": lambda **o: vmo.questions("tiny", futures=1, **o),
    "review": lambda: vmo.review(QUARTERS),
    "import_table": lambda: vmo.import_table(DOCS / "projects.csv"),
    "tidy": lambda: vmo.tidy(DOCS / "projects.csv"),
    "history": lambda: vmo.history("claims-history"),
    "forecast": lambda: vmo.forecast("claims-history", items=40, by="2026-12-31"),
    "calibrate": lambda: vmo.calibrate("claims-history", "claims-history"),
    "numbers": lambda: vmo.numbers("tiny", only="discount_rate"),
    "mechanisms": lambda: vmo.mechanisms("tiny"),
    "library": lambda: vmo.library(),
    "demonstrations": lambda: vmo.demonstrations(),
    "check": lambda: vmo.check("tiny"),
}
"""By name of the function."""

COMMANDS = {
    "compare": "compare tiny -n 3",
    "doctor": "doctor tiny -n 2",
    "attribute": "attribute tiny --groups time=cadence+approval -n 2",
    "claims": "claims tiny -n 2",
    "sweep": f"sweep tiny --set {CADENCE}=13,26 -n 2",
    "map": f"map tiny --x {CADENCE}=13,26 --y {APPROVAL}=0,8 -n 2",
    "sensitivity": "sensitivity tiny --only discount_rate -n 2",
    "value_of_information": "value-of-information tiny --only estimates -n 2",
    "office": "office tiny --costs 20000 -n 2",
    "organisation": "organisation tiny -n 2",
    "workload": "workload tiny -n 2",
    "story": "story tiny a1 -n 2",
    "flow": "flow littles-law --horizon 100 --warm-up 0 -n 2",
    "packet": "packet tiny -n 2",
    "month": "month docs/rolling --month 2027-03",
    "frontier": "frontier tiny --budgets 50,100 --marginal",
    "split": "split tiny",
    "alternatives": "alternatives tiny -k 1 --differ 1 --tolerance 1",
    "questions": "questions tiny --futures 1",
    "review": f"review {QUARTERS[0]} {QUARTERS[1]}",
    "import_table": f"import {DOCS / 'projects.csv'}",
    "history": "history claims-history",
    "forecast": "forecast claims-history --items 40 --by 2026-12-31",
    "numbers": "sensitivity tiny --only discount_rate --list",
    "library": "list",
    "demonstrations": "show",
    "check": "check tiny",
}
"""Commands whose answers hold no clock: the same document, byte for byte."""


@cache
def answer(name):
    """The answer of one call, asked once."""
    return CALLS[name]()
