"""Whom a policy speaks of: by organisation, role, purpose and day; what is uncertain opens nothing and closes all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data_catalog.policy import Asker, Subject, asker_of
from data_catalog.policy.asker import Place
from data_catalog.records import settings
from data_catalog.records.store import Records
from data_catalog.records.tables import Membership, Organisation, OrganisationAttribute, PersonRow, new_id

HOME, CITY = Place(("yuseong", "daejeon", "moi")), Place(("daejeon", "moi"))
ASKER = Asker("p", (HOME,), date(2024, 5, 15), (("analyst", HOME),), "statistics")


@pytest.mark.parametrize(
    ("subject", "spoken_of"),
    [
        (Subject(), True),
        (Subject("yuseong", below=False), True),
        (Subject("daejeon", below=True), True),
        (Subject("daejeon", below=False), False),
        (Subject("seogu"), False),
        (Subject(role="analyst"), True),
        (Subject(role="steward"), False),
        (Subject("daejeon", role="analyst"), True),
        (Subject(purpose="statistics"), True),
        (Subject(purpose="inspection"), False),
        (Subject(starts=date(2024, 5, 15), ends=date(2024, 5, 15)), True),
        (Subject(starts=date(2024, 5, 16)), False),
        (Subject(ends=date(2024, 5, 14)), False),
    ],
)
def test_an_allowing_policy_speaks_of_whom_it_names(subject: Subject, spoken_of: bool) -> None:
    assert ASKER.let_in_by(subject) is spoken_of


def test_a_purpose_not_stated_opens_nothing_and_closes_all_the_same() -> None:
    silent = replace(ASKER, purpose=None)
    assert not silent.let_in_by(Subject(purpose="statistics"))
    assert silent.held_by(Subject(purpose="statistics"))
    assert not ASKER.held_by(Subject(purpose="inspection"))


def test_an_organisation_that_ended_lets_nobody_in_and_is_still_held() -> None:
    ended = Asker("p", (replace(HOME, ended=True),), ASKER.today)
    assert not ended.let_in_by(Subject())
    assert not ended.let_in_by(Subject("daejeon"))
    assert ended.held_by(Subject("daejeon"))


def test_a_disabled_account_is_let_in_by_nothing() -> None:
    assert not replace(ASKER, disabled=True).let_in_by(Subject())


def test_an_asker_is_made_of_the_records(records: Records) -> None:
    person, moi, city, team = _people(records)
    with records.session() as session:
        session.add(OrganisationAttribute(organisation_id=city, name="area_code", values=["30200", "30170"]))
        session.add(OrganisationAttribute(organisation_id=moi, name="area_code", values=["00"]))
        session.flush()
        asker = asker_of(session, person, date(2024, 5, 15), "service")
        assert asker.places[0].path == (team, city, moi)
        assert asker.roles == (("analyst", Place((team, city, moi))),)
        assert asker.own == {"area_code": ("30200", "30170")}, "the nearest organisation that says it"
        session.get_one(Organisation, city).valid_to = date(2024, 5, 15)
        session.flush()
        assert asker_of(session, person, date(2024, 5, 14)).let_in_by(Subject(team))
        assert not asker_of(session, person, date(2024, 5, 15)).let_in_by(Subject(team)), "one above it ended"
        assert not asker_of(session, new_id(), date(2024, 5, 15)).let_in_by(Subject())


def test_a_circle_of_organisations_ends_and_lets_nobody_in(records: Records) -> None:
    person, moi, _, team = _people(records)
    with records.session() as session:
        session.get_one(Organisation, moi).parent_id = team
        session.flush()
        assert not asker_of(session, person, date(2024, 5, 15)).let_in_by(Subject())


def test_the_day_is_the_local_one_to_the_second(records: Records) -> None:
    subject = Subject(ends=date(2024, 5, 15))
    last = datetime(2024, 5, 15, 14, 59, 59, tzinfo=UTC)  # 23:59:59 in Seoul
    with records.session() as session:
        zone = settings.local_zone(session)
        days = [(last + timedelta(seconds=more)).astimezone(zone).date() for more in (0, 1)]
    assert [replace(ASKER, today=day).let_in_by(subject) for day in days] == [True, False]


def _people(records: Records) -> tuple[str, str, str, str]:
    ids = [new_id() for _ in range(4)]
    person, moi, city, team = ids
    with records.session() as session:
        for own, parent, kind in ((moi, None, "ministry"), (city, moi, "city"), (team, city, "team")):
            session.add(Organisation(id=own, parent_id=parent, kind=kind, name_ko="기관", name_en="body", valid_from=date(2020, 1, 1)))
            session.flush()
        session.add(PersonRow(id=person, login=f"p{person[:8]}", name="아무개", organisation_id=team, must_change=False))
        session.flush()
        session.add(Membership(person_id=person, organisation_id=team, role="analyst"))
    return person, moi, city, team
