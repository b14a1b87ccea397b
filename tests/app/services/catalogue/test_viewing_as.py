"""Looking as another: their pages, rights and data with the reasons, never more than who looks may see, and always on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.identity.person import Person
from app.identity.rights import RIGHTS
from app.services.catalogue import policies, viewing_as
from app.services.catalogue.viewing_as import Target
from app.services.people import organisations
from app.texts import text
from connectors.problem import Problem
from data_catalog.policy import Subject
from data_catalog.records.tables import LedgerRow, SessionRow
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.catalogue.test_policies import policy
from tests.app.services.conftest import City


@pytest.fixture
def dataset(city: City, analyst: Person, steward: Person) -> str:
    made = brought(city, analyst, calls(60), "출동기록.csv")
    policies.save(steward, city.platform, made, policy(city))
    return made


def test_an_administrator_is_told_pages_rights_with_their_source_and_data_with_the_reasons(
    city: City, admin: Person, dataset: str
) -> None:  # fmt: skip
    other = city.person("analyst supervisor", city.tax)
    target = Target(person_id=other.id)
    found = viewing_as.found(admin, city.platform, target)
    assert found.whole
    assert {"home", "data", "usage"} <= set(found.pages)
    assert not {"people", "settings", "audit", "sources"} & set(found.pages)
    assert {(one.right, one.role, one.source["ko"]) for one in found.rights} == {
        ("analyse", "analyst", "세정과"), ("practise", "analyst", "세정과"), ("analyse", "supervisor", "세정과"),
        ("practise", "supervisor", "세정과"), ("see_usage", "supervisor", "세정과"), ("judge_cases", "supervisor", "세정과"),
        ("select_proposals", "supervisor", "세정과"), ("run_campaigns", "supervisor", "세정과"),
    }  # fmt: skip
    (seen,) = found.datasets
    assert (seen.title, seen.columns, seen.all_columns, seen.rows, seen.why) == ("출동기록.csv", 2, 3, 20, True)
    told = viewing_as.why(admin, city.platform, target, dataset)
    assert (told.seen, told.seen_rows, told.all_rows) == (2, 20, 60)
    assert [one.because.title["ko"] for one in told.rows] == ["세정과에 센터0의 출동"]


def test_every_right_is_told_in_words() -> None:
    for lang in ("ko", "en"):
        said = [text(f"right.{right}", lang) for right in RIGHTS]
        assert len(set(said)) == len(RIGHTS)


def test_a_role_at_an_organisation_sees_what_its_policies_and_the_purpose_let_it(
    city: City, admin: Person, steward: Person, dataset: str
) -> None:  # fmt: skip
    for_service = policy(city, title="조사 목적", subject=Subject(city.fire, role="auditor", purpose="inspection"))
    policies.save(steward, city.platform, dataset, for_service)
    seen = {
        (role, purpose): [one.rows for one in viewing_as.found(admin, city.platform, Target("", role, city.fire, purpose)).datasets]
        for role, purpose in (("auditor", "inspection"), ("auditor", "service"), ("analyst", "inspection"))
    }
    assert seen == {("auditor", "inspection"): [20], ("auditor", "service"): [], ("analyst", "inspection"): []}
    organisations.end(admin, city.platform, city.tax)
    assert viewing_as.found(admin, city.platform, Target("", "analyst", city.tax)).datasets == (), "an ended one lets nobody in"


def test_of_what_who_looks_does_not_see_only_the_number_is_told(city: City, dataset: str) -> None:
    local = city.person("admin", city.tax)
    other = city.person("analyst", city.tax)
    found = viewing_as.found(local, city.platform, Target(person_id=other.id))
    (seen,) = found.datasets
    assert (seen.columns, seen.all_columns, seen.rows, seen.why) == (2, 2, None, False), "both see it by the policy: no count of rows"
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        viewing_as.why(local, city.platform, Target(person_id=other.id), dataset)
    team = organisations.add(city.person("admin", city.root), city.platform, city.tax, "team", "팀", "Team").id
    keeper = city.person("steward", city.fire)
    only_team = brought(city, keeper, calls(30), "비밀.csv")
    policies.save(keeper, city.platform, only_team, policy(city, subject=Subject(team)))
    found = viewing_as.found(local, city.platform, Target("", "analyst", team))
    assert ([one.title for one in found.datasets], found.elsewhere) == (["출동기록.csv"], 1)
    assert "비밀" not in str(found)


def test_a_steward_is_told_of_data_alone_and_of_their_own_tree_alone(city: City, steward: Person, dataset: str) -> None:
    other = city.person("analyst", city.fire)
    found = viewing_as.found(steward, city.platform, Target(person_id=other.id))
    assert (found.whole, found.pages, found.rights, found.held, found.shares) == (False, (), (), (), {})
    beyond = city.person("analyst", city.tax)
    above = city.person("admin", city.root)
    for target, code in (
        (Target(person_id=beyond.id), "not_found.person"), (Target(person_id=above.id), "not_found.person"),
        (Target(person_id="nobody"), "not_found.person"), (Target("", "steward", city.tax), "not_found.organisation"),
        (Target("", "admin", city.root), "not_found.organisation"), (Target("", "king", city.fire), "people.roles_unknown"),
    ):  # fmt: skip
        for verb in (
            lambda target=target: viewing_as.found(steward, city.platform, target),
            lambda target=target: viewing_as.why(steward, city.platform, target, dataset),
            lambda target=target: viewing_as.viewed(steward, city.platform, target),
        ):
            with pytest.raises(Problem) as raised:
                verb()
            assert raised.value.code == code
    assert viewing_as.people_to(steward, city.platform, "아무개").keys() == {steward.id, other.id, *_own(city, steward)}
    assert viewing_as.places_to(steward, city.platform).keys() == {city.fire}


def _own(city: City, steward: Person) -> set[str]:
    from data_catalog.records.tables import PersonRow

    with city.platform.records.reading() as session:
        return set(session.scalars(select(PersonRow.id).where(PersonRow.organisation_id == steward.organisation_id)))


@pytest.mark.parametrize("role", ["analyst", "author", "trainer", "supervisor", "auditor"])
def test_no_other_role_looks_as_anybody(city: City, role: str) -> None:
    person = city.person(role, city.root)
    for verb in (
        lambda: viewing_as.found(person, city.platform, Target(person_id=person.id)),
        lambda: viewing_as.people_to(person, city.platform, "아무개"),
        lambda: viewing_as.places_to(person, city.platform),
    ):
        with pytest.raises(Problem, match=r"rights\.role_needed"):
            verb()


def test_looking_is_on_record_with_whom_begins_no_session_and_notes_nothing_as_the_other(
    city: City, admin: Person, dataset: str
) -> None:  # fmt: skip
    other = city.person("analyst", city.tax)
    target = Target(person_id=other.id, purpose="service")
    viewing_as.viewed(admin, city.platform, target)
    viewing_as.found(admin, city.platform, target)
    viewing_as.viewed(admin, city.platform, target, dataset)
    viewing_as.why(admin, city.platform, target, dataset)
    with city.platform.records.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.event == "viewed_as").order_by(LedgerRow.id)).all()
        assert [(row.person_id, row.subject_kind, row.subject_id) for row in rows] == [
            (admin.id, "organisation", city.tax), (admin.id, "dataset", dataset),
        ]  # fmt: skip
        assert all(row.facts == {"person": other.id, "purpose": "service"} for row in rows)
        assert not session.scalars(select(LedgerRow).where(LedgerRow.person_id == other.id)).all()
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 0


def test_shares_that_reach_the_other_are_counted_with_those_that_policies_close(city: City, admin: Person, dataset: str) -> None:
    from data_catalog.records.tables import Share, new_id

    other = city.person("analyst", city.tax)
    with city.platform.records.session() as session:
        for to in ({"to_person_id": other.id}, {"to_organisation_id": city.tax}):
            session.add(
                Share(id=new_id(), subject_kind="dataset", subject_id=dataset, organisation_id=city.fire, given_by=admin.id,
                      ends_at_utc=city.clock() + timedelta(days=3), **to)
            )  # fmt: skip
    assert viewing_as.found(admin, city.platform, Target(person_id=other.id)).shares == {"dataset": (1, 0)}
    assert viewing_as.found(admin, city.platform, Target("", "analyst", city.tax)).shares == {"dataset": (1, 0)}
    with city.platform.records.session() as session:
        from data_catalog.records.tables import PolicyRow

        session.scalars(select(PolicyRow)).one().ends = date(2024, 1, 1)
    assert viewing_as.found(admin, city.platform, Target(person_id=other.id)).shares == {"dataset": (1, 1)}
