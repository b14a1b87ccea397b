"""Colours of charts and maps: KRDS tokens, told apart by colour-blind eyes and, in print, without any colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]

FONT_FAMILY = "'Pretendard GOV', Pretendard, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', NanumGothic, sans-serif"

# More than seven categories cannot be told apart: the rest are drawn in grey.
CATEGORIES_MAX = 7
# Beside colour, what tells lines and points apart.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "triangle-down")


@dataclass(frozen=True)
class Palette:
    """One theme's colours, as hex. Ramps go from low to high; the diverging one has its neutral in the middle."""

    ground: str
    text: str
    muted: str
    line: str
    grid: str
    water: str
    road: str
    area: str
    first: str
    categories: tuple[str, ...]
    rest: str
    quantity: tuple[str, ...]
    gap: tuple[str, ...]
    diverging: tuple[str, ...]
    missing: str
    site: str
    existing: str
    candidate: str


LIGHT = Palette(
    ground="#f4f5f6",
    text="#1e2124",
    muted="#464c53",
    line="#8a949e",
    grid="#e6e8ea",
    water="#cfe3f5",
    road="#c3c9cf",
    area="#ffffff",
    first="#256ef4",
    categories=("#256ef4", "#ec6f00", "#420098", "#8d4a6b", "#460200", "#a9819b", "#ba0d01"),
    rest="#b1b8be",
    quantity=("#d8e5fd", "#a4c4fb", "#5f97f7", "#0b50d0", "#052561"),
    gap=("#fde3d3", "#f7b48c", "#e57f3f", "#b3500f", "#662a03"),
    diverging=("#662a03", "#b3500f", "#f7b48c", "#eceef0", "#a4c4fb", "#0b50d0", "#052561"),
    missing="#ffffff",
    site="#083891",
    existing="#1e2124",
    candidate="#6d7882",
)

DARK = Palette(
    ground="#1e2124",
    text="#f4f5f6",
    muted="#cdd1d5",
    line="#8a949e",
    grid="#3a4047",
    water="#20384f",
    road="#4a525a",
    area="#282c31",
    first="#6d9cf8",
    categories=("#6d9cf8", "#f4e06a", "#b0540e", "#24e9f2", "#e19b74", "#716c93", "#b18180"),
    rest="#58616a",
    quantity=("#14305f", "#1d4fa8", "#3f7df0", "#86aff9", "#d8e5fd"),
    gap=("#4a2208", "#83400f", "#c9692b", "#f0a06a", "#fde3d3"),
    diverging=("#fde3d3", "#f0a06a", "#83400f", "#3a4047", "#1d4fa8", "#86aff9", "#d8e5fd"),
    missing="#282c31",
    site="#ecf2fe",
    existing="#f4f5f6",
    candidate="#b1b8be",
)


def palette(theme: Theme) -> Palette:
    """The colours of a theme."""
    return DARK if theme == "dark" else LIGHT


def rgb(colour: str, alpha: int = 255) -> list[int]:
    """A hex colour as red, green, blue, alpha of 0 to 255."""
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)] + [alpha]


def ramp(colours: tuple[str, ...], classes: int) -> tuple[str, ...]:
    """`classes` colours spread evenly over a ramp, its ends included; one class takes a middle tone."""
    if classes <= 1:
        return (colours[len(colours) // 2],)
    last = len(colours) - 1
    return tuple(colours[round(index * last / (classes - 1))] for index in range(classes))


def ink_on(colour: str) -> str:
    """Black or white, whichever is read better on a colour."""
    red, green, blue = (part / 255 for part in rgb(colour)[:3])
    return "#1e2124" if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 > 0.2 else "#ffffff"
