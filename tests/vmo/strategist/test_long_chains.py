"""Portfolios in which everything builds on everything before it."""

import vmo
from scenarios.loader import load


def chain(count):
    """Tiny with so many MMPs of one feature, each of which requires the one after it."""
    tiny = load("tiny")
    one = tiny.mmps[0].model_copy(update={"features": 1})
    mmps = [
        one.model_copy(update={"id": f"m{k}", "requires": (f"m{k + 1}",) if k < count - 1 else ()})
        for k in range(count)
    ]
    return tiny.replace(mmps=tuple(mmps), projects=())


def test_four_hundred_links_are_compared():
    """As deep as no recursion goes: both models run, and choose along the chain."""
    found = vmo.compare(chain(400), replications=1, workers=1, backing=False)
    released = found.frame("outcomes").set_index("model")["mmps_released"]
    assert released["value_stream"] > 0
    assert released["project"] == 0  # one project of 400 features is not whole in a year


def test_two_thousand_links_are_planned():
    """Money for 20 and 2 quarters: the first 40 of the chain are in, and that is proven."""
    mmps = [{"id": f"m{k}", "spend": [1], "value": 2, "requires": [f"m{k - 1}"] if k else []} for k in range(2000)]
    case = vmo.Scenario.model_validate(
        {"budget": {"per_quarter": 20}, "calendar": {"quarters": 2, "discount_rate": 0}, "mmps": mmps}
    )
    found = vmo.plan(case, gap=0)
    assert set(found.data.starts) == {f"m{k}" for k in range(40)}
    assert found.data.status == "optimal"
