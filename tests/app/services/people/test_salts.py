"""Renewing the organisation's salt: an administrator of it alone, on record, another afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.services.people import salts
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import LedgerRow
from data_catalog.salts import salt_of
from tests.app.services.conftest import City


def test_a_renewed_salt_is_another_and_on_record(city: City) -> None:
    admin = city.person("admin", city.root)
    assert salts.since(admin, city.platform) is None
    with city.platform.records.session() as session:
        before = salt_of(session, admin.organisation_id, person_id=admin.id, at=city.platform.now())
    city.clock.move(days=1)
    salts.renew(admin, city.platform)
    assert salts.since(admin, city.platform) == city.platform.now()
    with city.platform.records.session() as session:
        assert salt_of(session, admin.organisation_id, person_id=admin.id, at=city.platform.now()) != before
        events = session.scalars(select(LedgerRow.event).where(LedgerRow.event.startswith("salt_"))).all()
    assert sorted(events) == [ledger.SALT_MADE, ledger.SALT_RENEWED]


@pytest.mark.parametrize("role", ["analyst", "steward", "auditor"])
def test_nobody_else_renews_it(city: City, role: str) -> None:
    for verb in (salts.renew, salts.since):
        with pytest.raises(Problem, match=r"rights\."):
            verb(city.person(role), city.platform)
