"""Collaboration checks: opened, answered blind, closed, laid side by side, compared with the one before, and whose they are."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import fastexcel
import pypdfium2
import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services import inbox
from app.services.collaboration import answering, comparing, looking, opening, taking
from app.services.collaboration.answering import Answer
from app.services.collaboration.opening import Turned, Wanted
from app.services.sharing import handing_over
from connectors.problem import Problem
from data_catalog.records.tables import (
    COLLABORATION_FACTORS,
    CollaborationPartner,
    LedgerRow,
    Organisation,
    PersonRow,
    new_id,
)
from tests.app.services.agreements.made import at_once
from tests.app.services.conftest import City


@dataclass
class Two:
    """Fire and tax with a steward each; fire's opens checks."""

    city: City
    fire: Person
    tax: Person

    def open(self, **said: object) -> str:
        given = {"partners": (self.city.fire, self.city.tax), "goal": "출동 시간을 줄인다", "driver": "problem",
                 "due": self.city.platform.today() + timedelta(days=7)} | said  # fmt: skip
        return opening.begin(self.fire, self.city.platform, Wanted(**given))  # type: ignore[arg-type]

    def answer(self, who: Person, check: str, organisation: str, rating: int | None = 3, **rated: int | None) -> bool:
        ratings = dict.fromkeys(COLLABORATION_FACTORS, rating) | rated
        said = Answer(ratings, "빨라진다", "장비를 아낀다", "연락 010-1234-5678")
        return answering.answer(who, self.city.platform, check, organisation, said)

    def seen(self, who: Person, check: str) -> looking.Check:
        return looking.one(who, self.city.platform, check)

    def told(self, who: Person) -> list[str]:
        listed = inbox.listed(who, self.city.platform)
        return [one.key.removeprefix("inbox.collaboration_") for one in listed if one.key.startswith("inbox.collaboration_")]


@pytest.fixture
def two(city: City) -> Two:
    return Two(city, city.person("steward", city.fire), city.person("steward", city.tax))


def refused(code: str, *acts: Callable[[], object]) -> None:
    for act in acts:
        with pytest.raises(Problem) as raised:
            act()
        assert raised.value.code == code


def test_nobody_sees_an_answer_before_all_have_answered_and_then_all_do(two: Two) -> None:
    check = two.open()
    assert (two.told(two.fire), two.told(two.tax)) == (["asked"], ["asked"])
    assert not two.answer(two.fire, check, two.city.fire, 4, trust=5, skills=None)
    mine, others = two.seen(two.fire, check), two.seen(two.tax, check)
    assert [one.said is not None for one in mine.partners] == [False, True], "세정과 stands before 소방본부"
    assert [one.said for one in others.partners] == [None, None]
    assert ([one.answered for one in others.partners], others.rows) == ([False, True], ())
    over = two.city.person("admin", two.city.root)
    assert [one.said for one in two.seen(over, check).partners] == [None, None], "an administrator above both neither"
    assert not two.answer(two.fire, check, two.city.fire, 4, trust=5, funding=1, skills=None), "the last answer counts"
    assert two.answer(two.tax, check, two.city.tax, 4, trust=2, funding=3)
    for who in (two.fire, two.tax):
        found = two.seen(who, check)
        assert found.state == "closed"
        trust = next(row for row in found.rows if row.factor == "trust")
        assert (trust.ratings, trust.median, trust.low, trust.high, trust.spread, trust.disagrees) == ((2, 5), 3.5, 2, 5, 3, True)
        skills = next(row for row in found.rows if row.factor == "skills")
        assert (skills.ratings, skills.median, skills.spread, skills.disagrees) == ((4, None), 4, None, False)
        said = [one.said for one in found.partners]
        assert [one.benefit for one in said if one] == ["빨라진다", "빨라진다"]
        assert all(one and "010-1234-5678" not in one.comment for one in said), "nothing personal is kept"
    assert looking.sentences(two.seen(two.tax, check), "ko") == (
        "2024-05-15에 끝난 협업 점검(세정과, 소방본부)에서 ‘신뢰’의 답이 3점 벌어졌습니다(세정과 2점, 소방본부 5점).",
        "2024-05-15에 끝난 협업 점검(세정과, 소방본부)에서 ‘예산’의 답이 2점 벌어졌습니다(세정과 3점, 소방본부 1점).",
    )
    assert two.told(two.tax) == ["closed", "asked"]
    platform = two.city.platform
    refused("collaboration.over", lambda: two.answer(two.tax, check, two.city.tax))
    refused("collaboration.over", lambda: opening.close(two.fire, platform, check), lambda: opening.withdraw(two.fire, platform, check))


def test_past_its_day_it_is_over_and_who_was_silent_is_told_as_not_rated(two: Two) -> None:
    check, platform = two.open(), two.city.platform
    two.answer(two.fire, check, two.city.fire)
    two.city.clock.move(days=4)
    for _ in range(2):
        assert opening.turn(platform) == Turned(0, 1)
        assert (two.told(two.tax), two.told(two.fire)) == (["remind", "asked"], ["asked"]), "once, and who answered not at all"
    two.city.clock.move(days=4)
    refused("collaboration.over", lambda: two.answer(two.tax, check, two.city.tax))
    assert two.seen(two.tax, check).state == "closed", "before the worker came by"
    assert (opening.turn(platform), opening.turn(platform)) == (Turned(1, 0), Turned(0, 0))
    found = two.seen(two.tax, check)
    assert [taking.rating_said(found.rows[0], at, found, "en") for at in (0, 1)] == ["not rated", "3"]
    assert "1 organisation answered" in looking.sentences(found, "en")[0]
    assert two.told(two.fire)[0] == "closed"


def test_it_is_compared_with_the_check_before_of_the_same_partners(two: Two) -> None:
    first = two.open()
    two.answer(two.fire, first, two.city.fire, 3)
    two.answer(two.tax, first, two.city.tax, 3, trust=4)
    two.city.clock.move(days=100)
    second = two.open(partners=(two.city.tax, two.city.fire))
    two.answer(two.fire, second, two.city.fire, 3, trust=5)
    two.answer(two.tax, second, two.city.tax, 3, trust=1)
    found = two.seen(two.fire, second)
    trust = next(row for row in found.rows if row.factor == "trust")
    assert trust.before is not None
    assert (found.before, trust.before.median, trust.before.spread) == (date(2024, 5, 15), 3.5, 1)
    (said,) = looking.sentences(found, "en")
    assert said.endswith("lie 4 points apart (Tax 1, Fire 5). In the check before (2024-05-15) it was 1 point.")
    assert two.seen(two.fire, first).before is None
    assert looking.sentences(two.seen(two.fire, first), "en")[0].endswith("no factor lies 2 points or more apart.")
    assert [one.id for one in looking.listed(two.tax, two.city.platform)] == [second, first], "what was is kept"


def test_withdrawn_it_shows_nothing_and_its_answers_are_erased(two: Two) -> None:
    check = two.open()
    two.answer(two.fire, check, two.city.fire)
    refused("not_found.collaboration", lambda: opening.withdraw(two.tax, two.city.platform, check))
    opening.withdraw(two.fire, two.city.platform, check)
    found = two.seen(two.tax, check)
    assert (found.state, found.rows, [one.said for one in found.partners]) == ("withdrawn", (), [None, None])
    assert two.told(two.tax)[0] == "withdrawn"
    with two.city.platform.records.reading() as session:
        assert [one.ratings for one in session.scalars(select(CollaborationPartner))] == [None, None]
    refused("collaboration.over", lambda: two.answer(two.tax, check, two.city.tax))
    refused("collaboration.not_over", lambda: taking.taken(two.fire, two.city.platform, check, "xlsx", "ko"))


def test_a_check_of_others_is_not_there_by_its_id(two: Two) -> None:
    check, platform = two.open(), two.city.platform
    with platform.records.session() as session:
        police = new_id()
        session.add(Organisation(id=police, parent_id=two.city.root, kind="department", name_ko="경찰", name_en="Police",
                                 valid_from=date(2020, 1, 1)))  # fmt: skip
    for stranger in (two.city.person("steward", police), two.city.person("analyst", two.city.tax), two.city.person("auditor", police)):
        for act in (
            lambda who: two.seen(who, check), lambda who: two.answer(who, check, two.city.tax),
            lambda who: opening.close(who, platform, check), lambda who: opening.withdraw(who, platform, check),
            lambda who: looking.viewed(who, platform, check), lambda who: taking.taken(who, platform, check, "pdf", "ko"),
        ):  # fmt: skip
            refused("not_found.collaboration", lambda who=stranger, act=act: act(who))
        assert looking.listed(stranger, platform) == ()
    refused("not_found.collaboration", lambda: two.answer(two.fire, check, two.city.tax), lambda: two.answer(two.tax, check, police))
    opening.close(two.fire, platform, check)
    assert two.seen(two.fire, check).state == "closed"


def test_who_is_asked_by_name_answers_and_when_they_leave_the_stewards_do(two: Two) -> None:
    named, platform = two.city.person("analyst", two.city.tax, "hong"), two.city.platform
    check = two.open(invited={two.city.tax: " HONG "})
    assert (two.told(named), two.told(two.tax)) == (["asked"], [])
    refused("not_found.collaboration", lambda: two.answer(two.tax, check, two.city.tax))
    for who, told in ((named, "아무개"), (two.fire, "아무개"), (two.tax, "")):
        assert [(one.named, one.asked) for one in two.seen(who, check).partners] == [(True, told), (False, "")], "to whom it matters"
    assert looking.listed(named, platform)[0].waits
    with platform.records.session() as session:
        session.get_one(PersonRow, named.id).disabled = True
    opening.turn(platform)
    assert two.told(two.tax) == ["asked"]
    two.answer(two.tax, check, two.city.tax)
    assert two.answer(two.fire, check, two.city.fire)


def test_handing_over_takes_an_invitation_along(two: Two) -> None:
    named, taker = two.city.person("analyst", two.city.tax, "hong"), two.city.person("analyst", two.city.tax)
    check = two.open(invited={two.city.tax: "hong"})
    handing_over.hand_over(named, two.city.platform, named.id, taker.id)
    two.answer(taker, check, two.city.tax)
    refused("not_found.collaboration", lambda: two.answer(named, check, two.city.tax))


def test_an_organisation_that_ends_is_waited_for_no_more(two: Two) -> None:
    check = two.open()
    two.answer(two.fire, check, two.city.fire)
    with two.city.platform.records.session() as session:
        session.get_one(Organisation, two.city.tax).valid_to = two.city.platform.today()
    assert two.seen(two.fire, check).partners[0].ended
    refused("collaboration.partner_ended", lambda: two.answer(two.tax, check, two.city.tax))
    assert opening.turn(two.city.platform).closed == 1
    refused("organisations.ended", two.open)


def test_what_cannot_be_opened_is_told(two: Two) -> None:
    fire, tax, today = two.city.fire, two.city.tax, two.city.platform.today()
    two.city.person("analyst", fire, "fireman")
    for code, said in (
        ("collaboration.partners_count", {"partners": (fire, fire)}),
        ("collaboration.goal_missing", {"goal": " \x00 "}),
        ("collaboration.due_wrong", {"due": today - timedelta(days=1)}),
        ("collaboration.due_wrong", {"due": today + timedelta(days=181)}),
        ("policy.choice_unknown", {"driver": "money"}),
        ("not_found.organisation", {"partners": (fire, new_id())}),
        ("not_found.agreement", {"agreement_id": new_id()}),
        ("collaboration.person_unknown", {"invited": {tax: "nobody"}}),
        ("collaboration.person_unknown", {"invited": {tax: "fireman"}}),
        # A city's nearest steward is nobody; of fire and the city above it, the same people are asked.
        ("collaboration.nobody", {"partners": (fire, two.city.root)}),
    ):  # fmt: skip
        refused(code, lambda said=said: two.open(**said))
    two.city.person("steward", two.city.root)
    refused("collaboration.not_yours", lambda: two.open(partners=(tax, two.city.root)))
    two.open()
    refused("collaboration.already", two.open)
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        opening.begin(two.city.person("analyst"), two.city.platform, Wanted((fire, tax), "g", "problem", today))


def test_one_person_answers_for_one_organisation_alone(two: Two) -> None:
    with two.city.platform.records.session() as session:
        names = ("a", "b")
        teams = [new_id() for _ in names]
        for own, name in zip(teams, names, strict=True):
            session.add(Organisation(id=own, parent_id=two.city.fire, kind="team", name_ko=name, name_en=name, valid_from=date(2020, 1, 1)))
    refused("collaboration.same_person", lambda: two.open(partners=tuple(teams)))
    two.city.person("analyst", teams[0], "first")
    check = two.open(partners=tuple(teams), invited={teams[0]: "first"})
    two.answer(two.fire, check, teams[1])
    with two.city.platform.records.session() as session:
        session.scalars(select(PersonRow).where(PersonRow.login == "first")).one().disabled = True
    refused("collaboration.answered_other", lambda: two.answer(two.fire, check, teams[0]))


def test_who_becomes_the_one_asked_for_both_sees_no_answer_but_their_own(two: Two) -> None:
    check, beside = two.open(), two.city.person("steward", two.city.fire)
    two.answer(two.fire, check, two.city.fire)
    assert [one.said is not None for one in two.seen(beside, check).partners] == [False, True], "their own organisation's, to change it"
    admin = two.city.person("admin", two.city.root)
    with two.city.platform.records.session() as session:
        for gone in (two.fire, two.tax, beside):
            session.get_one(PersonRow, gone.id).disabled = True
    found = two.seen(admin, check)
    assert [(one.mine, one.said) for one in found.partners] == [(True, None), (True, None)]


def test_of_two_who_open_the_same_at_once_one_does(two: Two) -> None:
    made = at_once(two.open, two.open)
    assert sorted(isinstance(one, Problem) for one in made) == [False, True]


def test_ratings_that_are_none_or_missing_are_told(two: Two) -> None:
    check = two.open()
    whole = dict.fromkeys(COLLABORATION_FACTORS, 3)
    platform = two.city.platform
    refused("collaboration.unrated", lambda: answering.answer(two.fire, platform, check, two.city.fire, Answer({"trust": 3})))
    for wrong in ({"trust": 6}, {"trust": 0}, {"luck": 3}):
        refused(
            "policy.choice_unknown", lambda wrong=wrong: answering.answer(two.fire, platform, check, two.city.fire, Answer(whole | wrong))
        )


def test_the_answers_are_taken_along_on_record(two: Two) -> None:
    check, platform = two.open(goal="=1+1"), two.city.platform
    two.answer(two.fire, check, two.city.fire, 4, trust=5)
    two.answer(two.tax, check, two.city.tax, 4, trust=None)
    sheet = fastexcel.read_excel(taking.taken(two.tax, platform, check, "xlsx", "en")).load_sheet(0, header_row=None).to_polars()
    assert sheet.rows()[0] == ("Factor", "Tax", "Fire", "Median", "Lowest", "Highest", "Range", "Disagreement")
    assert next(row for row in sheet.rows() if row[0] == "Trust")[:4] == ("Trust", "do not know", "5", "5")
    assert next(row for row in sheet.rows() if row[0] == "Benefit it sees")[1:3] == ("빨라진다", "빨라진다")
    for lang, said in (("ko", ("=1+1", "신뢰", "모름", "빨라진다")), ("en", ("Trust", "do not know", "Fire"))):
        book = pypdfium2.PdfDocument(io.BytesIO(taking.taken(two.fire, platform, check, "pdf", lang)))
        whole = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in book).split())
        assert [one for one in said if one not in whole] == []
    looking.viewed(two.tax, platform, check)
    with platform.records.reading() as session:
        wanted = select(LedgerRow.event, LedgerRow.facts).where(LedgerRow.event.startswith("collaboration_")).order_by(LedgerRow.id)
        noted = [tuple(one) for one in session.execute(wanted)]
    assert noted == [
        ("collaboration_opened", {"partners": 2}), ("collaboration_answered", {"for": two.city.fire}),
        ("collaboration_answered", {"for": two.city.tax}), ("collaboration_closed", {"answered": 2}),
        ("collaboration_taken", {"file": "xlsx"}), ("collaboration_taken", {"file": "pdf"}), ("collaboration_taken", {"file": "pdf"}),
        ("collaboration_viewed", {}),
    ]  # fmt: skip


def test_the_widest_apart_come_first_and_three_are_told() -> None:
    rows = comparing.compared([dict.fromkeys(COLLABORATION_FACTORS, 3) | {"trust": 1, "skills": 5, "funding": 5, "cultures": 5},
                               dict.fromkeys(COLLABORATION_FACTORS, 3) | {"trust": 5, "cultures": 2}, None])  # fmt: skip
    assert [(row.factor, row.spread) for row in comparing.apart(rows)] == [("trust", 4), ("cultures", 3), ("funding", 2)]
