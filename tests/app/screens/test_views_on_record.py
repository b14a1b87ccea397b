"""Looking at people, at usage and at data is on record, by whomever; drawing the same again is not looking again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.services.people import people
from data_catalog.records.tables import LedgerRow
from tests.app.screens.conftest import Desk


def seen(desk: Desk, event: str) -> list[tuple[str | None, dict[str, object]]]:
    with desk.platform.records.reading() as session:
        rows = session.execute(select(LedgerRow.person_id, LedgerRow.facts).where(LedgerRow.event == event).order_by(LedgerRow.id))
        return [(row.person_id, row.facts) for row in rows]


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_an_administrator_who_looks_at_people_is_on_record(desk: Desk) -> None:
    page = desk.open("people.py")
    page.run()
    assert seen(desk, "people_viewed") == [(desk.person.id, {"page": 1})]
    page.text_input(key="people.search").set_value("홍길동").run()
    assert seen(desk, "people_viewed")[1:] == [(desk.person.id, {"page": 1, "search": True})], "without the name that was looked for"


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_a_supervisor_who_looks_at_usage_is_on_record_with_the_period(desk: Desk) -> None:
    page = desk.open("usage.py")
    page.run()
    ((person, facts),) = seen(desk, "usage_viewed")
    assert (person, set(facts)) == (desk.person.id, {"first", "last"})


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_sessions_an_administrator_ends_are_on_record(desk: Desk) -> None:
    from app.services.people import accounts
    from tests.app.screens.conftest import HERE

    other = next(one for one in accounts.demo_people(desk.platform, HERE) if one.role == "analyst")
    for _ in range(2):
        accounts.sign_in_demo(desk.platform, other.id, HERE)
    people.set_roles(desk.person, desk.platform, other.id, ["analyst", "steward"])
    assert seen(desk, "sessions_ended") == [(desk.person.id, {"sessions": 2})]


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_what_cannot_be_recorded_is_not_shown_and_is_asked_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from connectors.problem import Problem

    recorded = people.viewed

    def full(*_given: object) -> None:
        raise Problem("records.cannot_write")

    monkeypatch.setattr(people, "viewed", full)
    page = desk.open("people.py")
    assert page.error
    assert not page.get("table")
    assert all(desk.person.login not in str(one.proto) for one in page.main)
    page.run()
    assert page.error, "not the second time either"
    monkeypatch.setattr(people, "viewed", recorded)
    assert not page.run().error


@pytest.mark.parametrize("desk", ["steward"], indirect=True)
def test_a_steward_who_looks_at_data_of_others_is_on_record(desk: Desk) -> None:
    from datetime import date

    from data_catalog.records.tables import Dataset, DatasetVersion, PersonRow, new_id

    with desk.platform.records.session() as session:
        other = session.scalars(select(PersonRow).where(PersonRow.id != desk.person.id).limit(1)).one()
        dataset = Dataset(
            id=new_id(), organisation_id=desk.person.organisation_id, person_id=other.id, title="민원.csv", retention_until=date(2099, 1, 1)
        )
        session.add(dataset)
        session.flush()
        session.add(
            DatasetVersion(
                id=new_id(), dataset_id=dataset.id, number=1, rows=1, size_bytes=1, columns=["가"], file_name="민원.csv", read={},
                source_fingerprint="f" * 64, fingerprint="f" * 64,
            )
        )  # fmt: skip
    page = desk.open("data.py")
    page.run()
    assert seen(desk, "datasets_viewed") == [(desk.person.id, {"others": 1})]
