"""A ledger of made-up years, in the records of a test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from app.services.usage.made_up import Happening, happenings
from data_catalog.records.tables import LedgerRow
from tests.app.services.conftest import City

YEAR = 2023


def row_of(one: Happening) -> dict[str, Any]:
    """A happening as a row of the ledger, which gives it an id of its own."""
    return {
        "at_utc": one.at_utc, "day": one.day, "event": one.event, "person_id": one.person_id, "organisation_id": one.organisation_id,
        "subject_kind": one.subject_kind, "subject_id": one.subject_id, "model": one.model, "kind": one.kind, "cache_key": one.cache_key,
        "facts": one.facts,
    }  # fmt: skip


def fill(city: City, organisations: Sequence[str], years: Sequence[int] = (YEAR - 1, YEAR), a_month: int = 3) -> None:
    """Writes the made-up years of some organisations."""
    rows = [row_of(one) for year in years for one in happenings(organisations, year, a_month=a_month)]
    with city.platform.records.engine.begin() as connection:
        connection.execute(insert(LedgerRow), rows)


def ledger_rows(city: City) -> list[LedgerRow]:
    """Every row there is."""
    with city.platform.records.reading() as session:
        return list(session.scalars(select(LedgerRow).order_by(LedgerRow.id)))


def within(row: LedgerRow, first: date, last: date) -> bool:
    """Whether a row is of a period."""
    return first <= row.day <= last
