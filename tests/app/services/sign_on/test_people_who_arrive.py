"""Who arrives by a provider, is linked to one, and leaves: on the records, below the server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.identity.passwords import hash_password
from app.identity.role_rules import parse_grant
from app.services import settings
from app.services.care import doctor, retention
from app.services.people import accounts, people
from app.services.platform import Platform
from app.services.sign_on import arriving, attempts, departing, linking, managing, providers, trying
from app.services.sign_on.arriving import Arrival
from app.services.sources import sources
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import LedgerRow, Membership, PersonRow, ProviderRow, SignOn, SignOnAttempt
from tests.app.services.conftest import City
from tests.sign_on.hostile import CLIENT, hostile

ISSUER = "https://login.city.example"
SAID = {"name_ko": "시청", "name_en": "City", "issuer": ISSUER, "client_id": "modu", "rules": "groups has a: analyst in 소방본부"}


def who(*grants: str, subject: str = "s-1", **changes: Any) -> Arrival:
    given = tuple(grant for said in grants if (grant := parse_grant(said)))
    usual = {"login": "kim", "name": "김주무", "email": "kim@city.example", "new_accounts": True, "sid": None, "id_token": None}
    return Arrival("city", {"ko": "시청", "en": "City"}, ISSUER, subject, grants=given, **{**usual, **changes})


def code(do: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(Problem) as told:
        do(*given, **named)
    return told.value.code


def scopes(platform: Platform, person_id: str) -> set[tuple[str, str]]:
    with platform.records.reading() as session:
        rows = session.execute(select(Membership.role, Membership.organisation_id).where(Membership.person_id == person_id)).all()
        return {(role, place) for role, place in rows}


def test_nobody_comes_before_there_is_an_administrator_with_a_password(city: City) -> None:
    with city.platform.records.session() as session:
        for row in session.scalars(select(PersonRow)):
            session.delete(row)
    assert code(arriving.sign_in, city.platform, who("analyst in 소방본부")) == "sign_on.admin_first"


def test_several_grants_give_all_their_roles_and_the_first_names_the_organisation(city: City) -> None:
    city.person("admin", city.root)
    kept = arriving.sign_in(city.platform, who("analyst in 세정과", "steward, analyst in Hanbit > Fire", "author in nowhere"))
    assert set(kept.signed.person.scopes) == {("analyst", city.tax), ("steward", city.fire), ("analyst", city.fire)}
    assert kept.signed.person.organisation_id == city.tax
    moved = arriving.sign_in(city.platform, who("analyst in 소방본부"))
    assert (moved.signed.person.id, moved.signed.person.organisation_id) == (kept.signed.person.id, city.fire)


def test_what_was_given_by_hand_stays_when_the_groups_go(city: City) -> None:
    admin = city.person("admin", city.root)
    kept = arriving.sign_in(city.platform, who("analyst in 소방본부"))
    with city.platform.records.session() as session:
        session.add(Membership(person_id=kept.signed.person.id, organisation_id=city.tax, role="steward"))
    arriving.sign_in(city.platform, who())
    assert scopes(city.platform, kept.signed.person.id) == {("steward", city.tax)}
    assert admin.roles == {"admin"}


def test_the_last_administrator_with_a_password_cannot_be_shut_though_a_provider_made_another(city: City) -> None:
    admin = city.person("admin", city.root)
    with city.platform.records.session() as session:
        session.get_one(PersonRow, admin.id).password_hash = hash_password("a sentence of my own")
    other = arriving.sign_in(city.platform, who("admin in 한빛시")).signed.person
    assert other.roles == {"admin"}
    assert code(people.disable, other, city.platform, admin.id) == "people.last_admin"
    assert code(people.set_roles, other, city.platform, admin.id, {"analyst"}) == "people.last_admin"


def test_without_new_accounts_only_who_is_linked_comes_in(city: City) -> None:
    admin = city.person("admin", city.root)
    clerk = city.person("analyst", city.fire)
    managing.save(admin, city.platform, "city", SAID)
    assert code(arriving.sign_in, city.platform, who("analyst in 소방본부", new_accounts=False)) == "sign_on.person_unknown"
    linking.link(admin, city.platform, clerk.id, "city", "s-1")
    kept = arriving.sign_in(city.platform, who("author in 소방본부", new_accounts=False))
    assert kept.signed.person.id == clerk.id
    assert kept.signed.person.name == clerk.name  # what the provider calls them does not rename an account of ours
    assert kept.signed.person.roles == {"analyst", "author"}
    assert code(linking.link, admin, city.platform, admin.id, "city", "s-1") == "sign_on.identity_taken"
    (linked,) = linking.of(admin, city.platform, clerk.id)
    linking.unlink(admin, city.platform, linked.id)
    assert accounts.whose(city.platform, kept.token) is None
    assert scopes(city.platform, clerk.id) == {("analyst", city.fire)}


def test_nobody_links_or_parts_whom_they_do_not_look_after(city: City) -> None:
    admin = city.person("admin", city.root)
    below, stranger = city.person("admin", city.fire), city.person("analyst", city.tax)
    managing.save(admin, city.platform, "city", SAID)
    assert code(linking.link, below, city.platform, stranger.id, "city", "s-9") == "not_found.person"
    assert code(linking.link, stranger, city.platform, stranger.id, "city", "s-9") == "rights.role_needed"
    linking.link(admin, city.platform, stranger.id, "city", "s-9")
    (linked,) = linking.own(stranger, city.platform)
    assert code(linking.unlink, below, city.platform, linked.id) == "not_found.person"
    assert code(linking.unlink, city.person("analyst", city.tax), city.platform, linked.id) == "not_found.person"
    assert code(linking.link, admin, city.platform, stranger.id, "city", "\n") == "sign_on.subject_unusable"


def test_whoever_came_by_a_provider_alone_does_not_cut_the_branch(city: City) -> None:
    city.person("admin", city.root)
    me = arriving.sign_in(city.platform, who("analyst in 소방본부")).signed.person
    (linked,) = linking.own(me, city.platform)
    assert code(linking.unlink, me, city.platform, linked.id) == "sign_on.only_way"


def test_the_ledger_says_by_which_provider_and_why_not_and_nothing_of_the_person(city: City) -> None:
    city.person("admin", city.root)
    arriving.sign_in(city.platform, who("analyst in 소방본부", sid="there", id_token="a.b.c"))
    code(arriving.sign_in, city.platform, who(subject="s-2"))
    with city.platform.records.reading() as session:
        rows = [(row.event, row.facts) for row in session.scalars(select(LedgerRow).order_by(LedgerRow.id))]
    assert (ledger.SIGN_IN, {"how": "provider", "provider": "city"}) in rows
    assert (ledger.IDENTITY_MADE, {"provider": "city"}) in rows
    assert (ledger.SIGN_IN_FAILED, {"provider": "city", "reason": "sign_on.no_role"}) in rows
    assert "kim" not in str(rows)
    assert "s-1" not in str(rows)


def test_the_id_token_is_kept_sealed_and_only_for_its_session(city: City) -> None:
    city.person("admin", city.root)
    kept = arriving.sign_in(city.platform, who("analyst in 소방본부", id_token="aaa.bbb.ccc"))
    side = departing.side_of(city.platform, kept.signed.session_id)
    assert side is not None
    assert (side.provider, side.id_token) == ("city", "aaa.bbb.ccc")
    assert "aaa" not in repr(side)
    with city.platform.records.reading() as session:
        assert "aaa.bbb" not in str([dict(row._mapping) for row in session.execute(select(LedgerRow.facts))])
    if city.platform.records.kind == "sqlite":
        assert b"aaa.bbb" not in b"".join(path.read_bytes() for path in city.platform.home.glob("records.db*"))


def test_a_sign_in_under_way_ends_by_itself_and_is_one_browsers(city: City) -> None:
    attempts.keep(city.platform, "city", "state", "browser", {"nonce": "n"})
    assert attempts.find(city.platform, "city", "state", "another") is None
    assert attempts.find(city.platform, "other", "state", "browser") is None
    assert attempts.find(city.platform, "city", "state", "browser") == {"nonce": "n"}
    city.clock.move(minutes=11)
    assert attempts.find(city.platform, "city", "state", "browser") is None
    attempts.keep(city.platform, "city", "fresh", "browser", {})
    assert not attempts.take(city.platform, "state", "browser")  # swept out by the next
    assert [attempts.take(city.platform, "fresh", "browser") for _ in range(2)] == [True, False]


def test_what_is_over_is_swept_with_its_session(city: City) -> None:
    city.person("admin", city.root)
    arriving.sign_in(city.platform, who("analyst in 소방본부", id_token="a.b.c"))
    attempts.keep(city.platform, "city", "state", "browser", {})
    city.clock.move(hours=12)
    assert retention.sweep(city.platform).sessions == 1
    with city.platform.records.reading() as session:
        assert [session.scalars(select(table)).all() for table in (SignOn, SignOnAttempt)] == [[], []]


def test_a_provider_is_saved_though_nothing_answers_there_and_its_secret_shown_to_nobody(city: City) -> None:
    admin = city.person("admin", city.root)
    managing.save(admin, city.platform, "city", SAID, "the secret itself")
    (line,) = managing.listed(admin, city.platform)
    assert (line.key, line.has_secret, line.of_file, line.fault) == ("city", True, False, None)
    assert line.rules == (("groups", "a", ("analyst",), {"ko": "소방본부", "en": "Fire"}),)
    assert "the secret itself" not in repr(line)
    one = providers.need(city.platform, "city")
    assert providers.secret(city.platform, one).reveal() == "the secret itself"
    with city.platform.records.reading() as session:
        assert "the secret" not in str(session.scalars(select(ProviderRow)).one().secret)
    managing.remove(admin, city.platform, "city")
    assert code(providers.need, city.platform, "city") == "sign_on.provider_unknown"


def test_the_doctor_minds_a_portal_without_an_address_and_names_a_provider_that_cannot_be_used(city: City) -> None:
    def told() -> doctor.Check:
        return next(check for check in doctor.examine(city.platform) if check.code == "providers")

    admin = city.person("admin", city.root)
    assert told().state == "ok", "nobody signs in elsewhere"
    managing.save(admin, city.platform, "city", SAID)
    assert (told().state, told().facts["count"]) == ("warn", 1)
    settings.change(admin, city.platform, "portal_address", "https://portal.example")
    assert (told().state, told().facts["count"]) == ("ok", 1)
    lines = ('name_ko = "가"', 'name_en = "A"', 'issuer = "https://a.example"', 'client_id = "c"', 'secret_env = "MODU_NOT_SET"')
    (city.platform.home / providers.FILE).write_text("\n".join(["[provider.bad]", "[provider.bare]", *lines]), "utf-8")
    assert (told().state, told().facts["names"]) == ("bad", ["bad", "bare"])


def test_with_a_new_key_the_secret_of_a_provider_and_the_id_token_of_a_session_still_open(city: City) -> None:
    admin = city.person("admin", city.root)
    managing.save(admin, city.platform, "city", SAID, "the secret itself")
    kept = arriving.sign_in(city.platform, who("analyst in 소방본부", id_token="a.b.c"))
    assert sources.turn_key(city.platform) == 2
    assert providers.secret(city.platform, providers.need(city.platform, "city")).reveal() == "the secret itself"
    side = departing.side_of(city.platform, kept.signed.session_id)
    assert side is not None
    assert side.id_token == "a.b.c"


def test_who_came_by_a_provider_that_is_taken_away_is_signed_out(city: City) -> None:
    admin = city.person("admin", city.root)
    managing.save(admin, city.platform, "city", SAID)
    kept = arriving.sign_in(city.platform, who("analyst in 소방본부"))
    assert accounts.whose(city.platform, kept.token) is not None
    managing.remove(admin, city.platform, "city")
    assert accounts.whose(city.platform, kept.token) is None


def test_somebody_new_who_arrives_twice_at_once_is_one_person(city: City) -> None:
    city.person("admin", city.root)
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda _: arriving.sign_in(city.platform, who("analyst in 소방본부")), range(4)))
    assert len({one.signed.person.id for one in kept}) == 1


def test_who_leads_a_provider_elsewhere_gives_the_secret_again(city: City) -> None:
    admin = city.person("admin", city.root)
    managing.save(admin, city.platform, "city", SAID, "the secret itself")
    managing.save(admin, city.platform, "city", {**SAID, "name_en": "Town"})
    for changed in ({"issuer": "https://elsewhere.example"}, {"hosts": "elsewhere.example:443"}, {"network": "10.0.0.0/8"}):
        assert code(managing.save, admin, city.platform, "city", {**SAID, **changed}) == "sign_on.secret_again"


def test_the_screen_cannot_have_a_file_or_a_variable_of_the_server_sent_away(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODU_RECORDS_PASSWORD", "of the server")
    admin = city.person("admin", city.root)
    managing.save(
        admin, city.platform, "city", {**SAID, "secret_env": "MODU_RECORDS_PASSWORD", "secret_file": "/etc/passwd", "ca_file": "/x"}
    )
    one = providers.need(city.platform, "city")
    assert (one.secret_env, one.secret_file, one.ca_file) == ("", "", "")
    assert not providers.secret(city.platform, one)


def test_only_an_administrator_at_the_top_sees_or_changes_providers(city: City) -> None:
    for person in (city.person("admin", city.fire), city.person("steward", city.root), city.person("analyst")):
        for do in (
            lambda who=person: managing.listed(who, city.platform),
            lambda who=person: managing.save(who, city.platform, "city", SAID),
            lambda who=person: managing.remove(who, city.platform, "city"),
            lambda who=person: trying.attempt(who, city.platform, "city"),
        ):
            assert code(do).startswith("rights.")


def test_the_file_wins_over_the_screen_and_what_is_wrong_in_it_hinders_no_other(city: City) -> None:
    admin = city.person("admin", city.root)
    managing.save(admin, city.platform, "city", SAID)
    file = city.platform.home / providers.FILE
    file.write_text(
        '[provider.city]\nname_ko="가"\nname_en="A"\nissuer="https://a.example"\nclient_id="c"\n[provider.bad]\nname_ko=7\n', "utf-8"
    )
    found = providers.every(city.platform)
    assert (found.providers["city"].issuer, found.faults["bad"].code) == ("https://a.example", "sign_on.field_unreadable")
    assert code(managing.save, admin, city.platform, "city", SAID) == "sign_on.key_in_file"
    file.write_text('[provider.city]\nname_ko = "가\n', "utf-8")
    found = providers.every(city.platform)
    assert (found.faults[providers.FILE].code, found.faults[providers.FILE].facts["line"]) == ("sign_on.file_unreadable", 2)
    assert found.providers["city"].issuer == ISSUER  # what the screen holds still works


def test_trying_says_step_by_step_what_is_right_and_what_is_not(city: City) -> None:
    admin = city.person("admin", city.root)
    now = replace(city.platform, now=lambda: datetime.now(UTC))
    with hostile() as there:
        said = {**SAID, "issuer": there.issuer, "client_id": CLIENT}
        managing.save(admin, now, "city", said)
        good = {step.name: step.state for step in trying.attempt(admin, now, "city")}
        assert good == {
            "answers": "good", "clock": "good", "describes": "good", "algorithms": "good", "sign_out": "good", "keys": "good",
            "secret_none": "care", "rules": "good",
        }  # fmt: skip
        there.metadata = {
            "jwks_uri": "http://127.0.0.1:1/keys", "end_session_endpoint": None, "id_token_signing_alg_values_supported": ["HS256"]
        }  # fmt: skip
        managing.save(admin, now, "city", {**said, "rules": "groups has a: analyst in 없는 과"})
        late = replace(city.platform, now=lambda: datetime.now(UTC) + timedelta(minutes=5))
        bad = {step.name: step for step in trying.attempt(admin, late, "city")}
        assert {name: step.state for name, step in bad.items()} == {
            "answers": "good", "clock": "bad", "describes": "good", "algorithms": "bad", "sign_out_none": "care", "hosts": "bad",
            "keys": "bad", "secret_none": "care", "places": "bad",
        }  # fmt: skip
        assert bad["hosts"].facts == {"hosts": ["127.0.0.1:1"]}
        assert bad["places"].facts == {"places": ["없는 과"]}
        assert 295 <= bad["clock"].facts["seconds"] <= 305
    away = {step.name: step for step in trying.attempt(admin, now, "city")}
    assert away["answers"].problem is not None
    assert away["answers"].problem.code == "outgoing.unreachable"
