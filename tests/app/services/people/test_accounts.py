"""Signing in: right, wrong, locked, first password, sessions that end, the demo and the first administrator."""

import threading

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select

from app.identity import demo, guards, passwords
from app.services.people import accounts, people
from app.services.people.accounts import Caller
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, PersonRow, SessionRow
from tests.app.services.conftest import City

HERE = Caller("127.0.0.1", "127.0.0.1", forwarded=False)
THERE = Caller("203.0.113.9", "0.0.0.0", forwarded=True)
GOOD = "맑은 하늘 파란 바다"


@pytest.fixture
def newcomer(city: City, admin):
    return people.add(admin, city.platform, people.NewPerson("Kim.01", "김하나", city.fire, frozenset({"analyst"})))


def settled(city: City, newcomer) -> None:
    """The newcomer has changed the temporary password to a good one."""
    begun = accounts.sign_in(city.platform, newcomer.login, newcomer.password, THERE)
    accounts.change_password(begun.signed.person, city.platform, newcomer.password, GOOD)


def refusal(city: City, login: str, password: str, caller: Caller = THERE) -> str:
    with pytest.raises(Problem) as raised:
        accounts.sign_in(city.platform, login, password, caller)
    return raised.value.code


def test_a_temporary_password_lets_in_once_and_allows_nothing_before_it_is_changed(city: City, newcomer) -> None:
    begun = accounts.sign_in(city.platform, " KIM.01 ", newcomer.password, THERE)
    assert begun.signed.person.must_change
    with pytest.raises(Problem) as raised:
        people.listed(begun.signed.person, city.platform)
    assert raised.value.code == "rights.password_first"
    accounts.change_password(begun.signed.person, city.platform, newcomer.password, GOOD, keep=begun.signed.session_id)
    still = accounts.whose(city.platform, begun.token)
    assert still is not None
    assert not still.person.must_change
    assert refusal(city, "kim.01", newcomer.password) == "sign_in.refused"


def test_changing_a_password_ends_the_other_browsers(city: City, newcomer) -> None:
    first, second = (accounts.sign_in(city.platform, "kim.01", newcomer.password, THERE) for _ in range(2))
    accounts.change_password(first.signed.person, city.platform, newcomer.password, GOOD, keep=first.signed.session_id)
    assert accounts.whose(city.platform, first.token) is not None
    assert accounts.whose(city.platform, second.token) is None


def test_unknown_wrong_and_disabled_are_refused_in_the_same_words(city: City, admin, newcomer) -> None:
    people.disable(admin, city.platform, newcomer.person_id)
    assert refusal(city, "nobody", "whatever it is") == "sign_in.refused"
    assert refusal(city, "chief", "whatever it is") == "sign_in.refused"
    assert refusal(city, "kim.01", newcomer.password) == "sign_in.refused"


@pytest.mark.parametrize("login", ["kim.01", "nobody"])
def test_the_fifth_failure_locks_an_account_whether_it_exists_or_not(city: City, newcomer, login: str) -> None:
    assert [refusal(city, login, "wrong wrong") for _ in range(5)] == ["sign_in.refused"] * 4 + ["sign_in.locked"]
    assert refusal(city, login, newcomer.password) == "sign_in.locked"


def test_a_lock_ends_by_itself(city: City, newcomer) -> None:
    for _ in range(5):
        refusal(city, "kim.01", "wrong wrong")
    city.clock.move(minutes=5, seconds=1)
    assert accounts.sign_in(city.platform, "kim.01", newcomer.password, THERE)
    assert refusal(city, "kim.01", "wrong wrong") == "sign_in.refused"


def test_guesses_sent_all_at_once_count_as_much_as_one_after_another(city: City, newcomer) -> None:
    codes: list[str] = []

    def guess(number: int) -> None:
        try:
            accounts.sign_in(city.platform, "kim.01", f"guess number {number}", THERE)
        except Problem as problem:
            codes.append(problem.code)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with city.platform.records.reading() as session:
        judged = session.scalars(select(LedgerRow.event).where(LedgerRow.event.startswith("sign_in_"))).all()
    assert len(codes) == 12
    assert len(judged) == 5


def test_an_administrator_lets_a_locked_person_in(city: City, admin, newcomer) -> None:
    for _ in range(5):
        refusal(city, "kim.01", "wrong wrong")
    assert [line.locked for line in people.listed(admin, city.platform, search="kim").lines] == [True]
    people.unlock(admin, city.platform, newcomer.person_id)
    assert accounts.sign_in(city.platform, "kim.01", newcomer.password, THERE)


def test_an_address_that_guessed_many_accounts_waits_and_others_do_not(city: City) -> None:
    with city.platform.records.session() as session:
        for _ in range(29):
            guards.attempt(session, guards.key("address", THERE.address), guards.ADDRESS, city.clock())
    assert refusal(city, "one.more", "wrong wrong") == "sign_in.refused"
    assert refusal(city, "chief", "wrong wrong") == "sign_in.locked"
    assert refusal(city, "other", "wrong wrong", Caller("198.51.100.7", "0.0.0.0", True)) == "sign_in.refused"


def test_an_unknown_account_takes_as_long_as_a_known_one(city: City, newcomer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much is reckoned for either: one password against one hash of the same cost, which is nearly all the time a refusal takes."""
    verify, costs = PasswordHasher.verify, []

    def told(hasher: PasswordHasher, hashed: str, said: str) -> bool:
        costs.append(extract_parameters(hashed))
        return verify(hasher, hashed, said)

    monkeypatch.setattr(PasswordHasher, "verify", told)
    for login in ("kim.01", "nobody"):
        assert refusal(city, login, "wrong wrong") == "sign_in.refused"
    known, unknown = costs
    assert known == unknown


def test_a_session_ends_after_half_an_hour_unused(city: City, newcomer) -> None:
    begun = accounts.sign_in(city.platform, "kim.01", newcomer.password, THERE)
    for _ in range(4):
        city.clock.move(minutes=25)
        assert accounts.whose(city.platform, begun.token) is not None
    city.clock.move(minutes=30)
    assert accounts.whose(city.platform, begun.token) is None


def test_a_session_ends_after_ten_hours_however_much_it_is_used(city: City, newcomer) -> None:
    begun = accounts.sign_in(city.platform, "kim.01", newcomer.password, THERE)
    for _ in range(29):
        city.clock.move(minutes=20)
        assert accounts.whose(city.platform, begun.token) is not None
    city.clock.move(minutes=20)
    assert accounts.whose(city.platform, begun.token) is None


def test_signing_out_and_disabling_end_a_session_at_once(city: City, admin, newcomer) -> None:
    first, second = (accounts.sign_in(city.platform, "kim.01", newcomer.password, THERE) for _ in range(2))
    accounts.sign_out(city.platform, first.token)
    assert accounts.whose(city.platform, first.token) is None
    people.disable(admin, city.platform, newcomer.person_id)
    assert accounts.whose(city.platform, second.token) is None
    people.enable(admin, city.platform, newcomer.person_id)
    assert accounts.whose(city.platform, second.token) is None


@pytest.mark.parametrize("token", [None, "", "guess", "가나다", "\ud800"])
def test_a_token_that_is_none_is_nobodys(city: City, token: str | None) -> None:
    assert accounts.whose(city.platform, token) is None
    accounts.sign_out(city.platform, token)


def test_the_records_hold_no_token_and_no_password(city: City, newcomer) -> None:
    begun = accounts.sign_in(city.platform, "kim.01", newcomer.password, THERE)
    with city.platform.records.reading() as session:
        kept = [str(vars(row)) for table in (SessionRow, PersonRow, LedgerRow) for row in session.scalars(select(table))]
    assert not [text for text in kept if begun.token in text or newcomer.password in text]


def test_the_ledger_names_nobody(city: City, newcomer) -> None:
    accounts.sign_in(city.platform, "kim.01", newcomer.password, THERE)
    refusal(city, "kim.01", "wrong wrong")
    refusal(city, "홍길동", "wrong wrong")
    with city.platform.records.reading() as session:
        said = " ".join(str(row.facts) + str(row.subject_id) for row in session.scalars(select(LedgerRow)))
    assert not [word for word in ("kim", "김하나", "홍길동", "203.0.113") if word in said]


def test_a_form_without_the_sessions_own_token_does_not_fit(city: City, newcomer) -> None:
    first, second = (accounts.sign_in(city.platform, "kim.01", newcomer.password, THERE) for _ in range(2))
    assert accounts.csrf_fits(first.signed, first.signed.csrf)
    assert not accounts.csrf_fits(first.signed, second.signed.csrf)
    assert not accounts.csrf_fits(first.signed, None)


def test_guessing_the_old_password_in_a_stolen_session_locks_too(city: City, newcomer) -> None:
    settled(city, newcomer)
    person = accounts.sign_in(city.platform, "kim.01", GOOD, THERE).signed.person
    codes = []
    for _ in range(6):
        with pytest.raises(Problem) as raised:
            accounts.change_password(person, city.platform, "wrong wrong", "another good one")
        codes.append(raised.value.code)
    assert codes == ["password.old_wrong"] * 5 + ["sign_in.locked"]


def test_the_demo_offers_one_person_for_each_role_and_ends_with_the_first_real_account(home, records_url) -> None:
    from app.services.platform import open_platform

    platform = open_platform(home, records_url)
    offered = accounts.demo_people(platform, HERE)
    assert [person.role for person in offered] == ["analyst", "author", "trainer", "supporter", "supervisor", "steward", "auditor", "admin"]
    assert accounts.demo_people(platform, HERE) == offered
    begun = accounts.sign_in_demo(platform, offered[-1].id, HERE)
    helper = people.add(
        begun.signed.person,
        platform,
        people.NewPerson("helper", "도우미", begun.signed.person.organisation_id, frozenset({"analyst"})),
    )
    assert accounts.sign_in(platform, "helper", helper.password, HERE)
    assert accounts.whose(platform, begun.token, THERE) is None
    assert accounts.first_admin_needed(platform)

    chief = accounts.create_first_admin(platform, "chief", "김관리", GOOD, "속초시", "Sokcho")
    assert chief.roles == {"admin"}
    assert accounts.demo_people(platform, HERE) == ()
    assert accounts.whose(platform, begun.token) is None
    for verb in (
        lambda: accounts.sign_in_demo(platform, offered[0].id, HERE),
        lambda: accounts.sign_in(platform, "helper", helper.password, HERE),
        lambda: accounts.create_first_admin(platform, "second", "이관리", GOOD, "속초시", "Sokcho"),
    ):
        with pytest.raises(Problem):
            verb()
    assert accounts.sign_in(platform, "chief", GOOD, THERE).signed.person.id == chief.id
    platform.records.close()


def test_a_real_account_cannot_be_entered_as_a_demo_person(city: City, newcomer) -> None:
    with pytest.raises(Problem) as raised:
        accounts.sign_in_demo(city.platform, newcomer.person_id, HERE)
    assert raised.value.code == "demo.closed"


def test_the_shell_lets_an_administrator_in_whatever_stands_against_it(city: City, admin) -> None:
    for _ in range(5):
        refusal(city, "chief", "wrong wrong")
    with city.platform.records.session() as session:
        session.get_one(PersonRow, admin.id).disabled = True
    temporary = accounts.reset_admin_password(city.platform, "Chief")
    assert accounts.sign_in(city.platform, "chief", temporary, THERE).signed.person.must_change


def test_the_shell_names_the_administrators_there_are(city: City, admin) -> None:
    with pytest.raises(Problem) as raised:
        accounts.reset_admin_password(city.platform, "cheif")
    assert raised.value.facts["known"] == ["chief"]


def test_hashes_are_argon2id(city: City) -> None:
    hashed = passwords.hash_password(GOOD)
    assert hashed.startswith("$argon2id$")
    assert passwords.fits(hashed, GOOD)
    assert not passwords.fits(hashed, GOOD + " ")
    assert not passwords.fits("not a hash", GOOD)


def test_demo_people_do_not_exist_before_they_are_asked_for(city: City) -> None:
    with city.platform.records.reading() as session:
        assert session.scalars(select(PersonRow).where(PersonRow.demo)).all() == []
        assert demo.real_accounts(session) == 0
