"""Re-organisations: what they change is told first, what was stays known, and no circle comes about."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services.organising import changing
from app.services.organising.changing import Change
from app.services.people import accounts, history, moving, organisations, people
from connectors.problem import Problem
from data_catalog.policy.asker import asker_of
from data_catalog.records.tables import (
    Dataset,
    LedgerRow,
    Membership,
    Message,
    Organisation,
    OrganisationSuccession,
    PersonRow,
    PolicyRow,
    Share,
    new_id,
)
from tests.app.services.conftest import City

TODAY = date(2024, 5, 15)


def codes(city: City, admin: Person, change: Change) -> dict[str, dict[str, object]]:
    return {f"{one.code}": dict(one.facts) for one in changing.preview(admin, city.platform, change)}


def row(city: City, own: str) -> Organisation:
    with city.platform.records.reading() as session:
        return session.get_one(Organisation, own)


def policy(city: City, subject: str, effect: str, by: Person) -> str:
    with city.platform.records.session() as session:
        made = PolicyRow(
            id=new_id(), owner_organisation_id=city.root, title="규칙", effect=effect, subject_organisation_id=subject, below=True,
            said={"rows": [], "columns": [], "others": "allow"}, made_by=by.id,
        )  # fmt: skip
        session.add(made)
        return made.id


def refused(change, code: str) -> Problem:
    with pytest.raises(Problem) as raised:
        change()
    assert raised.value.code == code
    return raised.value


def test_a_renamed_organisation_keeps_what_it_was_called_until_when(city: City, admin: Person) -> None:
    day = date(2024, 4, 1)
    changing.make(admin, city.platform, Change("rename", city.fire, name_ko="안전본부", name_en="Safety", on=day))
    assert row(city, city.fire).name_ko == "안전본부"
    with city.platform.records.reading() as session:
        kept = history.kept(session)
    assert [(form.name["ko"], form.first, form.until) for form in kept.forms[city.fire]] == [
        ("소방본부", date(2020, 1, 1), day), ("안전본부", day, None),
    ]  # fmt: skip
    assert kept.there(city.fire, date(2024, 3, 31)).name["ko"] == "소방본부"
    assert kept.there(city.fire, day).name["ko"] == "안전본부"
    assert kept.there(city.fire, date(2019, 12, 31)) is None


def test_what_lasted_no_day_is_a_correction(city: City, admin: Person) -> None:
    made = changing.make(admin, city.platform, Change("add", city.fire, organisation_kind="team", name_ko="구급틤", name_en="EMS"))
    changing.make(admin, city.platform, Change("rename", made, name_ko="구급팀", name_en="EMS"))
    with city.platform.records.reading() as session:
        assert [form.name["ko"] for form in history.kept(session).forms[made]] == ["구급팀"]


@pytest.mark.parametrize("day", [date(2019, 12, 31), TODAY + timedelta(days=1)])
def test_a_day_before_its_own_or_to_come_is_refused_with_the_days_there_are(city: City, admin: Person, day: date) -> None:
    change = Change("rename", city.fire, name_ko="가", name_en="A", on=day)
    problem = refused(lambda: changing.make(admin, city.platform, change), "organisations.day_wrong")
    assert problem.facts == {"first": "2020-01-01", "last": "2024-05-15"}


def test_a_move_is_told_before_it_is_made_and_telling_changes_nothing(city: City, admin: Person) -> None:
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS").id
    city.person("analyst", team)
    city.person("steward", city.fire)
    city.person("auditor steward", city.tax)
    policy(city, city.fire, "allow", admin)
    policy(city, city.tax, "deny", admin)
    change = Change("move", team, to_id=city.tax)
    told = codes(city, admin, change)
    assert told["what.move"]["people"] == 1
    assert told["what.move"]["above"]["ko"] == "세정과"
    assert (told["roles_lost"]["name"]["ko"], told["roles_lost"]["count"]) == ("소방본부", 1)
    assert told["roles_gained"]["name"]["ko"] == "세정과"
    assert (told["allow_lost"]["count"], told["deny_gained"]["count"]) == (1, 1)
    assert "allow_gained" not in told
    assert row(city, team).parent_id == city.fire, "nothing is kept of telling"
    with city.platform.records.reading() as session:
        assert not session.scalars(select(LedgerRow).where(LedgerRow.event == "organisation_moved")).all()
    changing.make(admin, city.platform, change)
    assert row(city, team).parent_id == city.tax
    with city.platform.records.reading() as session:
        assert session.scalars(select(LedgerRow.subject_id).where(LedgerRow.event == "organisation_moved")).all() == [team]


def test_a_circle_is_refused_in_words(city: City, admin: Person) -> None:
    team = organisations.add(admin, city.platform, city.fire, "department", "구급과", "EMS").id
    for below in (city.fire, team):
        refused(
            lambda below=below: changing.make(admin, city.platform, Change("move", city.fire, to_id=below)),
            "organisations.same" if below == city.fire else "organisations.cycle",
        )
    refused(lambda: changing.make(admin, city.platform, Change("move", city.root, to_id=city.fire)), "organisations.own")


def test_two_administrators_who_move_two_under_each_other_at_once_make_no_circle(city: City, admin: Person) -> None:
    barrier, codes_met = threading.Barrier(2), []

    def move(own: str, to: str) -> None:
        barrier.wait()
        try:
            changing.make(admin, city.platform, Change("move", own, to_id=to))
            codes_met.append("done")
        except Problem as problem:
            codes_met.append(problem.code)

    threads = [threading.Thread(target=move, args=pair) for pair in ((city.fire, city.tax), (city.tax, city.fire))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(codes_met) == ["done", "organisations.cycle"]
    assert len(organisations.tree(admin, city.platform, "manage_people")) == 3


def test_rows_that_stand_in_a_circle_hang_nothing_and_can_be_put_back(city: City, admin: Person) -> None:
    lost = city.person("steward supervisor admin", city.tax)
    with city.platform.records.session() as session:
        session.get_one(Organisation, city.fire).parent_id = city.tax
        session.get_one(Organisation, city.tax).parent_id = city.fire
    assert {node.id for node in organisations.tree(admin, city.platform, "manage_people") if node.astray} == {city.fire, city.tax}
    assert {node.id for node in organisations.tree(lost, city.platform, "manage_people")} == {city.fire, city.tax}
    assert organisations.below(city.platform, city.fire) == {city.fire, city.tax}
    with city.platform.records.reading() as session:
        assert all(place.ended for place in asker_of(session, lost.id, TODAY).places), "who stands in a circle is let in nowhere"
        assert history.kept(session).within({city.root}, TODAY) == {city.root}
    assert people.listed(admin, city.platform).total == 1
    refused(lambda: changing.make(admin, city.platform, Change("move", city.fire, to_id=city.tax)), "organisations.cycle")
    changing.make(admin, city.platform, Change("move", city.fire, to_id=city.root))
    assert not [node for node in organisations.tree(admin, city.platform, "manage_people") if node.astray]


@pytest.mark.parametrize(
    ("kind", "under", "fine"), [("team", "fire", True), ("department", "fire", True), ("city", "fire", False), ("ministry", "root", False)]
)
def test_none_stands_under_a_narrower_one(city: City, admin: Person, kind: str, under: str, fine: bool) -> None:
    change = Change("add", getattr(city, under), organisation_kind=kind, name_ko="새 기관", name_en="New")
    if fine:
        changing.make(admin, city.platform, change)
    else:
        refused(lambda: changing.make(admin, city.platform, change), "organisations.kind_order")


def test_a_merged_organisation_ends_under_the_other_with_its_past_its_data_and_its_people_in_it(city: City, admin: Person) -> None:
    worker = city.person("analyst", city.fire)
    keeper = city.person("steward analyst", city.fire)
    there = city.person("steward", city.tax)
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS").id
    allow, deny = policy(city, city.fire, "allow", there), policy(city, city.fire, "deny", there)
    with city.platform.records.session() as session:
        session.add(Dataset(id=new_id(), organisation_id=city.fire, person_id=worker.id, title="출동", retention_until=date(2099, 1, 1)))
        session.add(
            Share(id=new_id(), subject_kind="run", subject_id=new_id(), organisation_id=city.tax, given_by=there.id,
                  to_organisation_id=city.fire, ends_at_utc=city.clock() + timedelta(days=9))
        )  # fmt: skip
    change = Change("merge", city.fire, to_id=city.tax)
    told = codes(city, admin, change)
    assert (told["moved"], told["datasets.merge"]) == ({"people": 2, "below": 1}, {"count": 1})
    assert (told["allow_lost"]["count"], told["deny_follows"]["count"], told["shares_lost"]["count"]) == (1, 1, 1)
    assert "deny_lost" not in told
    changing.make(admin, city.platform, change)

    merged = row(city, city.fire)
    assert (merged.parent_id, merged.valid_to) == (city.tax, TODAY)
    assert row(city, team).parent_id == city.tax
    with city.platform.records.reading() as session:
        assert {session.get_one(PersonRow, one.id).organisation_id for one in (worker, keeper)} == {city.tax}
        held = {
            tuple(one)
            for one in session.execute(select(Membership.role, Membership.organisation_id).where(Membership.person_id == keeper.id))
        }
        assert held == {("analyst", city.tax), ("steward", city.fire)}, "a role over others does not grow over the other"
        assert session.get_one(PolicyRow, deny).subject_organisation_id == city.tax
        assert session.get_one(PolicyRow, allow).subject_organisation_id == city.fire
        assert session.get_one(OrganisationSuccession, (city.fire, city.tax)).way == "merged"
        keys = set(session.scalars(select(Message.key).where(Message.person_id == there.id)))
        assert keys == {"inbox.organisation_merged_policies", "inbox.organisation_merged_shares"}
        kept = history.kept(session)
    assert kept.there(city.fire, TODAY - timedelta(days=1)).parent_id == city.root
    assert kept.there(city.fire, TODAY) is None


def test_one_is_not_merged_into_what_stands_below_it(city: City, admin: Person) -> None:
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS").id
    refused(lambda: changing.make(admin, city.platform, Change("merge", city.fire, to_id=team)), "organisations.merge_below")


def test_a_split_takes_who_and_what_was_chosen_and_says_where_it_came_from(city: City, admin: Person) -> None:
    goes, stays = city.person("analyst steward", city.fire), city.person("analyst", city.fire)
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS").id
    change = Change("split", city.fire, name_ko="구급본부", name_en="EMS HQ", people=(goes.id,), below=(team,))
    assert codes(city, admin, change)["moved"] == {"people": 1, "below": 1}
    made = changing.make(admin, city.platform, change)
    assert (row(city, made).parent_id, row(city, made).kind, row(city, team).parent_id) == (city.root, "department", made)
    with city.platform.records.reading() as session:
        assert session.get_one(PersonRow, goes.id).organisation_id == made
        assert session.get_one(PersonRow, stays.id).organisation_id == city.fire
        assert session.get_one(OrganisationSuccession, (city.fire, made)).way == "split"
    refused(
        lambda: changing.make(admin, city.platform, Change("split", city.fire, name_ko="가", name_en="A", people=(admin.id,))),
        "not_found.person",
    )


def test_an_end_to_come_holds_until_its_day(city: City, admin: Person) -> None:
    worker = city.person("analyst", city.fire)
    changing.make(admin, city.platform, Change("end", city.fire, on=TODAY + timedelta(days=30)))
    with city.platform.records.reading() as session:
        assert not asker_of(session, worker.id, TODAY).places[0].ended
        assert asker_of(session, worker.id, TODAY + timedelta(days=30)).places[0].ended
    refused(lambda: changing.make(admin, city.platform, Change("end", city.tax, on=TODAY - timedelta(days=1))), "organisations.end_past")


def test_an_administrator_of_one_department_changes_nothing_of_another(city: City, admin: Person) -> None:
    local = city.person("admin", city.fire)
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS").id
    for change in (
        Change("move", city.tax, to_id=city.fire), Change("move", team, to_id=city.tax), Change("merge", team, to_id=city.tax),
        Change("merge", city.tax, to_id=team), Change("split", city.tax, name_ko="가", name_en="A"), Change("end", city.tax),
        Change("rename", city.tax, name_ko="가", name_en="A"), Change("add", city.tax, organisation_kind="team", name_ko="가", name_en="A"),
    ):  # fmt: skip
        for verb in (changing.preview, changing.make):
            refused(lambda verb=verb, change=change: verb(local, city.platform, change), "not_found.organisation")


@pytest.mark.parametrize("role", ["analyst", "author", "trainer", "supervisor", "steward", "auditor"])
def test_no_other_role_changes_organisations_or_learns_what_a_change_would_touch(city: City, role: str) -> None:
    person = city.person(role, city.root)
    for verb in (changing.preview, changing.make):
        refused(lambda verb=verb: verb(person, city.platform, Change("end", city.fire)), "rights.role_needed")


def test_an_administrator_below_gains_nothing_by_the_account_of_one_above(city: City, admin: Person) -> None:
    local = city.person("admin", city.fire)
    with city.platform.records.session() as session:
        session.get_one(PersonRow, admin.id).organisation_id = city.fire
    for verb in (
        lambda: accounts.reset_password(local, city.platform, admin.id),
        lambda: people.disable(local, city.platform, admin.id),
        lambda: moving.to(local, city.platform, admin.id, city.fire),
    ):
        refused(verb, "people.held_elsewhere")


def test_who_moves_takes_roles_of_work_along_and_leaves_those_over_others(city: City, admin: Person) -> None:
    worker = city.person("analyst steward", city.fire)
    moving.to(admin, city.platform, worker.id, city.tax)
    with city.platform.records.reading() as session:
        held = {
            tuple(one)
            for one in session.execute(select(Membership.role, Membership.organisation_id).where(Membership.person_id == worker.id))
        }
        assert held == {("analyst", city.tax)}
        assert session.get_one(PersonRow, worker.id).organisation_id == city.tax
    refused(lambda: moving.to(admin, city.platform, admin.id, city.fire), "people.last_admin")
