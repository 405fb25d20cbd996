"""For strategists: what changes with the funding model, where it comes from, and what would flip the answer."""

# %% The comparison: the same people, money, work and luck under two sets of rules
import vmo

SCENARIO, WORLDS = "tiny", 4  # your own: a folder, and a few hundred worlds

compared = vmo.compare(SCENARIO, replications=WORLDS)
print(compared.text())

# %% One outcome world by world, for a figure or a test of your own
worlds = compared.frame("outcomes").pivot(index="world", columns="model", values="npv")
gain = worlds["value_stream"] - worlds["project"]
print(f"better in {(gain > 0).mean():.0%} of {len(gain)} worlds")

# %% Where the difference comes from: parts that add up
groups = {"rhythm": ["cadence", "approval"], "releases": ["release_unit"]}  # the rest is one more group
parts = vmo.attribute(SCENARIO, groups=groups, replications=WORLDS)
print(parts.frame("attribution").query("outcome == 'npv'")[["part", "mean", "low", "high"]])

# %% What would flip it: one number at a time over its stated range
tornado = vmo.sensitivity(SCENARIO, only=["discount_rate", "realised_value"], replications=WORLDS)
print(tornado.text())

# %% Everything for the report (of any result): tables, figures and a manifest that reproduces them
parts.save("strategist")
