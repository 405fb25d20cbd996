"""What is mandatory comes first in every rule, by worth per cost and by date."""

import pytest

from sim.funding.selection_rules import RULES
from tests.coupling.cases import on_the_table


def due(quarter, penalty):
    """A law with a date and a penalty."""
    return {"mandatory": True, "urgency": {"kind": "fixed_date", "quarter": quarter, "penalty": penalty}}


@pytest.mark.parametrize("rule", RULES)
def test_duties_by_worth_per_cost_then_date(rule):
    """Penalties saved per cost: 3 000, then 1 000 twice, the earlier date first; then what nobody has to do."""
    units = {
        "rich": (1, 900, {"sponsor_weight": 9}),
        "late": (2, 0, due(4, 2000)),
        "soon": (1, 0, due(2, 1000)),
        "dear": (1, 0, due(4, 3000)),
    }
    calendar = {"quarters": 4, "benefit_quarters": 5, "discount_rate": 0}
    assert RULES[rule](on_the_table(units, calendar=calendar)) == ["dear", "soon", "late", "rich"]
