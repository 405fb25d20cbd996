"""A heat map: teams down, quarters across, a panel for each funding model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex

from report.shared.fitting import wrap
from report.shared.numbers_in_words import percent
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy
from report.shared.study import labels
from report.shared.style import BLUE, HEIGHT, PAPER, SMALL, TEXT, WIDTH, styled, text_on
from report.workload.text import DEFINITION, quarter_names, service_names, team_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.studies.workload import Workload

COLOURS = LinearSegmentedColormap.from_list("load", [PAPER, "#B9D6EA", BLUE])
"""From nobody at work to everybody."""
NAMES, GAP = 2.6, 0.35
"""Room for the names of teams, and between panels, in inches."""


@styled()
def workload_figure(found: Workload) -> Figure:
    """Mean load of every team in every quarter; numbers stand in the cells where there is room for them."""
    names, quarters = labels(found), quarter_names(found)
    teams = [*team_names(found), *service_names(found)]
    worlds = f"{found.replications} world{'s' if found.replications != 1 else ''}, seed {found.seed}"
    figure = page(
        "How busy every team is, quarter by quarter",
        f"{wrap(found.scenario.name, 200, TEXT, lines=1)}: {worlds}",
        f"Load: {DEFINITION}. Empty: nobody is there.",
    )
    room = WIDTH - 2 * EDGE - NAMES - GAP * (len(found.models) - 1)
    wide, tall = room / len(found.models), HEIGHT - TOP - BOTTOM - 0.9
    fits = wide / len(quarters) > 0.42 and tall / len(teams) > 0.16
    for k, model in enumerate(found.models):
        ax = place(figure, EDGE + NAMES + k * (wide + GAP), BOTTOM + 0.45, wide, tall)
        tidy(ax)
        loads = np.vstack([found.mean(model), found.service_mean(model)])
        ax.imshow(np.ma.masked_invalid(loads), cmap=COLOURS, vmin=0, vmax=1, aspect="auto")
        ax.set_title(wrap(names[model], wide * 72, TEXT, "bold", 1), loc="left", size=TEXT, weight="bold")
        ax.set_xticks(range(len(quarters)), quarters if len(quarters) <= 12 else _some(quarters))
        ax.set_yticks(range(len(teams)), [wrap(t, NAMES * 72, SMALL, lines=1) for t in teams] if k == 0 else [])
        ax.set_xlabel("quarter", size=TEXT)
        for spine in ax.spines.values():
            spine.set_visible(False)
        for team, row in enumerate(loads.tolist() if fits else []):
            for quarter, load in enumerate(row):
                if not math.isnan(load):
                    ink = text_on(to_hex(COLOURS(load)))
                    ax.text(quarter, team, percent(load), ha="center", va="center", size=SMALL - 1, color=ink)
    return figure


def _some(quarters: list[str]) -> list[str]:
    """Every fourth name."""
    return [name if k % 4 == 0 else "" for k, name in enumerate(quarters)]
