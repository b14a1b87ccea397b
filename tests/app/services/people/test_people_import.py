"""People by a workbook: several organisations for one person, what would happen told first, and nothing more the second time."""

from __future__ import annotations

from sqlalchemy import event, func, select

from app.identity.person import Person
from app.services.people import people, people_import, roles
from app.services.people.people import NewPerson
from data_catalog.records.tables import LedgerRow, PersonRow
from tests.app.services.conftest import City
from tests.app.services.people.test_people import workbook

HEAD = ("아이디", "이름", "기관", "역할", "언어", "소속")


def held(city: City, admin: Person, person_id: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in roles.held(admin, city.platform, person_id):
        found.setdefault(one.organisation["ko"], []).append(one.role)
    return found


def states(imported: people_import.Imported) -> dict[int, str]:
    return {line.row: line.problem.code if line.problem else line.state for line in imported.lines}


FILLED = workbook(
    HEAD,
    ("hong", "홍길동", "소방본부", "analyst", "", ""),
    ("hong", "홍길동", "세정과", "steward, analyst", "", "예"),
    ("hong", "", "한빛시", "auditor", "", ""),
    ("hong", "홍길동", "세정과", "auditor", "", ""),
    ("lee", "이영희", "없는과", "analyst", "", ""),
    ("lee", "이영희", "소방본부", "analyst", "", ""),
    ("kim", "김철수", "소방본부", "king", "", ""),
)


def test_one_person_stands_in_several_organisations_with_roles_at_each(city: City, admin: Person) -> None:
    imported = people_import.take(admin, city.platform, FILLED, "a.xlsx")
    assert states(imported) == {
        2: "new", 3: "new", 4: "new", 5: "people_import.organisation_twice", 6: "organisations.unknown",
        7: "people_import.first_refused", 8: "people.roles_unknown",
    }  # fmt: skip
    assert {one.row: one.column for one in imported.refused} == {5: "organisation", 6: "organisation", 7: "", 8: "roles"}
    (hong,) = imported.added
    assert held(city, admin, hong.person_id) == {"소방본부": ["analyst"], "세정과": ["analyst", "steward"], "한빛시": ["auditor"]}
    with city.platform.records.reading() as session:
        assert session.get_one(PersonRow, hong.person_id).organisation_id == city.tax, "the row with ‘yes’, not the first"


def test_what_would_happen_is_told_row_by_row_and_nothing_happens(city: City, admin: Person) -> None:
    told = people_import.plan(admin, city.platform, FILLED, "a.xlsx")
    assert not told.added
    with city.platform.records.reading() as session:
        assert session.scalar(select(func.count()).select_from(PersonRow)) == 1
        assert not session.scalars(select(LedgerRow)).all()
    assert states(told) == states(people_import.take(admin, city.platform, FILLED, "a.xlsx"))


def test_the_records_are_asked_no_more_often_for_many_new_people_than_for_few(city: City, admin: Person) -> None:
    asked: list[str] = []

    def heard(_link: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    def questions(people: int) -> int:
        asked.clear()
        places = ("소방본부", "세정과", "한빛시")
        form = workbook(HEAD, *((f"new{at:03d}", f"사람{at}", places[at % 3], "analyst", "", "") for at in range(people)))
        assert people_import.plan(admin, city.platform, form, "a.xlsx").count("new") == people
        return len(asked)

    event.listen(city.platform.records.engine, "before_cursor_execute", heard)
    try:
        assert questions(90) == questions(9)
    finally:
        event.remove(city.platform.records.engine, "before_cursor_execute", heard)


def test_the_same_form_taken_again_changes_nothing(city: City, admin: Person) -> None:
    def on_record() -> int:
        changes = LedgerRow.event.in_(("role_changed", "person_moved", "person_added"))
        with city.platform.records.reading() as session:
            return session.scalar(select(func.count()).select_from(LedgerRow).where(changes)) or 0

    people_import.take(admin, city.platform, FILLED, "a.xlsx")
    before = on_record()
    again = people_import.take(admin, city.platform, FILLED, "a.xlsx")
    assert [again.count(state) for state in ("new", "changed", "unchanged")] == [0, 0, 3]
    assert again.added == ()
    assert on_record() == before > 0


def test_who_is_here_changes_only_where_the_form_says_so(city: City, admin: Person) -> None:
    added = people.add(admin, city.platform, NewPerson("hong", "홍길동", city.fire, frozenset({"analyst"})))
    data = workbook(HEAD, ("hong", "홍길동", "세정과", "steward", "", ""))
    (line,) = people_import.plan(admin, city.platform, data, "a.xlsx").lines
    assert (line.state, line.before, line.after, line.moves) == ("changed", (), ("steward",), False)
    people_import.take(admin, city.platform, data, "a.xlsx")
    assert held(city, admin, added.person_id) == {"소방본부": ["analyst"], "세정과": ["steward"]}
    people_import.take(admin, city.platform, workbook(HEAD, ("hong", "홍길동", "세정과", "steward", "", "예")), "a.xlsx")
    with city.platform.records.reading() as session:
        assert session.get_one(PersonRow, added.person_id).organisation_id == city.tax


def test_a_form_never_speaks_of_somebody_else_who_has_the_login(city: City, admin: Person) -> None:
    people.add(admin, city.platform, NewPerson("hong", "홍길동", city.tax, frozenset({"analyst"})))
    local = city.person("admin", city.fire)
    for asker, name in ((admin, "다른 사람"), (local, "홍길동")):
        data = workbook(HEAD, ("hong", name, "소방본부", "analyst", "", ""))
        assert states(people_import.take(asker, city.platform, data, "a.xlsx")) == {2: "people.login_taken"}


def test_nobody_promotes_themselves_by_a_form_beyond_the_tree_they_look_after(city: City, admin: Person) -> None:
    local = city.person("admin", city.fire, "local")
    data = workbook(
        HEAD,
        ("local", "아무개", "한빛시", "admin", "", ""),
        ("local", "아무개", "한빛시 > 세정과", "admin", "", "예"),
        ("fresh", "새사람", "한빛시", "admin", "", ""),
    )
    for verb in (people_import.plan, people_import.take):
        assert set(states(verb(local, city.platform, data, "a.xlsx")).values()) == {"organisations.unknown"}
    assert held(city, admin, local.id) == {"소방본부": ["admin"]}


def test_the_last_administrator_is_not_taken_away_by_a_form(city: City, admin: Person) -> None:
    data = workbook(HEAD, ("chief", "아무개", "한빛시", "analyst", "", ""))
    for verb in (people_import.plan, people_import.take):
        assert states(verb(admin, city.platform, data, "a.xlsx")) == {2: "people.last_admin"}
