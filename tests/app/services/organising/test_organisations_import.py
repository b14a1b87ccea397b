"""Organisations by a workbook: found again by code or place, told first, circles refused, nothing more the second time."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services.organising import organisations_import
from app.services.people import organisations
from connectors.problem import Problem
from data_catalog.records.tables import Organisation, OrganisationSpell
from tests.app.services.conftest import City
from tests.app.services.people.test_people import workbook

HEAD = ("기관 코드", "이름(한국어)", "이름(영어)", "종류", "위 기관")


def sheet(*rows: tuple[object, ...]) -> bytes:
    return workbook(HEAD, *rows, sheet="기관")


def states(imported: organisations_import.Imported) -> dict[int, str]:
    return {line.row: line.problem.code if line.problem else line.state for line in imported.lines}


def tree(city: City, admin: Person) -> list[tuple[str, int]]:
    return [(node.name["ko"], node.depth) for node in organisations.tree(admin, city.platform, "manage_people")]


def test_rows_in_any_order_stand_where_they_say_and_are_told_first(city: City, admin: Person) -> None:
    data = sheet(
        ("D3", "야간반", "Night", "팀", "D2"),
        ("D2", "구급팀", "EMS", "team", "소방본부"),
        ("", "징수팀", "Collection", "팀", "한빛시 > 세정과"),
        ("", "이상한 것", "Odd", "왕국", "세정과"),
        ("", "새 부처", "Ministry", "중앙부처", "한빛시"),
        ("", "외톨이", "Alone", "팀", "없는 곳"),
        ("", "반쪽", "", "팀", "세정과"),
    )
    told = organisations_import.plan(admin, city.platform, data, "a.xlsx")
    assert len(tree(city, admin)) == 3, "nothing is kept of telling"
    taken = organisations_import.take(admin, city.platform, data, "a.xlsx")
    assert states(told) == states(taken) == {
        2: "new", 3: "new", 4: "new", 5: "organisations.kind_unknown", 6: "organisations.kind_order",
        7: "organisations.unknown", 8: "organisations.name_missing",
    }  # fmt: skip
    assert {one.row: one.column for one in taken.refused} == {5: "kind", 6: "kind", 7: "above", 8: "name_ko"}
    assert tree(city, admin) == [("한빛시", 0), ("세정과", 1), ("징수팀", 2), ("소방본부", 1), ("구급팀", 2), ("야간반", 3)]
    again = organisations_import.take(admin, city.platform, data, "a.xlsx")
    assert [again.count(state) for state in ("new", "changed", "unchanged")] == [0, 0, 3]


def test_one_with_a_code_is_renamed_and_moved_with_its_history_kept(city: City, admin: Person) -> None:
    team = organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS", "D2").id
    city.clock.move(days=10)
    (line,) = organisations_import.take(admin, city.platform, sheet(("D2", "응급팀", "Emergency", "팀", "세정과")), "a.xlsx").lines
    assert (line.state, line.renamed, line.moved) == ("changed", True, True)
    with city.platform.records.reading() as session:
        row = session.get_one(Organisation, team)
        assert (row.name_ko, row.parent_id) == ("응급팀", city.tax)
        spells = session.scalars(select(OrganisationSpell).where(OrganisationSpell.organisation_id == team)).all()
        assert [(one.name_ko, one.parent_id) for one in spells] == [("구급팀", city.fire)]


def test_a_circle_among_the_rows_or_with_what_is_there_is_refused_by_name(city: City, admin: Person) -> None:
    data = sheet(
        ("A", "가과", "A", "부서", "B"),
        ("B", "나과", "B", "부서", "다과"),
        ("C", "다과", "C", "부서", "가과"),
        ("", "라과", "D", "부서", "나과"),
        ("", "마과", "E", "부서", "소방본부"),
    )
    taken = organisations_import.take(admin, city.platform, data, "a.xlsx")
    assert states(taken) == {
        2: "organisations_import.cycle", 3: "organisations_import.cycle", 4: "organisations_import.cycle",
        5: "organisations_import.cycle", 6: "new",
    }  # fmt: skip
    assert set(taken.lines[0].problem.facts["names"]) == {"가과", "나과", "다과"}
    for own, code in ((city.fire, "F"), (city.tax, "T")):
        with city.platform.records.session() as session:
            session.get_one(Organisation, own).code = code
    taken = organisations_import.take(
        admin, city.platform, sheet(("F", "소방본부", "Fire", "부서", "T"), ("T", "세정과", "Tax", "부서", "F")), "a.xlsx"
    )
    assert "organisations.cycle" in states(taken).values() or "organisations_import.cycle" in states(taken).values()
    assert not [node for node in organisations.tree(admin, city.platform, "manage_people") if node.astray]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_form_as_it_is_downloaded_holds_the_tree_and_changes_nothing_when_sent_back(city: City, admin: Person, lang: str) -> None:
    from openpyxl import load_workbook

    organisations.add(admin, city.platform, city.fire, "team", "구급팀", "EMS", "D2")
    book = load_workbook(BytesIO(organisations_import.template(admin, city.platform, lang)))
    book.worksheets[0].append(["", "징수팀", "Collection", "team", "세정과"])
    filled = BytesIO()
    book.save(filled)
    taken = organisations_import.take(admin, city.platform, filled.getvalue(), "form.xlsx")
    assert [taken.count(state) for state in ("new", "changed", "unchanged", "refused")] == [1, 0, 4, 0]


def test_an_administrator_below_brings_nothing_in_beside_or_above_by_a_form(city: City, admin: Person) -> None:
    with city.platform.records.session() as session:
        session.get_one(Organisation, city.tax).code = "T"
    local = city.person("admin", city.fire)
    data = sheet(
        ("T", "빼앗은 과", "Taken", "부서", "소방본부"),
        ("", "새 과", "New", "부서", "세정과"),
        ("", "새 과", "New", "부서", "한빛시"),
        ("", "소방본부", "Fire", "부서", ""),
    )
    taken = organisations_import.take(local, city.platform, data, "a.xlsx")
    assert states(taken) == {
        2: "organisations.code_taken", 3: "organisations.unknown", 4: "organisations.unknown", 5: "unchanged",
    }  # fmt: skip
    with city.platform.records.reading() as session:
        assert session.get_one(Organisation, city.tax).name_ko == "세정과"
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        organisations_import.take(city.person("steward", city.root), city.platform, data, "a.xlsx")
