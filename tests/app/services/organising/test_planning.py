"""Changes entered ahead: they wait, are withdrawn, made on their day by a worker, or refused and told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services import inbox
from app.services.organising import planning
from app.services.organising.changing import Change
from app.services.organising.planning import Turned
from app.services.people import organisations
from app.texts import text
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, Organisation, OrganisationSpell, OrganisationSuccession, PersonRow, PlannedChange
from tests.app.services.conftest import City

AHEAD = date(2024, 5, 20)


def events(city: City) -> list[str]:
    with city.platform.records.reading() as session:
        told = LedgerRow.event.startswith("reorganisation_") | LedgerRow.event.startswith("organisation_")
        return list(session.scalars(select(LedgerRow.event).where(told).order_by(LedgerRow.id)))


def row(city: City, own: str) -> Organisation:
    with city.platform.records.reading() as session:
        return session.get_one(Organisation, own)


def to(city: City, day: date, hour_utc: int = 0) -> None:
    city.clock.at = datetime(day.year, day.month, day.day, hour_utc, tzinfo=UTC)


def ahead(city: City, kind: str, **said: str) -> Change:
    return Change(kind, city.tax, on=AHEAD, **said)


def test_a_merge_entered_ahead_waits_and_is_made_on_its_day_in_the_time_zone_of_the_installation(city: City, admin: Person) -> None:
    someone = city.person("analyst", city.tax)
    plan = planning.enter(admin, city.platform, ahead(city, "merge", to_id=city.fire))
    (waits,) = planning.waiting(admin, city.platform)
    assert (waits.id, waits.name["en"], (waits.to or {})["en"], waits.day, waits.entered_by) == (plan, "Tax", "Fire", AHEAD, admin.name)
    assert {one.code for one in planning.preview(admin, city.platform, plan)} >= {"what.merge", "moved"}
    to(city, AHEAD - timedelta(days=1), 14)
    assert planning.turn(city.platform) == Turned(0, 0), "it is still the day before in Seoul"
    assert row(city, city.tax).valid_to is None
    to(city, AHEAD - timedelta(days=1), 15)
    assert planning.turn(city.platform) == Turned(1, 0)
    assert planning.turn(city.platform) == Turned(0, 0)
    assert (row(city, city.tax).valid_to, row(city, city.tax).parent_id) == (AHEAD, city.fire)
    with city.platform.records.reading() as session:
        assert session.get_one(PersonRow, someone.id).organisation_id == city.fire
        assert session.scalars(select(OrganisationSuccession.day)).all() == [AHEAD]
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc())).first()
    assert planning.waiting(admin, city.platform) == ()
    assert events(city) == ["reorganisation_planned", "organisation_merged", "reorganisation_done"]
    assert last is not None
    assert last.facts == {"plan": plan, "change": "merge", "day": AHEAD.isoformat()}
    (message,) = inbox.listed(admin, city.platform)
    assert text(message.key, "en", **message.facts) == "The change planned for 2024-05-20 was made: “Tax”, Merge."


@pytest.mark.parametrize("kind", ["rename", "move", "end"])
def test_every_kind_holds_from_its_day_also_when_the_worker_comes_late(city: City, admin: Person, kind: str) -> None:
    said = {"rename": {"name_ko": "재정과", "name_en": "Finance"}, "move": {"to_id": city.fire}, "end": {}}[kind]
    planning.enter(admin, city.platform, ahead(city, kind, **said))
    late = AHEAD + timedelta(days=2)
    to(city, late, 3)
    assert planning.turn(city.platform) == Turned(1, 0)
    now = row(city, city.tax)
    with city.platform.records.reading() as session:
        past = session.scalars(select(OrganisationSpell.until)).all()
    if kind == "rename":
        assert (now.name["en"], past) == ("Finance", [AHEAD])
    elif kind == "move":
        assert (now.parent_id, past) == (city.fire, [AHEAD])
    else:
        assert now.valid_to == late, "nothing ends on a day that is past"


def test_what_was_withdrawn_is_not_made(city: City, admin: Person) -> None:
    plan = planning.enter(admin, city.platform, ahead(city, "end"))
    below = city.person("admin", city.fire)
    assert planning.waiting(below, city.platform) == ()
    for verb in (planning.withdraw, planning.preview):
        with pytest.raises(Problem, match=r"not_found\.plan"):
            verb(below, city.platform, plan)
    planning.withdraw(city.person("admin", city.root), city.platform, plan)
    with pytest.raises(Problem, match=r"not_found\.plan"):
        planning.withdraw(admin, city.platform, plan)
    to(city, AHEAD, 3)
    assert planning.turn(city.platform) == Turned(0, 0)
    assert (row(city, city.tax).valid_to, planning.waiting(admin, city.platform)) == (None, ())
    assert events(city) == ["reorganisation_planned", "reorganisation_withdrawn"]


def test_what_has_become_impossible_is_refused_whole_and_told_to_who_entered_it(city: City, admin: Person) -> None:
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS team").id
    plan = planning.enter(admin, city.platform, Change("merge", team, to_id=city.tax, on=AHEAD))
    organisations.end(admin, city.platform, city.tax)
    with pytest.raises(Problem, match=r"organisations\.ended"):
        planning.preview(admin, city.platform, plan)
    to(city, AHEAD, 3)
    assert planning.turn(city.platform) == Turned(0, 1)
    assert planning.turn(city.platform) == Turned(0, 0)
    assert (row(city, team).valid_to, row(city, team).parent_id) == (None, city.fire)
    with city.platform.records.reading() as session:
        kept = session.get_one(PlannedChange, plan)
    assert (kept.state, (kept.problem or {})["code"]) == ("refused", "organisations.ended")
    assert events(city)[-1] == "reorganisation_refused"
    assert "organisation_merged" not in events(city)
    (message,) = inbox.listed(admin, city.platform)
    for lang, name in (("ko", "세정과"), ("en", "Tax")):
        said = text(message.key, lang, **message.facts)
        assert AHEAD.isoformat() in said
        assert text("problem.organisations.ended", lang, name=name) in said


def test_who_looks_after_it_no_more_does_not_change_it(city: City, admin: Person) -> None:
    other = city.person("admin", city.root)
    planning.enter(other, city.platform, ahead(city, "end"))
    with city.platform.records.session() as session:
        session.get_one(PersonRow, other.id).disabled = True
    to(city, AHEAD, 3)
    assert planning.turn(city.platform) == Turned(0, 1)
    assert row(city, city.tax).valid_to is None
    (message,) = inbox.listed(other, city.platform)
    assert text("problem.organisations.plan_nobody", "ko") in text(message.key, "ko", **message.facts)


def test_what_is_not_possible_or_not_ahead_is_not_entered(city: City, admin: Person, analyst: Person) -> None:
    today = city.platform.today()
    for on in (None, today, today - timedelta(days=1), today + timedelta(days=planning.LONGEST_DAYS + 1)):
        with pytest.raises(Problem, match=r"organisations\.plan_day"):
            planning.enter(admin, city.platform, replace(ahead(city, "end"), on=on))
    with pytest.raises(Problem, match=r"organisations\.cycle"):
        planning.enter(admin, city.platform, Change("move", city.fire, to_id=_below(city, admin), on=AHEAD))
    with pytest.raises(Problem, match="role_needed"):
        planning.enter(analyst, city.platform, ahead(city, "end"))
    with pytest.raises(ValueError, match="split"):
        planning.enter(admin, city.platform, ahead(city, "split", name_ko="가", name_en="A"))
    assert planning.waiting(admin, city.platform) == ()


def _below(city: City, admin: Person) -> str:
    return organisations.add(admin, city.platform, city.fire, "team", "구조팀", "Rescue").id


def test_two_workers_make_it_once(city: City, admin: Person) -> None:
    planning.enter(admin, city.platform, ahead(city, "rename", name_ko="재정과", name_en="Finance"))
    to(city, AHEAD, 3)
    together = Barrier(2)

    def work(_at: int) -> Turned:
        together.wait()
        return planning.turn(city.platform)

    with ThreadPoolExecutor(2) as both:
        done = list(both.map(work, range(2)))
    assert sum(one.done for one in done) == 1
    assert sum(one.refused for one in done) == 0
    assert events(city).count("organisation_renamed") == 1
