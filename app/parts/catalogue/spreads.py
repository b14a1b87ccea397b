"""How the numbers and days of a dataset's columns lie: a small histogram each, and their quantiles as a table."""

from __future__ import annotations

from collections.abc import Sequence

from app.parts.drawing import drawing
from app.parts.markup import plain, show, table, tag
from app.session import say
from data_catalog.profile import ColumnProfile
from data_catalog.spread import SHARES, Spread

_WIDTH, _HEIGHT, _GAP = 240, 64, 2


def draw(columns: Sequence[ColumnProfile]) -> None:
    """Draws the columns that have a spread; nothing when none has."""
    spreads = [(column.name, column.spread) for column in columns if column.spread is not None]
    if not spreads:
        return
    several = [(name, spread) for name, spread in spreads if len(spread.bars) > 1]
    show(tag("h3", plain(say("card.spread"))))
    if several:
        drawing("card.spreads", tag("div", *(_figure(name, spread) for name, spread in several), class_="mo-spreads"))
    show(
        table(
            [say("card.head.name"), *(say("card.share", share=share) for share in SHARES), say("card.head.looked_at")],
            [(name, *map(_shown, spread.quantiles), f"{spread.taken_from:,}") for name, spread in spreads],
            caption=say("card.spread_caption"),
            numeric=frozenset(range(1, len(SHARES) + 2)),
        ),
        tag("p", plain(_how_sure([spread for _, spread in spreads])), class_="mo-small mo-soft"),
    )


def _figure(name: str, spread: Spread) -> str:
    tallest = max(spread.bars) or 1
    step = _WIDTH / len(spread.bars)
    bars = "".join(
        f'<rect x="{at * step + _GAP / 2:.1f}" y="{_HEIGHT * (1 - share / tallest):.1f}" width="{step - _GAP:.1f}"'
        f' height="{_HEIGHT * share / tallest:.1f}"/>'
        for at, share in enumerate(spread.bars)
    )
    low, high = _shown(spread.low), _shown(spread.high)
    said = say("card.spread_alt", column=name, low=low, high=high, half=_shown(spread.median))
    drawn = (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{plain(said)}" preserveAspectRatio="none">'
        f'{bars}<line x1="0" x2="{_WIDTH}" y1="{_HEIGHT}" y2="{_HEIGHT}"/></svg>'
    )
    ends = tag("p", tag("span", plain(low)), tag("span", plain(high)))
    return tag("figure", tag("figcaption", plain(name), tag("small", plain(say("card.tallest", share=tallest)))), drawn, ends)


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.10g}"


def _how_sure(spreads: Sequence[Spread]) -> str:
    error = max(spread.error for spread in spreads)
    return say("card.spread_sample", points=100 * error) if error else say("card.spread_all")
