"""Money of a round: what is left to do of earlier choices, and how the budget is shared out among the rounds."""

from tests.sim.cases import dates, funding, mmp, run, scenario, stage, stream

WEEKLY = {"base": "value_stream"}


def test_what_is_done_is_not_to_do():
    """30 features of two weeks, half of them done at week 0: b waits until 40 000 of a's 300 000 are left."""
    alpha = stream("s", stage(effort=2), team_cost_per_sprint=10_000)
    case = scenario(
        [mmp("a", 30, earns=5_000, underway=0.5), mmp("b", 3, earns=500)],
        alpha,
        calendar={"quarters": 4, "benefit_quarters": 8},
        budget={"per_quarter": 130_000},
    )
    # week 13: 6 more are done, 9 are left = 180 000 > 130 000; week 26: 13 more are done, 2 are left = 40 000
    assert dates(run(case, funding(**WEEKLY)), "chosen") == {"a": 0, "b": 26}
