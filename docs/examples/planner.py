"""For planners: which MMPs and when, why, and what more money would bring."""

# %% A plan with proof
import vmo

PORTFOLIO = "tiny"  # your own: a table with one row per project (and budget=...), or a scenario

plan = vmo.plan(PORTFOLIO, gap=0)
print(plan.text())

# %% The roadmap as a table
print(plan.frame("plan").set_index("id")[["in the plan", "start quarter", "release quarter"]])

# %% Why each MMP is in or out, and what it would cost to decide otherwise
print(vmo.explain(plan).text())

# %% What a budget of half, or half as much again, would bring
curve = vmo.frontier(PORTFOLIO, budgets=[50, 100, 150])
for point in curve.data.frontier.points:
    print(f"{point.factor:.0%} of the budget: {point.value or 0:,.0f} {plan.scenario.currency}")

# %% Will it be out in time? The plan in the simulator
tested = vmo.plan(PORTFOLIO, gap=0, stress=True, replications=20)
print(tested.frame("stress"))

# %% A workbook for the planning session
plan.to_excel("plan.xlsx")
