"""What the marks and colours of a map mean, as data and as an HTML list."""

from __future__ import annotations

import html
from dataclasses import dataclass

from app.charts.mapplan import mapplan
from app.charts.marks import Layer
from app.charts.palette import Palette, Theme, palette, ramp
from app.texts import text
from models.kit.contract import MapSpec
from models.kit.result import Result


@dataclass(frozen=True)
class LegendEntry:
    """`mark`: cell, hexagon, outline, line, dot, sized, site, existing or candidate."""

    label: str
    colour: str
    mark: str
    part: float = 1.0
    """A sized dot's share of the largest one's area."""


@dataclass(frozen=True)
class LegendGroup:
    title: str
    unit: str
    entries: tuple[LegendEntry, ...]


def legend_of(result: Result, spec: MapSpec, lang: str, theme: Theme) -> tuple[LegendGroup, ...]:
    """The groups from the most to the least important; layers that drew nothing are left out."""
    return groups_of(mapplan(result, spec, lang).layers, theme)


def groups_of(layers: tuple[Layer, ...], theme: Theme) -> tuple[LegendGroup, ...]:
    """The groups of planned layers, given from the lowest to the highest."""
    look = palette(theme)
    return tuple(_group(layer, look) for layer in reversed(layers) if not layer.empty)


def undrawn(layer: Layer) -> int:
    """How many of the lowest classes are left to the ground: of a surface the faint one, so that the land is seen."""
    return int(layer.kind == "heat" and layer.classes is not None and not layer.classes.diverging and len(layer.classes.labels) > 2)


def tones(layer: Layer, look: Palette) -> tuple[str, ...]:
    """The colours of a layer's classes, lowest first; one colour when it has no classes."""
    if layer.classes is None:
        return (plain_tone(layer, look),)
    if layer.classes.diverging:
        return ramp(look.diverging, len(layer.classes.labels))
    return ramp(look.gap if layer.role == "gap" else look.quantity, len(layer.classes.labels))


def plain_tone(layer: Layer, look: Palette) -> str:
    """The colour of a layer without values."""
    if layer.role == "context":
        return look.water if layer.water else look.road if layer.kind == "lines" else look.line
    named = {"site": look.site, "existing": look.existing, "candidate": look.candidate, "gap": look.gap[2]}
    return named.get(layer.role, look.first)


def legend_html(groups: tuple[LegendGroup, ...], lang: str) -> str:
    """The legend as a list; every text from data is escaped."""
    title = html.escape(text("charts.legend", lang))
    return f'<div class="modu-legend" role="group" aria-label="{title}">{"".join(map(_group_html, groups))}</div>'


def _group(layer: Layer, look: Palette) -> LegendGroup:
    mark = _mark(layer)
    if layer.sizes:
        tone = tones(layer, look)[-1]
        entries = [LegendEntry(said, tone, "sized", part) for said, part in zip(layer.sizes, (1.0, 0.25), strict=True)]
        shades = _classes(layer, look, mark) if layer.classes and len(layer.classes.labels) > 1 else ()
        return LegendGroup(layer.title, layer.unit, (*entries, *shades))
    if layer.classes is None:
        return LegendGroup("", "", (LegendEntry(layer.title, tones(layer, look)[0], mark),))
    return LegendGroup(layer.title, layer.unit, _classes(layer, look, mark))


def _classes(layer: Layer, look: Palette, mark: str) -> tuple[LegendEntry, ...]:
    labels = layer.classes.labels if layer.classes else ()
    told = list(zip(labels, tones(layer, look), strict=True))[undrawn(layer) :]
    return tuple(LegendEntry(label, tone, mark) for label, tone in told)


def _mark(layer: Layer) -> str:
    if layer.kind == "points":
        return "dot" if layer.crowded else layer.role if layer.role in ("site", "existing", "candidate") else "dot"
    if layer.kind == "lines":
        return "line"
    if layer.kind == "hexagons":
        return "hexagon"
    return "outline" if layer.role == "context" and not layer.water else "cell"


_SWATCHES = {
    "cell": '<rect x="2" y="2" width="14" height="14" fill="{c}" stroke="#8a949e" stroke-width=".5"/>',
    "outline": '<rect x="2" y="3" width="14" height="12" fill="none" stroke="{c}" stroke-width="1.5"/>',
    "line": '<path d="M1 9H17" stroke="{c}" stroke-width="3"/>',
    "dot": '<circle cx="9" cy="9" r="5" fill="{c}"/>',
    "sized": '<circle cx="9" cy="9" r="{r:.1f}" fill="{c}"/>',
    "hexagon": '<path d="M9 1.5 15.5 5.25V12.75L9 16.5 2.5 12.75V5.25Z" fill="{c}" stroke="#8a949e" stroke-width=".5"/>',
    "site": '<circle cx="9" cy="9" r="7.5" fill="{c}"/>',
    "existing": '<rect x="3.5" y="3.5" width="11" height="11" fill="none" stroke="{c}" stroke-width="2.5"/>',
    "candidate": '<path d="M9 2 16 9 9 16 2 9Z" fill="none" stroke="{c}" stroke-width="2"/>',
}


def _group_html(group: LegendGroup) -> str:
    unit = f" ({html.escape(group.unit)})" if group.unit else ""
    head = f"<p>{html.escape(group.title)}{unit}</p>" if group.title else ""
    items = "".join(
        f'<li><svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">{_swatch(entry)}</svg>'
        f" <span>{html.escape(entry.label)}</span></li>"
        for entry in group.entries
    )
    # The classes of a scale stand together under its name; marks that mean one thing each share a row.
    return f'<div class="modu-scale">{head}<ul>{items}</ul></div>' if head else f"<ul>{items}</ul>"


def _swatch(entry: LegendEntry) -> str:
    return _SWATCHES[entry.mark].format(c=entry.colour, r=8.5 * entry.part**0.5)
