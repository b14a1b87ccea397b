"""Whether a figure or map has anything to draw; one that has not is left out and a note says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from models.kit.contract import FigureSpec, LayerSpec
from models.kit.result import Finding
from models.kit.wording import LANGUAGES, Words, fill

NOT_DRAWN = "not_drawn"
_WHY = {
    "ko": (
        "그림을 그리지 않았습니다: {titles}. 해당하는 기록이나 그 자리가 없거나, 건수가 적어 가렸거나, "
        "선으로 이을 때가 하나뿐이라 그릴 것이 없습니다. 표는 그대로 두었습니다."
    ),
    "en": (
        "Not drawn: {titles}. There is nothing to draw: no records or no places for them, so few that they are hidden, "
        "or a single time, which makes no line. The tables are kept."
    ),
}


def figure_has_values(figure: FigureSpec, rows: pl.DataFrame) -> bool:
    """Whether any mark of the figure has a value; a line needs two."""
    shown = figure.value if figure.kind == "heat" and figure.value else figure.y
    if figure.kind in ("line", "step") and rows.filter(pl.col(shown).is_not_null())[figure.x].n_unique() < 2:
        return False
    return _known(rows, shown)


def map_has_values(layers: Iterable[LayerSpec], rows: Mapping[str, pl.DataFrame]) -> bool:
    """Whether any layer beside context, candidates and what stands today has a place to show something at."""
    told = [layer for layer in layers if layer.role in ("quantity", "gap", "site")]
    return not told or any(_known(_placed(rows[layer.table], layer), layer.value or _place(layer)) for layer in told)


def _place(layer: LayerSpec) -> str:
    return layer.wkt or "wkt" if layer.kind in ("areas", "lines") else layer.lon


def _placed(rows: pl.DataFrame, layer: LayerSpec) -> pl.DataFrame:
    return rows.filter(rows[_place(layer)].is_not_null())


def not_drawn(output: str, titles: list[Words]) -> Finding:
    """The one note about all that was left out; it stands with the first output that lacks something."""
    facts = {"titles": {lang: ", ".join(title[lang] for title in titles) for lang in LANGUAGES}}
    text = {lang: fill(_WHY[lang], {"titles": facts["titles"][lang]}) for lang in LANGUAGES}
    return Finding(NOT_DRAWN, text, "limit", output, facts)


def _known(rows: pl.DataFrame, column: str) -> bool:
    values = rows[column]
    if values.dtype.is_float():
        values = values.fill_nan(None)
    return values.null_count() < values.len()
