"""A certificate as a tagged PDF (PDF/UA-1): one page of A4 with a drawn frame, to be hung on a wall."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from app.charts.plan import width
from app.reports import pdf
from app.reports.blocks import Fact

# The largest letters in points, and how many Latin letters have room at that size.
_NAME, _TITLE, _ORGANISATION = (36, 15), (44, 12), (21, 32)


@dataclass(frozen=True)
class Certificate:
    """All that stands on it, in one language and cleaned. `code`: an SVG of the address it is confirmed at, empty where that has no room
    in one, with `alt` for who does not see it; `made_at`: in local time."""

    lang: str
    title: str
    number: str
    name: str
    says: str
    checked: str
    facts: tuple[Fact, ...]
    day: str
    organisation: str
    trainer: str
    verify: str
    code: str
    alt: str
    made_at: datetime


def of(told: Certificate) -> bytes:
    """The file's bytes. Raises Problem "report.not_made" when anything would be drawn wrongly."""
    said = {
        **{name: value for name, value in dataclasses.asdict(told).items() if name not in ("code", "made_at")},
        "tab_title": f"{told.title} · {told.name}",
        "picture": "code.svg" if told.code else "",
        "name_pt": _fitting(told.name, *_NAME),
        "title_pt": _fitting(told.title, *_TITLE),
        "organisation_pt": _fitting(told.organisation, *_ORGANISATION),
    }
    return pdf.set_by(_template(), [pdf.data_of(said, told.lang)], {"code.svg": told.code} if told.code else {}, told.made_at)


def _fitting(said: str, most_pt: int, room: int) -> float:
    """The size at which a text stays on its line, down to half; then it breaks."""
    return round(max(most_pt / 2, most_pt * min(1, room / max(1, width(said)))), 1)


@cache
def _template() -> str:
    return (Path(__file__).parent / "certificate.typ").read_text(encoding="utf-8")
