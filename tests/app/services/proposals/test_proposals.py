"""Proposals: taken in with hints at what is there, voted on blind by a committee, decided by a rule, and put into minutes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import fastexcel
import pypdfium2
import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services import inbox
from app.services.proposals import committee, looking, making, minutes
from app.services.proposals.making import Wanted
from app.services.sharing import handing_over
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, PersonRow, ProposalVote
from tests.app.services.agreements.made import at_once
from tests.app.services.cases.made import Town, refused, town
from tests.app.services.conftest import City

SAID = Wanted(
    "통학로 과속 찾기", "아이들이 다니는 길에서 차가 빠르다. 010-1234-5678", "problem", "교통과와 학부모", "단속 기록", "사고가 준다"
)


@pytest.fixture
def here(city: City) -> Town:
    return town(city)


@pytest.fixture
def members(here: Town) -> list[Person]:
    return [here.first, here.second, here.city.person("analyst", here.city.tax, "third")]


def proposed(here: Town, members: list[Person] | None = None, quorum: int = 2) -> str:
    made = making.propose(here.maker, here.city.platform, SAID)
    if members:
        committee.name(here.supervisor, here.city.platform, made, [one.id for one in members], quorum)
    return made


def committee_of(here: Town, made: str) -> set[str]:
    with here.city.platform.records.reading() as session:
        return set(session.scalars(select(ProposalVote.person_id).where(ProposalVote.proposal_id == made)))


def told(here: Town, who: Person) -> list[str]:
    return [one.key for one in inbox.listed(who, here.city.platform)]


def test_a_proposal_is_voted_on_blind_and_its_maker_is_told(here: Town, members: list[Person]) -> None:
    made, platform = proposed(here, members), here.city.platform
    assert "010-1234-5678" not in looking.one(here.maker, platform, made).said.problem
    assert told(here, here.supervisor) == ["inbox.proposal_made"]
    assert [told(here, one) for one in members] == [["inbox.proposal_asked"]] * 3
    assert not committee.vote(members[0], platform, made, "yes", "급하다")
    for who in (here.maker, here.supervisor, members[1]):
        seen = looking.one(who, platform, made)
        assert ([one.vote for one in seen.members], seen.voted) == ([None, None, None], 1)
    assert [one.vote for one in looking.one(members[0], platform, made).members if one.mine] == ["yes"]
    refused("proposals.voted", lambda: committee.vote(members[0], platform, made, "no", "다시"))
    refused("proposals.quorum_short", lambda: committee.close(here.supervisor, platform, made))
    refused("proposals.not_over", lambda: minutes.taken(here.maker, platform, made, "pdf", "ko"))
    committee.vote(members[1], platform, made, "no", "데이터가 없다")
    assert [one.waits for one in looking.listed(here.supervisor, platform)] == ["close"]
    assert committee.vote(members[2], platform, made, "yes", "할 수 있다"), "the last vote decides"
    seen = looking.one(here.maker, platform, made)
    assert (seen.state, sorted(str(one.vote) for one in seen.members), seen.decider) == ("accepted", ["no", "yes", "yes"], None)
    assert told(here, here.maker) == ["inbox.proposal_accepted"]
    refused("proposals.over", lambda: committee.vote(members[0], platform, made, "no", "x"), 
            lambda: making.withdraw(here.maker, platform, made),
            lambda: committee.close(here.supervisor, platform, made))  # fmt: skip


def test_a_vote_not_given_yet_goes_to_who_takes_over_but_never_to_the_maker_nor_twice(here: Town, members: list[Person]) -> None:
    platform, made = here.city.platform, proposed(here, members)
    after, chief = here.city.person("analyst", here.city.tax, "after"), here.city.person("steward", here.city.root, "chief")
    voter, waiting = members[0], members[2]
    committee.vote(voter, platform, made, "yes", "급하다")
    for giver, taker in ((voter, after), (waiting, here.maker), (waiting, voter)):
        handing_over.hand_over(chief, platform, giver.id, taker.id)
    assert committee_of(here, made) == {one.id for one in members}
    handing_over.hand_over(chief, platform, waiting.id, after.id)
    assert committee_of(here, made) == {voter.id, members[1].id, after.id}
    refused("not_found.proposal", lambda: committee.vote(waiting, platform, made, "no", "모르겠다"))
    assert not committee.vote(after, platform, made, "no", "데이터가 없다")
    with platform.records.reading() as session:
        moved = select(LedgerRow.facts).where(LedgerRow.event == "handed_over", LedgerRow.subject_kind == "proposal")
        assert session.scalars(moved).all() == [{"to": after.id, "person": waiting.id}]


def test_with_a_quorum_it_is_closed_and_a_tie_accepts_nothing(here: Town, members: list[Person]) -> None:
    made, platform = proposed(here, members), here.city.platform
    committee.vote(members[0], platform, made, "yes", "좋다")
    committee.vote(members[1], platform, made, "no", "이르다")
    committee.close(here.supervisor, platform, made, "다음에 다시")
    seen = looking.one(here.maker, platform, made)
    assert (seen.state, seen.decider, seen.comment, minutes.counted(seen)) == (
        "refused", "아무개", "다음에 다시", {"yes": 1, "no": 1, "abstain": 0, "none": 1},
    )  # fmt: skip
    with platform.records.reading() as session:
        row = session.scalars(select(LedgerRow).where(LedgerRow.event == "proposal_decided")).one()
        assert row.facts == {"accepted": False, "votes": 2, "votes_yes": 1, "votes_no": 1, "votes_abstain": 0}


def test_what_cannot_be_named_or_voted_is_told(here: Town, members: list[Person]) -> None:
    made, platform, ids = proposed(here), here.city.platform, [one.id for one in members]

    def name(people: list[str], quorum: int = 2) -> None:
        committee.name(here.supervisor, platform, made, people, quorum)

    refused("proposals.members_count", lambda: name(ids[:2]), lambda: name([ids[0]] * 3))
    refused("proposals.quorum_wrong", lambda: name(ids, 1), lambda: name(ids, 4))
    refused("proposals.member_made", lambda: name([*ids[:2], here.maker.id]))
    refused("not_found.person", lambda: name([*ids[:2], "0" * 32]))
    refused("proposals.member_unknown", lambda: committee.found(here.supervisor, platform, ["first", "nobody"]))
    with platform.records.session() as session:
        session.get_one(PersonRow, ids[2]).name = "하나뿐"
    assert committee.found(here.supervisor, platform, [" FIRST ", "second", "하나뿐"]) == tuple(ids)
    with platform.records.session() as session:
        session.get_one(PersonRow, ids[1]).name = "하나뿐"
    refused("proposals.member_unknown", lambda: committee.found(here.supervisor, platform, ["하나뿐"]))
    name(ids)
    refused("proposals.named", lambda: name(ids))
    refused("proposals.reason_missing", lambda: committee.vote(members[0], platform, made, "yes", " "))
    refused("cases.choice_missing", lambda: committee.vote(members[0], platform, made, "", "x"))
    refused("policy.choice_unknown", lambda: committee.vote(members[0], platform, made, "perhaps", "x"))
    for code, said in (("proposals.title_missing", {"title": " "}), ("proposals.problem_missing", {"problem": ""}),
                       ("proposals.driver_missing", {"driver": ""}), ("proposals.missing", {"title": "", "driver": ""}),
                       ("policy.choice_unknown", {"driver": "money"})):  # fmt: skip
        refused(code, lambda said=said: making.propose(here.maker, platform, replace(SAID, **said)))
    refused("proposals.already", lambda: making.propose(here.maker, platform, SAID))
    refused("rights.role_needed", lambda: making.propose(here.city.person("auditor"), platform, SAID))


def test_a_proposal_of_others_is_not_there_by_its_id_and_nobody_selects_their_own(here: Town, members: list[Person]) -> None:
    made, platform = proposed(here, members), here.city.platform
    for stranger in (here.city.person("analyst", here.city.tax), here.city.person("supervisor", here.city.tax), here.steward):
        assert looking.listed(stranger, platform) == ()
        refused(
            "not_found.proposal", lambda who=stranger: looking.one(who, platform, made),
            lambda who=stranger: making.withdraw(who, platform, made),
            lambda who=stranger: committee.vote(who, platform, made, "yes", "x"), lambda who=stranger: committee.close(who, platform, made),
            lambda who=stranger: minutes.taken(who, platform, made, "pdf", "ko"),
            lambda who=stranger: committee.name(who, platform, made, [one.id for one in members], 2),
        )  # fmt: skip
    refused("not_found.proposal", lambda: committee.close(members[0], platform, made), lambda: making.withdraw(members[0], platform, made),
            lambda: committee.vote(here.supervisor, platform, made, "yes", "x"))  # fmt: skip
    own = making.propose(here.supervisor, platform, SAID)
    refused("proposals.own", lambda: committee.name(here.supervisor, platform, own, [one.id for one in members], 2))
    making.withdraw(here.supervisor, platform, own)
    refused("proposals.over", lambda: making.withdraw(here.supervisor, platform, own))


def test_two_members_who_vote_at_once_are_both_counted(here: Town, members: list[Person]) -> None:
    made, platform = proposed(here, members, quorum=3), here.city.platform
    votes = at_once(*(lambda who=who: committee.vote(who, platform, made, "yes", "x") for who in members))
    assert sorted(bool(one) for one in votes) == [False, False, True]
    assert not any(isinstance(one, Problem) for one in votes)
    assert looking.one(here.maker, platform, made).state == "accepted"


def test_what_is_there_already_is_hinted_at(here: Town) -> None:
    case, made = here.published(), proposed(here)
    found = {(one.kind, one.id) for one in making.alike(here.maker, here.city.platform, "구급차 대기 장소")}
    assert ("case", case) in found
    assert ("model", "golden_hour") in found
    assert ("proposal", made) in {(one.kind, one.id) for one in making.alike(here.maker, here.city.platform, "통학로 과속")}
    assert [one for one in making.alike(here.second, here.city.platform, "통학로 과속") if one.kind == "proposal"] == [], "not of others"
    assert making.alike(here.maker, here.city.platform, "통학로 과속", but=made) == ()
    for said in (
        "겨울철 제설 우선 구간",
        "제설 차량 배치 순서",
        "눈 치울 도로 순서 찾기",
        "Which streets to clear of snow first",
        "우선 구간",
    ):
        assert making.alike(here.maker, here.city.platform, said) == (), f"words every proposal has make none alike: {said}"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_minutes_tell_who_voted_what_when_and_why(here: Town, members: list[Person], lang: str) -> None:
    made, platform = proposed(here, members), here.city.platform
    for who, vote in zip(members, ("yes", "yes", "abstain"), strict=True):
        committee.vote(who, platform, made, vote, "=급하다")
    ko, en = ("분석 과제 선정 회의록", "찬성 2, 반대 0, 기권 1"), ("Minutes of the selection of an analysis", "For 2, against 0")
    said = {"ko": ko, "en": en}[lang]
    book = pypdfium2.PdfDocument(io.BytesIO(minutes.taken(here.maker, platform, made, "pdf", lang)))
    whole = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in book).split())
    assert [one for one in (*said, "=급하다", "아무개", "통학로 과속 찾기") if one not in whole] == []
    with zipfile.ZipFile(io.BytesIO(minutes.taken(here.supervisor, platform, made, "hwpx", lang))) as archive:
        assert said[0] in archive.read("Contents/section0.xml").decode()
    rows = fastexcel.read_excel(minutes.taken(members[0], platform, made, "xlsx", lang)).load_sheet(0, header_row=None).to_polars().rows()
    assert rows[0][0] == said[0]
    assert sum("=급하다" in row for row in rows) == 3
    refused("not_found.file", lambda: minutes.taken(here.maker, platform, made, "exe", lang))
    with platform.records.reading() as session:
        assert len(session.scalars(select(LedgerRow).where(LedgerRow.event == "proposal_taken")).all()) == 3
