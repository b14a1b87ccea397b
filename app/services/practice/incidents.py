"""The incident table of the sample of ten departments: a few hundred made-up incidents of an invented city on the sea, by a fixed seed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from app.texts import text

ROWS = 360
DAYS = 60
"""Of so many days up to the day before the table is made."""

_SEED = 20131
COLUMNS = ("number", "received", "channel", "kind", "district", "place", "latitude", "longitude", "arrived", "outcome")


@dataclass(frozen=True)
class _Kind:
    """How often a kind comes, by whom it is taken, where it happens, and minutes until somebody is there."""

    share: int
    channels: tuple[str, ...]
    places: tuple[str, ...]
    minutes: tuple[float, float]


KINDS = {
    "ambulance": _Kind(26, ("fire",), ("home", "road", "shop", "school"), (5, 14)),
    "fire": _Kind(8, ("fire",), ("home", "shop", "factory"), (4, 11)),
    "rescue": _Kind(8, ("fire",), ("road", "mountain", "coast"), (6, 22)),
    "forest_fire": _Kind(4, ("fire", "city"), ("mountain",), (12, 35)),
    "traffic": _Kind(18, ("police", "fire"), ("road",), (4, 15)),
    "theft": _Kind(10, ("police",), ("home", "shop", "road"), (5, 18)),
    "violence": _Kind(10, ("police",), ("home", "shop", "road"), (4, 12)),
    "missing": _Kind(5, ("police",), ("home", "school", "mountain", "coast"), (7, 25)),
    "flood": _Kind(6, ("city",), ("road", "home", "coast"), (10, 40)),
    "damage": _Kind(5, ("city",), ("road", "school"), (15, 60)),
}
DISTRICTS = {"garam": (36.205, 125.575), "nuri": (36.235, 125.615), "dasom": (36.190, 125.640), "maru": (36.220, 125.685)}
OUTCOMES = ("closed", "handed_on", "investigating")


def column(name: str, lang: str) -> str:
    """What a column is called."""
    return text(f"practice.column.{name}", lang)


def value(name: str, code: str, lang: str) -> str:
    """What a value of a column with a list of its own is called."""
    return text(f"practice.{name}.{code}", lang)


def table(today: date, lang: str) -> bytes:
    """The table as a CSV file of ROWS rows, in a language; the same for the same day."""
    draw = Random(_SEED)  # noqa: S311
    first = datetime.combine(today - timedelta(days=DAYS), time())
    moments = sorted(first + timedelta(seconds=draw.randrange(DAYS * 86_400)) for _ in range(ROWS))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column(name, lang) for name in COLUMNS])
    for number, moment in enumerate(moments, start=1):
        writer.writerow(_row(draw, number, moment, lang))
    return out.getvalue().encode()


def _row(draw: Random, number: int, moment: datetime, lang: str) -> list[str]:
    (kind,) = draw.choices(list(KINDS), [one.share for one in KINDS.values()])
    told = KINDS[kind]
    channel, place, district = draw.choice(told.channels), draw.choice(told.places), draw.choice(list(DISTRICTS))
    latitude, longitude = (centre + draw.gauss(0, 0.008) for centre in DISTRICTS[district])
    arrived = moment + timedelta(minutes=draw.uniform(*told.minutes))
    asked = kind in ("theft", "violence", "missing") and draw.random() < 0.3
    outcome = "investigating" if asked else draw.choices(OUTCOMES[:2], (3, 1))[0]
    return [
        f"{moment:%m}-{number:04d}", f"{moment:%Y-%m-%d %H:%M:%S}", value("channel", channel, lang), value("kind", kind, lang),
        value("district", district, lang), value("place", place, lang), f"{latitude:.5f}", f"{longitude:.5f}",
        f"{arrived:%Y-%m-%d %H:%M:%S}", value("outcome", outcome, lang),
    ]  # fmt: skip
