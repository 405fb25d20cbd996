"""Who earns and who spends: every table adds up to the whole."""

import numpy as np
import pytest

import vmo
from report.comparison.breakdown import arising, breakdown_csv, row_words
from sim.outcomes.breakdown import PARTS


@pytest.fixture(scope="module")
def tiny():
    return vmo.compare("tiny", replications=2, workers=1, backing=False)


@pytest.mark.parametrize("table", ["value_streams", "objectives", "projects"])
def test_rows_add_up_to_net_present_value(tiny, table):
    """Value streams, objectives and projects with overheads: the sum is net present value in every world."""
    values = tiny.data.breakdown[table][:, :, :, PARTS.index("npv")].sum(axis=2)
    npv = np.stack([tiny.data.values("npv", model) for model in tiny.models], axis=1)
    assert values == pytest.approx(npv, abs=0.01)


def test_names_are_those_of_people(tiny):
    """Value streams by name, overheads in words; the last row of the table is the whole."""
    words = row_words(tiny.data, "value_streams")
    assert words[-1] == "Overheads: bench, rounds, support"
    assert len(words) == len(tiny.scenario.value_streams) + 1
    table = arising(tiny.data, "value_streams")
    assert list(table.columns[0].cells)[-1] == "Net present value"


def test_files_hold_means_with_intervals_by_row_and_model(tiny):
    """One row per value stream and model; years have budget, cash out, benefits and net."""
    frame = tiny.frame("value_streams")
    assert len(frame) == 2 * (len(tiny.scenario.value_streams) + 1)
    assert {"npv", "npv_low", "npv_high", "cost"} <= set(frame.columns)
    years = tiny.frame("years")
    assert {"budget", "cash_out", "benefits", "net"} <= set(years.columns)
    assert breakdown_csv(tiny.data, "years").startswith("year,name,model,budget")
    assert "breakdown" in tiny.document()


def test_the_figure_adds_up_and_is_there_for_two_models(tiny):
    """Two panels, each with a last bar for the whole."""
    assert "arising" in tiny.figures
    figure = tiny.figure("arising")
    assert len(figure.axes) == 2
    for ax in figure.axes:
        assert ax.get_yticklabels()[-1].get_text() == "Net present value"
