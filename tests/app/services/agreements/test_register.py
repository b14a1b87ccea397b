"""The register: who sees which lines, what is found in which order, whom requests wait for, numbers, and files to take along."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import fastexcel
import polars as pl
import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services import inbox, settings
from app.services.agreements import ageing, asking, board, deciding, register, standing, taking
from app.services.agreements.ageing import Holder
from app.services.agreements.board import Board, Wanted
from app.services.catalogue import catalogue
from connectors.problem import Problem
from data_catalog.records.tables import Agreement, LedgerRow
from tests.app.services.agreements.made import announced, asked, at_once, in_force, revision, terms, wanted
from tests.app.services.conftest import City


def listed(city: City, person: Person, **said: object) -> Board:
    return board.listed(person, city.platform, Wanted(**said))  # type: ignore[arg-type]


def numbers(found: Board) -> list[str]:
    return [one.number for one in found.entries]


@pytest.fixture
def three(city: City, analyst: Person, asker: Person, steward: Person, dataset: str) -> list[str]:
    """A request of nine days, one in force for 20 more days, and one of today for other data; by id in the order they were asked for."""
    waits = asked(city, asker, dataset, days=200)
    city.clock.move(days=9)
    held = in_force(city, asker, steward, dataset, purpose="research", days=20)
    other = announced(city, analyst)
    catalogue.describe(analyst, city.platform, other, {"announced": True}, "세무 민원")
    return [waits, held, asked(city, asker, other)]


def test_each_sees_the_register_of_their_tree_alone(city: City, three: list[str], asker: Person, steward: Person) -> None:
    for role, where in (("steward", city.fire), ("steward", city.tax), ("auditor", city.root), ("admin", city.root)):
        assert listed(city, city.person(role, where)).total == 3, role
    elsewhere = city.person("auditor", city.tax)
    assert listed(city, elsewhere).total == 3, "the side that uses the data sees it too"
    with city.platform.records.session() as session:
        row = session.get_one(Agreement, three[0])
        row.receiver_organisation_id = city.root
    assert listed(city, elsewhere).total == 2
    for role in ("analyst", "supervisor", "trainer", "author"):
        with pytest.raises(Problem, match=r"rights\.role_needed"):
            listed(city, city.person(role, city.root))
    auditor = city.person("auditor", city.root)
    line, _ = register.one(auditor, city.platform, three[0])
    assert (line.decides, line.mine) == (False, False)
    for act in (
        lambda: deciding.approve(auditor, city.platform, three[0], 1),
        lambda: deciding.refuse(auditor, city.platform, three[0], 1, "안 됩니다"),
        lambda: standing.revoke(auditor, city.platform, three[1], 2, "안 됩니다"),
    ):
        with pytest.raises(Problem, match=r"rights\.role_needed"):
            act()


def test_what_is_looked_for_is_found_and_nothing_else(city: City, three: list[str], steward: Person, dataset: str) -> None:
    everything = numbers(listed(city, steward))
    assert everything == ["2024-0001", "2024-0003", "2024-0002"], "who waits longest first, then what is in force"
    for said, found in (
        ({"sort": "ends"}, ["2024-0002", "2024-0003", "2024-0001"]),
        ({"sort": "asked"}, ["2024-0003", "2024-0002", "2024-0001"]),
        ({"sort": "data"}, ["2024-0003", "2024-0002", "2024-0001"]),
        ({"search": "세정과 민원"}, ["2024-0003"]),
        ({"search": "tax FIRE 0002"}, ["2024-0002"]),
        ({"search": "100%"}, []),
        ({"shows": "open"}, ["2024-0001", "2024-0003"]),
        ({"shows": "late"}, ["2024-0001"]),
        ({"shows": "active"}, ["2024-0002"]),
        ({"shows": "refused"}, []),
        ({"dataset_id": dataset}, ["2024-0001", "2024-0002"]),
        ({"partner_id": city.tax}, everything),
        ({"partner_id": city.root}, []),
        ({"ends_within": 20}, ["2024-0002"]),
        ({"ends_within": 19}, []),
    ):  # fmt: skip
        assert numbers(listed(city, steward, **said)) == found, said
    page = board.listed(steward, city.platform, Wanted(), 1, 1)
    assert (numbers(page), page.total) == (["2024-0003"], 3)
    for bad in (Wanted(shows="mine"), Wanted(sort="id; drop table agreements")):
        with pytest.raises(Problem, match=r"policy\.choice_unknown"):
            board.listed(steward, city.platform, bad)
    assert board.datasets(steward, city.platform)[dataset] == "출동기록"
    assert list(board.partners(steward, city.platform).values()) == [{"ko": "세정과", "en": "Tax"}, {"ko": "소방본부", "en": "Fire"}]


def test_a_request_is_with_whose_turn_it_is_and_late_after_the_days_that_are_set(
    city: City, three: list[str], asker: Person, steward: Person
) -> None:
    first = listed(city, steward).entries[0]
    assert (first.holder, first.held_days, first.open_days, first.late) == ({"ko": "소방본부", "en": "Fire"}, 9, 9, True)
    assert ageing.counts(steward, city.platform) == ageing.Counts(2, 1, 1, 1, 0, 7)
    deciding.offer(steward, city.platform, three[0], 1, terms(city, days=10), "짧게만")
    city.clock.move(days=1)
    first = listed(city, steward, search="0001").entries[0]
    assert (first.holder, first.held_days, first.open_days, first.late) == ({"ko": "세정과", "en": "Tax"}, 1, 10, False)
    assert ageing.holders(steward, city.platform) == (
        Holder({"ko": "세정과", "en": "Tax"}, 1, 0, 1), Holder({"ko": "소방본부", "en": "Fire"}, 1, 0, 1),
    )  # fmt: skip
    deciding.refuse(steward, city.platform, three[0], 2, "안 됩니다")
    city.person("steward", city.root)
    asking.ask_mediation(asker, city.platform, three[0], 3, "꼭 필요합니다")
    assert listed(city, steward, search="0001").entries[0].holder == {"ko": "한빛시", "en": "Hanbit"}
    settings.change(city.person("admin", city.root), city.platform, "agreement_late_days", 1)
    city.clock.move(days=1)
    assert ageing.counts(steward, city.platform).late == 2


def test_whose_turn_it_is_is_told_once_when_it_becomes_late(city: City, asker: Person, steward: Person, dataset: str) -> None:
    agreement = asked(city, asker, dataset, days=100)

    def told(person: Person) -> int:
        return [one.key for one in inbox.listed(person, city.platform)].count("inbox.agreement_late")

    city.clock.move(days=6)
    assert (standing.turn(city.platform).late, told(steward)) == (0, 0)
    city.clock.move(days=1)
    for _ in range(2):
        assert (standing.turn(city.platform).late, told(steward), told(asker)) == (1, 1, 0)
    deciding.offer(steward, city.platform, agreement, 1, terms(city, days=10))
    assert standing.turn(city.platform).late == 0
    city.clock.move(days=7)
    assert (standing.turn(city.platform).late, told(steward), told(asker)) == (1, 1, 1)


def test_numbers_follow_each_other_in_a_year_though_many_ask_at_once(city: City, analyst: Person, asker: Person) -> None:
    ids = [announced(city, analyst, 20 + at) for at in range(4)]
    at_once(*(lambda dataset=one: asked(city, asker, dataset) for one in ids))  # type: ignore[misc]
    with pytest.raises(Problem, match=r"agreement\.already"):
        asked(city, asker, ids[0])
    city.clock.move(days=300)
    asked(city, asker, ids[0], purpose="research")
    with city.platform.records.reading() as session:
        found = sorted(one or "" for one in session.scalars(select(Agreement.number)))
    assert found == ["2024-0001", "2024-0002", "2024-0003", "2024-0004", "2025-0001"], "a request that was refused takes no number"


def test_the_register_is_taken_along_with_its_terms_and_nothing_in_it_is_a_formula(
    city: City, analyst: Person, three: list[str], steward: Person
) -> None:
    with city.platform.records.session() as session:
        session.get_one(Agreement, three[1]).legal_basis = "=HYPERLINK(1)"
    made = taking.taken(steward, city.platform, Wanted(sort="asked"), "csv", "ko")
    assert made.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(made.decode("utf-8-sig")))
    assert [row[0] for row in rows] == ["2024-0003", "2024-0002", "2024-0001"]
    told = dict(zip(head, rows[1], strict=True))
    assert told["법적 근거"] == "'=HYPERLINK(1)"
    assert told["열"] == "신고일시: 달까지만, 출동센터: 그대로"
    assert (told["상태"], told["남은 날수"], told["지금 차례인 기관"]) == ("이용 중", "20", "")
    assert dict(zip(head, rows[2], strict=True))["늦음"] == "늦음"
    sheet = fastexcel.read_excel(taking.taken(steward, city.platform, Wanted(shows="active"), "xlsx", "en")).load_sheet(0).to_polars()
    assert sheet["Legal basis"].to_list() == ["=HYPERLINK(1)"]
    assert sheet["Last day"].cast(pl.Date).to_list() == [city.platform.today() + timedelta(days=20)]
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        taking.taken(analyst, city.platform, Wanted(), "csv", "ko")
    board.viewed(steward, city.platform, Wanted(search="아무개"), 1)
    with city.platform.records.reading() as session:
        noted = session.execute(select(LedgerRow.event, LedgerRow.facts).where(LedgerRow.event.startswith("agreements_"))).all()
    assert [tuple(one) for one in noted] == [
        ("agreements_exported", {"file": "csv", "rows": 3}),
        ("agreements_exported", {"file": "xlsx", "rows": 1, "shows": "active"}),
        ("agreements_viewed", {"page": 1, "search": True}),
    ]


def test_lists_on_the_page_of_requests_are_the_same_whatever_is_asked_for_at_once(
    city: City, three: list[str], asker: Person, steward: Person
) -> None:
    platform = city.platform
    assert [one.number for one in register.mine(asker, platform)] == ["2024-0003", "2024-0001", "2024-0002"]
    assert [one.number for one in register.to_decide(steward, platform)] == ["2024-0001", "2024-0003"]
    assert (len(register.in_force(steward, platform, 1)), register.in_force_count(steward, platform)) == (1, 1)
    assert register.in_force_count(asker, platform) == 0
    standing.give_back(asker, platform, three[1], revision(city, asker, three[1]))
    assert register.in_force_count(steward, platform) == 0


def test_what_was_wanted_is_asked_with_the_number_of_the_year_it_is_there(city: City, asker: Person, dataset: str) -> None:
    city.clock.at = city.clock.at.replace(year=2024, month=12, day=31, hour=15, minute=30)
    agreement = asking.ask(asker, city.platform, wanted(city, dataset))
    assert register.one(asker, city.platform, agreement)[0].number == "2025-0001"
