"""What every still picture shares: size, fonts, lines that are told apart without colour, and its bytes."""

from __future__ import annotations

import io
import threading
import warnings
from functools import cache
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager

from app.charts import fonts
from app.charts.palette import LIGHT

WIDTH_IN, NARROW_IN = 6.7, 3.4
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "+++", "ooo")
MARKERS = ("o", "s", "D", "^", "P", "X", "v")
DASHES: tuple[Any, ...] = (
    "-",
    (0, (6, 2)),
    (0, (2, 1.5)),
    (0, (6, 2, 1, 2)),
    (0, (9, 2)),
    (0, (9, 2, 1, 2, 1, 2)),
    (0, (1, 2.5)),
)
SMALL, BODY = 7.5, 8.5

# Matplotlib keeps its settings and font caches in the process: one picture at a time.
DRAWING = threading.Lock()


@cache
def prepare() -> None:
    """Makes the Korean font known to matplotlib and sets our lines and letters, once a process."""
    for path in fonts.files():
        fontManager.addfont(str(path))
    matplotlib.rcParams.update(
        {
            "font.family": [fonts.FAMILY, fonts.SECOND],
            "font.size": BODY,
            "axes.unicode_minus": False,
            "axes.edgecolor": LIGHT.line,
            "axes.linewidth": 0.6,
            "axes.labelcolor": LIGHT.text,
            "text.color": LIGHT.text,
            "xtick.color": LIGHT.muted,
            "ytick.color": LIGHT.muted,
            "xtick.labelsize": BODY,
            "ytick.labelsize": BODY,
            "hatch.linewidth": 0.6,
            "svg.fonttype": "path",
            "svg.hashsalt": "modu",
            # Data may hold dollar signs: nothing is read as a formula.
            "text.parse_math": False,
        }
    )


def bold() -> FontProperties:
    return FontProperties(fname=str(fonts.bold()))


def sheet(height_in: float, width_in: float = WIDTH_IN) -> tuple[Figure, Axes]:
    """An empty picture, as wide as a page's text where nothing else is said, with one plain frame."""
    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=3, width=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def title(figure: Figure, said: str) -> None:
    figure.suptitle(said, x=0.01, ha="left", fontproperties=bold(), fontsize=11)


def upper_left(axes: Axes, said: str) -> None:
    """The upright axis' title, lying above it: nobody turns their head."""
    axes.annotate(
        said,
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 6),
        textcoords="offset points",
        color=LIGHT.muted,
        fontsize=SMALL,
    )


def remark(figure: Figure, said: str) -> None:
    """A small line under the picture."""
    figure.supxlabel(said, fontsize=SMALL, color=LIGHT.muted, x=0.01, ha="left")


def saved(figure: Figure, kind: str, dpi: int) -> bytes:
    """The picture's bytes: the same picture gives the same bytes. A missing letter is an error, not a box."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        figure.savefig(
            out,
            format=kind,
            dpi=dpi,
            facecolor="white",
            metadata={"Date": None} if kind == "svg" else {"Software": None},
        )
    return out.getvalue()
