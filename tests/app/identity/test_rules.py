"""The rules of identity: passwords, the demo, what roles may do, logins."""

import unicodedata

import pytest

from app import texts
from app.identity import demo, passwords, rights
from app.identity.demo import Caller
from app.identity.person import Person, usable_login
from connectors.problem import Problem
from data_catalog.records.tables import ROLES

LOCAL = "127.0.0.1"


@pytest.mark.parametrize(
    ("caller", "real", "expected"),
    [
        (Caller(LOCAL, "127.0.0.1", False), 0, True),
        (Caller(LOCAL, "localhost", False, "localhost"), 0, True),
        (Caller("::1", "::1", False, "[::1]"), 0, True),
        (Caller(LOCAL, "127.8.8.8", False), 0, True),
        (Caller(LOCAL, "0.0.0.0", False), 0, False),
        (Caller(LOCAL, "::", False), 0, False),
        (Caller(LOCAL, "10.0.0.4", False), 0, False),
        (Caller(LOCAL, "", False), 0, False),
        (Caller(LOCAL, "127.0.0.1.example.kr", False), 0, False),
        (Caller(LOCAL, "127.0.0.1", True), 0, False),
        (Caller(LOCAL, "127.0.0.1", False, "modu.hanbit.go.kr"), 0, False),
        (Caller(LOCAL, "127.0.0.1", False), 1, False),
    ],
)
def test_the_demo_is_for_this_machine_alone_until_a_real_account_exists(caller: Caller, real: int, expected: bool) -> None:
    assert demo.allowed(caller, real) is expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("짧다", "password.too_short"),
        ("a" * 201, "password.too_long"),
        ("hong.gildong!!", "password.like_login"),
        ("1q2w3e4r5t", "password.too_common"),
        ("PASSWORD123", "password.too_common"),
        ("aaaaaaaaaaaa", "password.too_common"),
        ("abcdabcdabcd", "password.too_common"),
    ],
)
def test_a_weak_password_is_refused_and_says_why(text: str, code: str) -> None:
    with pytest.raises(Problem) as raised:
        passwords.check_rules(text, "hong.gildong")
    assert raised.value.code == code


@pytest.mark.parametrize("text", ["correct horse battery", "맑은 하늘 파란 바다", "x7#Kq!92mZp", "  spaces count  "])
def test_any_long_uncommon_password_is_taken(text: str) -> None:
    passwords.check_rules(text, "hong.gildong")


def test_hangul_typed_in_parts_is_the_same_password() -> None:
    assert passwords.fits(passwords.hash_password("맑은하늘파란바다넓은땅"), unicodedata.normalize("NFD", "맑은하늘파란바다넓은땅"))


def test_temporary_passwords_obey_the_rules_and_differ() -> None:
    made = {passwords.temporary() for _ in range(50)}
    assert len(made) == 50
    for text in made:
        passwords.check_rules(text, "hong.gildong")


@pytest.mark.parametrize(
    ("given", "kept"), [("Kim.01", "kim.01"), (" 홍길동 ", "홍길동"), ("ＫＩＭ１", "kim1"), ("a@b.go.kr", "a@b.go.kr")]
)
def test_a_login_is_kept_in_one_form(given: str, kept: str) -> None:
    assert usable_login(given) == kept


@pytest.mark.parametrize("given", ["", "ab", "a b c", "<script>", "demo-admin", "a/../b", "x" * 101, ".hidden", "a\x00bc"])
def test_a_login_that_cannot_be_is_refused(given: str) -> None:
    with pytest.raises(Problem):
        usable_login(given)


def person(*roles: str, must_change: bool = False) -> Person:
    return Person("p", "이름", "o", frozenset(roles), must_change=must_change, scopes=tuple((role, "o") for role in roles))


def test_every_right_is_given_by_roles_there_are_and_every_role_gives_one() -> None:
    given = set().union(*rights.RIGHTS.values())
    assert given == set(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_worded_with_what_it_means(role: str) -> None:
    assert all(texts.words(f"role.{role}{part}")[lang] for part in ("", ".meaning") for lang in texts.LANGUAGES)


@pytest.mark.parametrize(
    ("role", "right", "expected"),
    [
        ("analyst", "analyse", True), ("auditor", "analyse", False), ("analyst", "see_usage", False),
        ("supervisor", "see_usage", True), ("supervisor", "manage_people", False), ("admin", "manage_people", True),
        ("steward", "manage_datasets", True), ("analyst", "manage_datasets", False), ("auditor", "read_ledger", True),
        ("admin", "read_ledger", True), ("supervisor", "read_ledger", False),
    ],
)  # fmt: skip
def test_a_role_may_do_its_own_and_nothing_else(role: str, right: str, expected: bool) -> None:
    assert rights.may(person(role), right) is expected


def test_before_the_first_password_is_changed_nothing_is_allowed() -> None:
    with pytest.raises(Problem) as raised:
        rights.need(person("admin", must_change=True), "manage_people")
    assert raised.value.code == "rights.password_first"
