"""The picture of what an office may cost: for any number of worlds, with the cost at which the gain is gone."""

import pytest

from report.ranges.office_figure import office_figure
from sim.studies.office_costs import run_offices
from tests.report.pages import LONG, texts_lie_apart, texts_of
from tests.sim.cases import DIRECT, mmp, scenario


@pytest.mark.parametrize(
    ("worlds", "costs", "told"), [(3, [5_200, 15_600], True), (1, [5_200, 15_600], True), (2, [], False)]
)
def test_office_figure(worlds, costs, told):
    """The break-even of 10 000 is named where it lies between costs that were run; long names stay apart."""
    models = {"late": DIRECT | {"approval_weeks": 10, "name": LONG[0]}, "soon": DIRECT | {"name": LONG[3]}}
    case = scenario([mmp("m", 1, earns=1000)], funding_models=models)
    figure = office_figure(run_offices(case, ("late", "soon"), costs, replications=worlds))
    assert any("worth the same at EUR 10" in text.get_text() for text in texts_of(figure)) is told
    texts_lie_apart(figure)
