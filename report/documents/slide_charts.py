"""Native charts of tables: they can be edited where they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from report.documents.content import Cell, words_of
from report.documents.slide_measures import shortened
from report.shared.style import CYCLE

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.util import Length

    from report.documents.content import Entry, Table

INK = RGBColor(0x1B, 0x1F, 0x23)
RULE = RGBColor(0xD0, 0xD7, 0xDE)
LABELLED = 24
"""Most bars that carry their amount."""


def native_chart(slide: Slide, table: Table, place: tuple[Length, Length, Length, Length]) -> None:
    """A chart of the columns that the table names, in a place: left, top, width, height."""
    assert table.chart is not None
    rows = table.rows[: table.chart.rows]
    amounts = [abs(_number(row[column]) or 0.0) for row in rows for column in table.chart.columns]
    shown_as, unit = _scaled(max(amounts, default=0.0), table.chart.currency)
    bars = table.chart.style == "bars"
    drawn = rows[::-1] if bars else rows  # bars are listed from below
    columns = table.chart.columns[::-1] if bars else table.chart.columns
    data = CategoryChartData()
    data.categories = [shortened(words_of(row[0]), 48) for row in drawn]
    for column in columns:
        data.add_series(table.header[column], [_number(row[column]) for row in drawn])
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED if bars else XL_CHART_TYPE.LINE, *place, data).chart
    chart.font.size, chart.font.color.rgb = Pt(12), INK
    chart.has_title = True
    caption = table.caption.removesuffix(f", {table.chart.currency}")
    chart.chart_title.text_frame.text = shortened(f"{caption}; {unit}", 110)
    chart.chart_title.text_frame.paragraphs[0].font.size = Pt(13)
    chart.has_legend = len(columns) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    for k, series in enumerate(chart.plots[0].series):
        place_of = len(columns) - 1 - k if bars else k  # the colour of a column stays when the order is turned
        fill = series.format.fill
        fill.solid()
        fill.fore_color.rgb = RGBColor.from_string(CYCLE[place_of % len(CYCLE)].lstrip("#").upper())
        if bars:
            series.invert_if_negative = False
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.major_gridlines.format.line.color.rgb = RULE
    labels = chart.value_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = shown_as, False
    if bars:
        chart.plots[0].gap_width = 60
    if bars and len(rows) * len(columns) <= LABELLED:
        chart.plots[0].has_data_labels = True
        shown = chart.plots[0].data_labels
        shown.number_format, shown.number_format_is_linked = shown_as, False
        shown.font.size, shown.position = Pt(10), XL_LABEL_POSITION.OUTSIDE_END


def _number(entry: Entry) -> float | None:
    return entry.value if isinstance(entry, Cell) else None


def _scaled(largest: float, currency: str) -> tuple[str, str]:
    """How amounts are written in a chart, and in what: millions, thousands, or single units of currency."""
    if largest >= 1e6:
        return "#,##0.00,,", f"{currency} M"
    if largest >= 1e3:
        return "#,##0,", f"{currency} k"
    return "#,##0", currency
