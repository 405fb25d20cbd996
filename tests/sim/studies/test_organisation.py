"""What the rows of an organisation do: parts add up, and are known where one row alone does something."""

import numpy as np
import pytest

from scenarios.loader import load
from sim.outcomes.measures import OUTCOMES
from sim.studies import organisation as engine
from sim.studies.cases import Case, Study
from sim.studies.organisation import run_organisation
from tests.sim.cases import DIRECT, mmp, scenario, stream


def npv(case, model, worlds=1):
    """Net present value of every world."""
    return Study().run([Case(case, (model,))], worlds)[0].of("npv", model)


TWO = {"quick": DIRECT, "slow": DIRECT | {"approval_weeks": 2}}
ALL = {"share": 1, "effort": 1, "found_after": 0}


def two(**parts):
    """Two MMPs of two weeks each, one of which is looked at by a lawyer for three weeks; two models."""
    return scenario(
        [mmp("a", 2, earns=1000), mmp("b", 2, earns=1000)],
        stream("s", **parts),
        services=[
            {
                "id": "law",
                "per_year": 52_000,
                "person_cost_per_year": 52_000,
                "visits": [{"at": "start", "effort": 3}],
            }
        ],
        funding_models=TWO,
        calendar={"quarters": 4, "benefit_quarters": 4, "discount_rate": 0},
    )


def test_one_row_does_it_all():
    """The lawyer costs 52 000 a year, and a and b begin in weeks 3 and 6 instead of 0 and 2: 3 + 4 weeks later."""
    found = run_organisation(two(), ("quick", "slow"), replications=1)
    assert [row.id for row in found.rows] == ["services"]
    assert found.part("npv", 0, 0).mean == pytest.approx(-52_000 - 3_000 - 4_000)
    assert found.part("npv", 0, 1).mean == pytest.approx(-52_000 - 3_000 - 4_000)
    assert found.part("npv", 0, 2).mean == pytest.approx(0)
    assert found.last("npv", 0, 0).mean == found.part("npv", 0, 0).mean == found.whole("npv", 0).mean


def test_parts_are_means_over_both_orders():
    """With two rows a part is half of what a row adds alone and half of what it adds to the other one."""
    both = two(escapes=ALL)
    found = run_organisation(both, ("quick", "slow"), replications=1)
    assert [row.id for row in found.rows] == ["services", "escapes"]
    plain, with_law, with_defects, all_of_it = (
        npv(case, "quick")[0]
        for case in (
            two().replace(services=()), two(), both.replace(services=()), both,
        )
    )  # fmt: skip
    law = (with_law - plain + all_of_it - with_defects) / 2
    defects = (with_defects - plain + all_of_it - with_law) / 2
    assert found.part("npv", 0, 0).mean == pytest.approx(law)
    assert found.part("npv", 1, 0).mean == pytest.approx(defects)
    assert found.bare("npv", 0).mean == plain
    assert found.full("npv", 0).mean == all_of_it


@pytest.mark.parametrize(
    ("case", "models", "worlds"),
    [
        pytest.param(two(escapes=ALL), ("quick", "slow"), 3, id="two"),
        pytest.param(load("tribes-and-platforms"), ("project", "value_stream"), 1, id="tribes"),
    ],
)
@pytest.mark.parametrize("most", [engine.EXACT, 1])
def test_parts_add_up(monkeypatch, most, case, models, worlds):
    """In every world and outcome rows add up to what all of them do, whether sets are all tried or orders drawn."""
    monkeypatch.setattr(engine, "EXACT", most)
    found = run_organisation(case, models, replications=worlds)
    assert found.exact == (most > 1)
    whole = found.ends[:, 1] - found.ends[:, 0]
    there = ~np.isnan(found.parts_by_world).any(axis=1) & ~np.isnan(whole)
    assert there[..., list(OUTCOMES).index("npv")].all()
    assert found.parts_by_world.sum(axis=1)[there] == pytest.approx(whole[there])


def test_the_organisation_as_it_is_is_that_of_a_comparison():
    """With all rows in place the worlds are those of ``compare``, bit for bit."""
    case = load("shared-services")
    found = run_organisation(case, ("project", "value_stream"), replications=2)
    o = list(OUTCOMES).index("npv")
    for side, name in ((0, "project"), (1, "value_stream")):
        assert found.ends[:, 1, side, o].tolist() == npv(case, name, 2).tolist()


def test_nothing_to_take_out():
    """An organisation without rows has no parts, and is the same with and without."""
    found = run_organisation(two().replace(services=()), ("quick", "slow"), replications=1)
    assert found.rows == ()
    assert found.whole("npv", 2).mean == 0
