"""A figure as a still picture, readable in black and white: hatches, markers and dashes beside colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.dates
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import FuncFormatter, MaxNLocator

from app.charts import ink
from app.charts.fonts import printable
from app.charts.numbers import date_tick
from app.charts.palette import CATEGORIES_MAX, LIGHT, ink_on
from app.charts.plan import Axis, Grid, Plan, plan, tick
from app.charts.ticks import apart, colours, extent
from app.texts import text
from models.kit.contract import FigureSpec
from models.kit.result import Result
from models.kit.wording import number

# More cells across than this leave no room for a number in each.
NUMBERED_CELLS_MAX = 26


def print_figure(result: Result, spec: FigureSpec, lang: str, kind: str, dpi: int, titled: bool) -> bytes:
    """The picture's bytes."""
    return print_plan(plan(result, spec, lang), lang, kind, dpi, titled)


def print_plan(drawing: Plan, lang: str, kind: str, dpi: int, titled: bool, *, narrow: bool = False) -> bytes:
    """The same of a plan that is no result's; `narrow`: half as wide, for a telephone."""
    with ink.DRAWING:
        ink.prepare()
        figure, axes = ink.sheet(_height_in(drawing), ink.NARROW_IN if narrow else ink.WIDTH_IN)
        if drawing.empty:
            axes.text(0.5, 0.5, printable(text("charts.empty", lang)), ha="center", transform=axes.transAxes)
        else:
            draw = {
                "bar": _bars,
                "line": _lines,
                "step": _lines,
                "heat": _heat,
                "interval": _intervals,
                "scatter": _scatter,
            }
            draw[drawing.kind](axes, drawing, lang)
            _axes(axes, drawing, lang)
        if titled:
            ink.title(figure, printable(drawing.title))
        if drawing.note and titled:
            ink.remark(figure, printable(drawing.note))
        return ink.saved(figure, kind, dpi)


def _height_in(drawing: Plan) -> float:
    if drawing.grid is not None:
        return min(0.8 + 0.27 * max(len(drawing.grid.rows), 4), 8.0)
    if drawing.sideways:
        rows = len(drawing.x.labels or ()) * (max(1, len(drawing.series)) if drawing.kind == "bar" else 1)
        return min(0.75 + 0.235 * max(rows, 3), 8.0)
    return 2.9


def _bars(axes: Axes, drawing: Plan, lang: str) -> None:
    count = len(drawing.series)
    thick = 0.72 / count if drawing.dodges else 0.6
    low, high = extent(drawing)
    for index, (series, tone) in enumerate(zip(drawing.series, colours(drawing, LIGHT), strict=True)):
        shift = (index - (count - 1) / 2) * thick if drawing.dodges else 0
        places = [place + shift for place in series.x]
        values = [value if value is not None else 0 for value in series.y]
        hatch = ink.HATCHES[index % 7] if count > 1 else ""
        draw = axes.barh if drawing.sideways else axes.bar
        drawn = draw(
            places,
            values,
            thick,
            color=tone,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.4,
            label=printable(series.name),
        )
        if sum(len(each.x) for each in drawing.series) <= 40:
            axes.bar_label(drawn, [printable(said) for said in series.said], padding=3, fontsize=ink.SMALL)
    (axes.set_xlim if drawing.sideways else axes.set_ylim)(min(0, low * 1.14), max(0, high) * 1.14 or 1)
    _legend(axes, drawing)


def _lines(axes: Axes, drawing: Plan, lang: str) -> None:
    tones = colours(drawing, LIGHT)
    style = "steps-post" if drawing.kind == "step" else "default"
    for index, (series, tone) in enumerate(zip(drawing.series, tones, strict=True)):
        named = index < CATEGORIES_MAX
        for places, low, high in series.bands if named else ():
            axes.fill_between(places, low, high, color=tone, alpha=0.18, linewidth=0, zorder=1)
        axes.plot(
            series.x,
            [float("nan") if value is None else value for value in series.y],
            color=tone,
            linewidth=1.6 if named else 0.6,
            linestyle=ink.DASHES[index % 7] if named else "-",
            marker=ink.MARKERS[index % 7] if named and len(series.x) <= 40 else None,
            markersize=4,
            drawstyle=style,
            clip_on=False,
            zorder=3 if named else 1,
        )
    ends = [
        (max((place, y) for place, y in zip(series.x, series.y, strict=True) if y is not None), series.name, tone)
        for series, tone in zip(drawing.series[:CATEGORIES_MAX], tones, strict=False)
        if series.name and any(y is not None for y in series.y)
    ]
    heights = apart([end[0][1] for end in ends], drawing, 0.085)
    for (_, name, tone), height in zip(ends, heights, strict=True):
        axes.annotate(
            printable(name),
            (1.0, height),
            xycoords=axes.get_yaxis_transform(),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=tone,
            fontproperties=ink.bold(),
            fontsize=ink.BODY,
            annotation_clip=False,
        )
    if len(drawing.series) > CATEGORIES_MAX:
        rest = text("charts.others", lang, n=len(drawing.series) - CATEGORIES_MAX)
        axes.text(1.01, 0, printable(rest), transform=axes.transAxes, color=LIGHT.muted, fontsize=ink.SMALL)
    axes.margins(x=0.02)
    if drawing.from_zero:
        axes.set_ylim(bottom=0)


def _heat(axes: Axes, drawing: Plan, lang: str) -> None:
    grid = drawing.grid
    assert grid is not None
    known = [cell for row in grid.rows for cell in row if cell is not None] or [0.0]
    low, high = min(known), max(known)
    if grid.diverges:
        high = max(-low, high)
        low = -high
    ramp = LinearSegmentedColormap.from_list("modu", LIGHT.diverging if grid.diverges else LIGHT.quantity)
    rows, columns = len(grid.rows), len(drawing.x.labels or ())
    cells = [[float("nan") if cell is None else cell for cell in row] for row in grid.rows]
    axes.patch.set(facecolor="white", hatch="////", edgecolor=LIGHT.grid)
    mesh = axes.pcolormesh(cells, cmap=ramp, vmin=low, vmax=high if high > low else low + 1, edgecolors="white", linewidth=0.8)
    axes.set_xlim(0, columns)
    axes.set_ylim(rows, 0)
    bar = axes.figure.colorbar(mesh, ax=axes, fraction=0.025, pad=0.015, format=FuncFormatter(lambda value, _: tick(value, grid.form)))
    bar.outline.set_visible(False)
    bar.ax.set_title(printable(grid.title), fontsize=ink.SMALL, color=LIGHT.muted, loc="right", pad=6)
    _numbered(axes, grid, columns, lambda value: ramp((value - low) / ((high - low) or 1)))


def _numbered(axes: Axes, grid: Grid, columns: int, colour: Callable[[float], Any]) -> None:
    texts = [[_short(cell, grid.form) for cell in row] for row in grid.rows]
    longest = max((len(said) for row in texts for said in row), default=0)
    if columns * max(longest, 2) > NUMBERED_CELLS_MAX * 3:
        return
    for down, row in enumerate(grid.rows):
        for across, cell in enumerate(row):
            if cell is not None:
                red, green, blue, _ = colour(cell)
                dark = ink_on(f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}")
                axes.text(across + 0.5, down + 0.5, texts[down][across], ha="center", va="center", fontsize=6.5, color=dark)


def _short(cell: float | None, form: str) -> str:
    """A cell's number without its unit: the colour bar says it."""
    if cell is None:
        return ""
    return number(cell * 100, ".0") if form.endswith("%") else number(cell, form or (".0" if abs(cell) >= 10 else ".1"))


def _intervals(axes: Axes, drawing: Plan, lang: str) -> None:
    count = len(drawing.series)
    for index, (series, tone) in enumerate(zip(drawing.series, colours(drawing, LIGHT), strict=True)):
        shift = (index - (count - 1) / 2) * 0.6 / count if drawing.x.labels is not None else 0
        kept = [at for at, value in enumerate(series.y) if value is not None]
        places = [series.x[at] + shift if shift else series.x[at] for at in kept]
        values = [value for value in series.y if value is not None]
        spread = [_arms(values, kept, series.low), _arms(values, kept, series.high)]
        across: list[Any] = values if drawing.sideways else places
        up: list[Any] = places if drawing.sideways else values
        axes.errorbar(
            across,
            up,
            xerr=spread if drawing.sideways else None,
            yerr=None if drawing.sideways else spread,
            fmt=ink.MARKERS[index % 7],
            color=tone,
            markersize=4.5,
            elinewidth=1.2,
            capsize=2.5,
            label=printable(series.name),
        )
        if count == 1 and drawing.sideways:
            for at, place, value, arm in zip(kept, places, values, spread[1], strict=True):
                axes.annotate(
                    series.said[at],
                    (value + arm, place),
                    xytext=(5, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=ink.SMALL,
                )
    _legend(axes, drawing)
    if drawing.sideways:
        axes.margins(x=0.09)


def _arms(values: list[float], kept: list[int], ends: tuple[float | None, ...]) -> list[float]:
    """How far each interval reaches from its point; nothing where its end is not known."""
    found = [ends[at] if ends else None for at in kept]
    return [0.0 if end is None else abs(end - value) for end, value in zip(found, values, strict=True)]


def _scatter(axes: Axes, drawing: Plan, lang: str) -> None:
    for index, (series, tone) in enumerate(zip(drawing.series, colours(drawing, LIGHT), strict=True)):
        axes.scatter(
            series.x,
            [float("nan") if value is None else value for value in series.y],
            s=14,
            color=tone,
            marker=ink.MARKERS[index % 7],
            alpha=0.75,
            linewidths=0,
            label=printable(series.name),
        )
    _legend(axes, drawing)


def _legend(axes: Axes, drawing: Plan) -> None:
    if len(drawing.series) > 1:
        axes.legend(
            loc="lower right",
            bbox_to_anchor=(1, 1.0),
            borderaxespad=0.2,
            ncols=min(4, len(drawing.series)),
            frameon=False,
            fontsize=ink.BODY,
        )


def _axes(axes: Axes, drawing: Plan, lang: str) -> None:
    across, up = (axes.yaxis, axes.xaxis) if drawing.sideways else (axes.xaxis, axes.yaxis)
    _scale(across, drawing.x, drawing, lang)
    _scale(up, drawing.y, drawing, lang)
    lying, standing = (drawing.y, drawing.x) if drawing.sideways else (drawing.x, drawing.y)
    axes.set_xlabel(printable(lying.title), fontsize=ink.SMALL, color=LIGHT.muted)
    if not drawing.sideways:
        ink.upper_left(axes, printable(standing.title))
    if drawing.sideways:
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
    if drawing.grid is not None:
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(length=0)
        return
    up.grid(True, color=LIGHT.grid, linewidth=0.6)


def _scale(scale: Any, axis: Axis, drawing: Plan, lang: str) -> None:
    if axis.labels is not None:
        middle = 0.5 if drawing.grid is not None else 0
        every = max(1, -(-len(axis.labels) // 40))
        kept = range(0, len(axis.labels), every)
        scale.set_ticks([at + middle for at in kept], [printable(axis.labels[at]) for at in kept])
    elif axis.kind in ("date", "moment"):
        if axis.dates:
            scale.set_ticks(list(axis.dates), [printable(date_tick(day, axis.monthly, lang)) for day in axis.dates])
        else:
            scale.set_major_locator(matplotlib.dates.AutoDateLocator(maxticks=7))
            scale.set_major_formatter(FuncFormatter(lambda at, _: date_tick(matplotlib.dates.num2date(at), True, lang)))
    else:
        scale.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10], integer=axis.kind == "integer"))
        scale.set_major_formatter(FuncFormatter(lambda value, _: tick(value, axis.form)))
