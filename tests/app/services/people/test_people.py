"""Administrators look after the people and organisations of their own tree, one by one and by a workbook."""

from dataclasses import replace
from io import BytesIO

import fastexcel
import pytest
import xlsxwriter
from sqlalchemy import select

from app.services.organising import looking
from app.services.people import accounts, organisations, people, people_import
from app.services.people.accounts import Caller
from app.services.people.people import NewPerson
from app.services.sharing import listing
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, PersonRow
from tests.app.services.conftest import City, make_person

THERE = Caller("203.0.113.9", "0.0.0.0", forwarded=True)


def workbook(*rows: tuple[object, ...], sheet: str = "사람") -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return made.getvalue()


HEAD = ("아이디", "이름", "기관", "역할", "언어")


def test_somebody_added_is_listed_and_can_sign_in(city: City, admin) -> None:
    added = people.add(admin, city.platform, NewPerson("Hong", "홍길동", city.fire, frozenset({"analyst", "steward"})))
    line = next(line for line in people.listed(admin, city.platform).lines if line.id == added.person_id)
    assert (line.login, line.roles, line.organisation["ko"], line.must_change) == ("hong", ("analyst", "steward"), "소방본부", True)
    assert accounts.sign_in(city.platform, "hong", added.password, THERE)
    assert people.listed(admin, city.platform, search="길동").total == 1
    assert people.listed(admin, city.platform, search="%").total == 0


def test_whoever_gets_other_roles_signs_in_anew_so_that_nothing_drawn_for_the_old_ones_can_be_clicked(city: City, admin) -> None:
    added = people.add(admin, city.platform, NewPerson("hong", "홍길동", city.fire, frozenset({"steward"})))
    token = accounts.sign_in(city.platform, "hong", added.password, THERE).token
    people.set_roles(admin, city.platform, added.person_id, {"analyst"})
    assert accounts.whose(city.platform, token) is None
    again = accounts.whose(city.platform, accounts.sign_in(city.platform, "hong", added.password, THERE).token)
    assert again is not None
    assert again.person.roles == {"analyst"}


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (("chief", "이름", "fire", {"analyst"}), "people.login_taken"),
        (("a b", "이름", "fire", {"analyst"}), "people.login_unusable"),
        (("hong", " ", "fire", {"analyst"}), "people.name_missing"),
        (("hong", "이름", "nowhere", {"analyst"}), "people.organisation_unknown"),
        (("hong", "이름", "fire", {"king"}), "people.roles_unknown"),
        (("hong", "이름", "fire", set()), "people.roles_unknown"),
    ],
)
def test_somebody_who_cannot_be_added_is_told_why(city: City, admin, new, code: str) -> None:
    login, name, place, roles = new
    with pytest.raises(Problem) as raised:
        people.add(admin, city.platform, NewPerson(login, name, getattr(city, place, place), frozenset(roles)))
    assert raised.value.code == code


def test_an_administrator_of_one_department_does_not_reach_another(city: City, admin) -> None:
    local = city.person("admin", city.fire)
    stranger = people.add(admin, city.platform, NewPerson("tax1", "세정", city.tax, frozenset({"analyst"})))
    assert {line.organisation["ko"] for line in people.listed(local, city.platform).lines} == {"소방본부"}
    for verb in (
        lambda: people.add(local, city.platform, NewPerson("new", "이름", city.tax, frozenset({"analyst"}))),
        lambda: people.set_roles(local, city.platform, stranger.person_id, {"admin"}),
        lambda: people.disable(local, city.platform, stranger.person_id),
        lambda: people.enable(local, city.platform, stranger.person_id),
        lambda: people.unlock(local, city.platform, stranger.person_id),
        lambda: accounts.reset_password(local, city.platform, stranger.person_id),
        lambda: people.disable(local, city.platform, admin.id),
        lambda: organisations.rename(local, city.platform, city.root, "x", "x"),
        lambda: organisations.add(local, city.platform, city.tax, "team", "x", "x"),
        lambda: organisations.end(local, city.platform, city.tax),
    ):
        with pytest.raises(Problem) as raised:
            verb()
        assert raised.value.code in {"not_found.person", "not_found.organisation", "people.organisation_unknown"}


@pytest.mark.parametrize("role", ["analyst", "author", "trainer", "supervisor", "steward", "auditor"])
def test_no_other_role_manages_people(city: City, role: str) -> None:
    person = city.person(role, city.root)
    for verb in (
        lambda: people.listed(person, city.platform),
        lambda: people.add(person, city.platform, NewPerson("new", "이름", city.fire, frozenset({"admin"}))),
        lambda: people.set_roles(person, city.platform, person.id, {"admin"}),
        lambda: people_import.take(person, city.platform, b"", "a.xlsx"),
        lambda: people_import.template(person, city.platform, "ko"),
        lambda: organisations.add(person, city.platform, city.root, "team", "x", "x"),
        lambda: accounts.reset_password(person, city.platform, person.id),
    ):
        with pytest.raises(Problem) as raised:
            verb()
        assert raised.value.code == "rights.role_needed"


def test_the_last_administrator_stays(city: City, admin) -> None:
    for verb, code in (
        (lambda: people.set_roles(admin, city.platform, admin.id, {"analyst"}), "people.last_admin"),
        (lambda: people.disable(admin, city.platform, admin.id), "people.self"),
    ):
        with pytest.raises(Problem) as raised:
            verb()
        assert raised.value.code == code
    with city.platform.records.reading() as session:
        row = session.get_one(PersonRow, admin.id)
        assert not row.disabled


def test_a_reset_password_ends_sessions_and_must_be_changed(city: City, admin) -> None:
    added = people.add(admin, city.platform, NewPerson("hong", "홍길동", city.fire, frozenset({"analyst"})))
    begun = accounts.sign_in(city.platform, "hong", added.password, THERE)
    temporary = accounts.reset_password(admin, city.platform, added.person_id)
    assert accounts.whose(city.platform, begun.token) is None
    assert accounts.sign_in(city.platform, "hong", temporary, THERE).signed.person.must_change


def test_the_tree_is_what_the_right_reaches_parents_first(city: City, admin) -> None:
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS team")
    assert [(node.name["ko"], node.depth) for node in organisations.tree(admin, city.platform, "manage_people")] == [
        ("한빛시", 0), ("세정과", 1), ("소방본부", 1), ("구급팀", 2),
    ]  # fmt: skip
    assert [node.name["ko"] for node in organisations.tree(city.person("supervisor"), city.platform)] == ["소방본부", "구급팀"]
    assert [node.name["ko"] for node in organisations.tree(city.person("analyst"), city.platform)] == ["소방본부"]
    assert organisations.below(city.platform, city.fire) == {city.fire, team.id}
    english = replace(admin, language="en")
    assert [node.name["en"] for node in organisations.tree(english, city.platform, "manage_people")] == [
        "Hanbit",
        "Fire",
        "EMS team",
        "Tax",
    ]
    assert [line.name["en"] for line in looking.board(english, city.platform).lines] == ["Hanbit", "Fire", "EMS team", "Tax"]
    day = city.platform.today()
    assert [line.name["en"] for line in looking.board(english, city.platform, day=day).lines] == ["Hanbit", "Fire", "EMS team", "Tax"]
    assert [name["en"] for name in listing.organisations(english, city.platform).values()] == ["EMS team", "Fire", "Hanbit", "Tax"]
    assert [name["ko"] for name in listing.organisations(admin, city.platform).values()] == ["구급팀", "세정과", "소방본부", "한빛시"]


def test_an_ended_organisation_keeps_its_history_and_takes_nobody_new(city: City, admin) -> None:
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS team")
    organisations.end(admin, city.platform, city.fire)
    ended = {node.name["ko"] for node in organisations.tree(admin, city.platform, "manage_people") if node.ended}
    assert ended == {"소방본부", "구급팀"}
    with pytest.raises(Problem, match="organisation_unknown"):
        people.add(admin, city.platform, NewPerson("new", "이름", team.id, frozenset({"analyst"})))
    with pytest.raises(Problem, match=r"organisations\.own"):
        organisations.end(admin, city.platform, city.root)


def test_rows_of_a_workbook_are_added_or_refused_and_none_is_lost(city: City, admin) -> None:
    data = workbook(
        HEAD,
        ("hong", "홍길동", "소방본부", "분석 담당자, 교육 담당자", ""),
        ("lee", "이영희", "한빛시 > 세정과", "analyst", "en"),
        ("hong2", "김철수", "소방본뷰", "분석 담당자", ""),
        ("chief", "박관리", "소방본부", "분석 담당자", ""),
        ("twice", "가", "소방본부", "분석 담당자", ""),
        ("TWICE", "나", "소방본부", "분석 담당자", ""),
        ("king", "왕", "소방본부", "임금님", ""),
        (),
        ("only", "", "", "", ""),
        ("last", "끝", "세정과", "감사 담당자", ""),
    )
    imported = people_import.take(admin, city.platform, data, "사람.xlsx")
    assert imported.rows_in == 9 == len(imported.added) + len(imported.refused)
    assert [one.login for one in imported.added] == ["hong", "lee", "last"]
    assert {item.row: item.problem.code for item in imported.refused} == {
        4: "organisations.unknown", 5: "people.login_taken", 6: "people_import.login_twice",
        7: "people_import.login_twice", 8: "people.roles_unknown", 10: "people_import.row_unclear",
    }  # fmt: skip
    assert imported.refused[0].problem.facts["known"][0] == "소방본부"
    lines = {line.login: line for line in people.listed(admin, city.platform).lines}
    assert lines["hong"].roles == ("analyst", "trainer")
    assert lines["lee"].organisation["ko"] == "세정과"
    assert accounts.sign_in(city.platform, "hong", imported.added[0].password, THERE)


def test_the_ledger_of_an_import_holds_counts_and_no_names(city: City, admin) -> None:
    people_import.take(admin, city.platform, workbook(HEAD, ("hong", "홍길동", "소방본부", "analyst", "")), "명단.xlsx")
    with city.platform.records.reading() as session:
        rows = session.scalars(select(LedgerRow)).all()
    assert next(row.facts for row in rows if row.event == "people_imported") == {"rows": 1, "added": 1, "refused": 0}
    assert not [row for row in rows if "홍길동" in str(row.facts) or "hong" in str(row.facts) or "명단" in str(row.facts)]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_form_filled_in_as_it_is_downloaded_is_taken(city: City, admin, lang: str) -> None:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(people_import.template(admin, city.platform, lang)))
    page = book.worksheets[0]
    page.append(["hong", "홍길동", "소방본부", "analyst", "ko"])
    filled = BytesIO()
    book.save(filled)
    imported = people_import.take(admin, city.platform, filled.getvalue(), "form.xlsx")
    assert [one.login for one in imported.added] == ["hong"]
    assert imported.refused == ()


def test_two_organisations_of_one_name_are_told_apart_by_their_way(city: City, admin) -> None:
    for parent in (city.fire, city.tax):
        organisations.add(admin, city.platform, parent, "team", "총무팀", "General affairs")
    data = workbook(HEAD, ("one", "하나", "총무팀", "analyst", ""), ("two", "둘", "한빛시 > 세정과 > 총무팀", "analyst", ""))
    imported = people_import.take(admin, city.platform, data, "a.xlsx")
    assert [item.problem.code for item in imported.refused] == ["organisations.ambiguous"]
    assert [one.login for one in imported.added] == ["two"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"%PDF-1.7", "file."),
        (workbook(("이름", "전화"), ("홍길동", "010")), "people_import.columns_missing"),
        (b"x" * (5 * 1024**2 + 1), "people_import.too_large"),
    ],
)
def test_a_file_that_is_no_form_is_refused_as_a_whole(city: City, admin, data: bytes, code: str) -> None:
    with pytest.raises(Problem) as raised:
        people_import.take(admin, city.platform, data, "a.xlsx")
    assert raised.value.code.startswith(code)


def test_temporary_passwords_are_handed_out_as_texts_never_as_formulas(city: City, admin) -> None:
    data = workbook(HEAD, ("hong", "=1+1", "소방본부", "analyst", ""))
    imported = people_import.take(admin, city.platform, data, "a.xlsx")
    book = fastexcel.read_excel(people_import.passwords_xlsx(imported, "ko"))
    rows = book.load_sheet(0, header_row=None).to_polars().rows()
    assert rows[1][0] == "hong"
    assert rows[1][2] == imported.added[0].password


def test_people_added_by_a_demo_administrator_belong_to_the_demo(city: City) -> None:
    demo_admin = make_person(city.platform, "admin", city.root)
    with city.platform.records.session() as session:
        session.get_one(PersonRow, demo_admin.id).demo = True
    from dataclasses import replace

    added = people.add(replace(demo_admin, demo=True), city.platform, NewPerson("hong", "홍", city.fire, frozenset({"analyst"})))
    with city.platform.records.reading() as session:
        assert session.get_one(PersonRow, added.person_id).demo
