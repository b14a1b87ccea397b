"""What each of the ten departments of the sample asks for, and how it stands: the terms, and the steps that lead there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.services.agreements.steps import Terms
from app.services.practice.incidents import COLUMNS, column, value
from app.texts import text
from data_catalog.policy import ColumnRule, Condition

_WHEN_WHERE = ("received", "kind", "district")


@dataclass(frozen=True)
class Wish:
    """`kinds`: of incidents, none for all. `columns`: shown as they are, `shown`: in less detail (rule, way, size). `days`: how long from
    today. `steps`: what is done with the request once it is asked for, in order."""

    purpose: str
    bases: tuple[str, ...]
    steps: tuple[str, ...]
    columns: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    shown: tuple[tuple[str, str, str, float], ...] = ()
    days: int = 365
    retention_days: int = 0


def _coarse(metres: float) -> tuple[tuple[str, str, str, float], ...]:
    return ("latitude", "generalise", "grid_latitude", metres), ("longitude", "generalise", "grid_longitude", metres)


WISHES = {
    "fire": Wish(
        "emergency",
        ("pipa-18-2-10", "aidba-10-1"),
        ("approve",),
        COLUMNS,
        ("ambulance", "fire", "rescue", "forest_fire", "traffic"),
        retention_days=30,
    ),
    "police": Wish(
        "emergency", ("pipa-18-2-10", "egov-36-1"), ("approve",), COLUMNS, ("traffic", "theft", "violence", "missing"), retention_days=30
    ),
    "control": Wish("service", ("pipa-17-1-2",), ("approve",), (*_WHEN_WHERE, "place", "arrived"), shown=_coarse(100)),
    "safety": Wish(
        "policy_making",
        ("aidba-10-1",),
        ("approve",),
        ("kind", "district", "place", "outcome"),
        ("flood", "forest_fire", "damage"),
        (("received", "generalise", "month", 0), *_coarse(500)),
        days=20,
        retention_days=90,
    ),
    "roads": Wish(
        "service",
        ("aidba-9-1", "aidba-10-1"),
        ("offer", "accept", "approve"),
        (*_WHEN_WHERE, "place", "arrived"),
        ("traffic",),
        _coarse(100),
        days=180,
    ),
    "education": Wish("policy_making", ("aidba-10-1",), (), (*_WHEN_WHERE, "place"), ("traffic", "missing")),
    "health": Wish(
        "research",
        ("pipa-28-2",),
        ("refuse", "mediate"),
        (*_WHEN_WHERE, "place", "latitude", "longitude", "arrived"),
        ("ambulance",),
        retention_days=180,
    ),
    "welfare": Wish(
        "service", ("pipa-15-1-3",), ("refuse",), ("received", "kind", "place", "latitude", "longitude"), ("missing", "violence")
    ),
    "forest": Wish(
        "emergency",
        ("pipa-18-2-10",),
        ("approve", "over"),
        ("received", "kind", "latitude", "longitude", "arrived"),
        ("forest_fire",),
        days=0,
    ),
    "coast": Wish(
        "emergency",
        ("egov-36-1",),
        ("approve", "revoke"),
        ("received", "kind", "place", "latitude", "longitude"),
        ("rescue", "missing", "flood"),
        retention_days=30,
    ),
}
"""By the key of the department."""


def terms_of(wish: Wish, today: date, lang: str) -> Terms:
    """The terms that are asked for, with columns and values as the table has them."""
    open_ = [ColumnRule("allow", column(name, lang)) for name in wish.columns]
    less = [ColumnRule(rule, column(name, lang), "", way, size) for name, rule, way, size in wish.shown]
    kinds = tuple(value("kind", kind, lang) for kind in wish.kinds)
    rows = (Condition(column("kind", lang), "is", kinds),) if kinds else ()
    starts = today - timedelta(days=90) if not wish.days else today
    ends = today + timedelta(days=wish.days)
    return Terms((*open_, *less), rows, starts, ends, wish.retention_days, text("practice.security", lang))


def offered_for(asked: Terms, lang: str) -> Terms:
    """The narrower terms the owner offers: of where, no more than cells of half a kilometre."""
    coarse = {column(name, lang): ColumnRule(rule, column(name, lang), "", way, size) for name, rule, way, size in _coarse(500)}
    columns = tuple(coarse.get(one.column, one) for one in asked.columns)
    return Terms(columns, asked.rows, asked.starts, asked.ends, asked.retention_days, asked.security)
