"""For coaches: what work in progress does to waiting, first in a demonstration, then on your own line."""

# %% A demonstration for a room: the question, the numbers, the figures with captions
import vmo

shown = vmo.show("littles-law", quick=True)  # without quick for the real one
print(shown.text())
shown.save("coach/littles-law")

# %% Your own line: any scenario whose value streams have arrivals
LINE = "wip-limits"
now = vmo.flow(LINE, horizon=500)
print(now.text())

# %% The same line with other WIP limits, side by side
limits = vmo.sweep(LINE, {"value_streams.*.stages.build.wip_limit": [2, 4, None]}, horizon=200, replications=2)
print(limits.frame("sweep"))

# %% Is a scenario believable at all? Its baseline against published figures
print(vmo.doctor("tiny", replications=10).text())
